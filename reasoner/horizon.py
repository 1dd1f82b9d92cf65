"""The life over which a site spreads its capital."""

from __future__ import annotations

from .errors import QuantityError
from .knowledge import Knowledge
from .namespaces import local_name, tw


def refuse_no_horizon(knowledge: Knowledge) -> None:
    """Raise QuantityError for a life of nothing, over which no capital can be spread."""
    figure = knowledge.figures.by_property.get(tw("lifetime"), {}).get(knowledge.site or "")
    if figure is not None and figure.lower <= 0:
        raise QuantityError(
            f"the lifetime of {local_name(figure.subject)} is zero",
            expected='a time over which capital is spread, such as "5 yr"', found=figure.text,
            place=figure.place,
        )
