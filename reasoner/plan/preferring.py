"""The objective that placements are told apart by, where the site has figures for it."""

from __future__ import annotations

from ..errors import UsageError
from .answer import LEVEL_RULE, preference
from .objectives import declared, is_stated
from .survey import Survey


def stated_preference(survey: Survey, asked: str | None) -> str:
    """Return the objective that is preferred, or LEVEL_RULE.

    Raises UnknownName for a name that no objective has, UsageError for an objective of which
    nothing on the site states a figure.
    """
    prefer = preference(survey, asked)
    known = [each for each in declared(survey.knowledge) if is_stated(survey, each)]
    if prefer != LEVEL_RULE and prefer not in {each.name for each in known}:
        every = {each.name: each.notation for each in declared(survey.knowledge)}
        raise UsageError(
            f"the site has no figures for {every[prefer]}",
            expected=", ".join((*(each.notation for each in known), LEVEL_RULE)),
            found=every[prefer],
        )
    return prefer
