"""Why a constraint does not apply: the parts of its condition that do not hold."""

from __future__ import annotations

from collections.abc import Iterator

from . import words
from .cases import Case
from .expressions import Tree, truth, variables
from .quantities import Units
from .vocabulary import Constraint


def why_not(constraint: Constraint, case: Case, units: Units) -> str:
    """Say which parts of a condition do not hold, each once."""
    assert constraint.applies is not None
    return ", ".join(dict.fromkeys(_unmet(constraint.applies, case, units)))


def _unmet(tree: Tree, case: Case, units: Units) -> Iterator[str]:
    sign = tree[0]
    if sign in ("&&", "||"):
        for each in tree[1:]:
            if not truth(each, case):
                yield from _unmet(each, case, units)
        return
    for name in dict.fromkeys(variables(tree)):
        quantity = case.quantity(name)
        if case.is_bound(name):
            yield words.quantity(units, quantity, case.number(name))
        else:
            yield f"no {quantity.label} is stated"
