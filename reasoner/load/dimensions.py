"""Check that each formula has the dimension of the quantity that it is the value of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..definitions import Quantity
from ..dimension import Dimension, dimension
from ..errors import DefinitionError, Place
from ..facts import Facts
from ..formula import Tree
from ..namespaces import QUDT, local_name, tw

_KIND = QUDT + "hasQuantityKind"


class Dimensions:
    """The dimensions of quantities, by the quantity kinds of their units."""

    def __init__(self, facts: Facts, quantities: Mapping[str, Quantity]) -> None:
        self._facts, self._quantities = facts, quantities

    def of(self, name: str) -> Dimension:
        """Return a quantity's dimension; raises DefinitionError where its unit tells none."""
        unit = self._quantities[name].unit
        kind = self._facts.object(unit, _KIND)
        text = self._facts.text(kind, tw("dimension")) if kind else None
        if text is None:
            raise DefinitionError(
                f"the unit of {name} has no known dimension",
                expected="a unit of ontology/units.ttl, or one whose quantity kind states "
                "tw:dimension",
                found=local_name(unit) or "none",
            )
        return Dimension.read(text)

    def check(self, name: str, tree: Tree, place: Place | None) -> None:
        """Raise DefinitionError where a quantity's formula comes to another dimension."""
        found = self._at(place, lambda: dimension(tree, self.of))
        wanted = self._at(place, lambda: self.of(name))
        if found is not None and found != wanted:
            raise DefinitionError(
                f"the formula of {name} has another dimension than its unit",
                expected=str(wanted), found=str(found), place=place,
            )

    def check_condition(self, tree: Tree, place: Place | None) -> None:
        """Raise DefinitionError where a condition compares unlike things."""
        self._at(place, lambda: dimension(tree, self.of))

    def _at(
        self, place: Place | None, work: Callable[[], Dimension | None]
    ) -> Dimension | None:
        try:
            return work()
        except DefinitionError as error:
            raise DefinitionError(
                error.thing, expected=error.expected, found=error.found, place=place
            ) from error
