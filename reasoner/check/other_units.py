"""Units that ontology/units.ttl does not list, as pint knows them: their size in a unit that is.

pint takes bits, angles, money and what is counted for bare numbers.  Here each of them is a
dimension of its own, as in the ontology: else a percentage could stand where bytes are meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import pint

_PLAIN = re.compile(r"[^\W\d]+(?:\s?[/*·]\s?[^\W\d]+)*|%")
_OWN = {
    "[information]": ("bit", "byte = 8 * bit = B = octet"),
    "[angle]": ("radian", None),
    "[multiply_accumulate]": ("MAC", None),
    "[token]": ("token", None),
    "[money]": ("USD", None),
}
_ALSO = {"radian": " = rad", "token": " = tok = tokens"}


class OtherUnits:
    """pint's units; `symbols` has the symbol of each unit that others convert to, by its IRI."""

    def __init__(self, symbols: Mapping[str, str]) -> None:
        self._symbols = dict(symbols)

    @cached_property
    def _registry(self) -> Any:
        options: dict[str, Any] = {
            "non_int_type": Decimal, "on_redefinition": "ignore",
            "autoconvert_offset_to_baseunit": True,
        }
        registry: Any = pint.UnitRegistry(None, **options)
        registry.load_definitions(Path(pint.__file__).parent / "default_en.txt")
        for dimension, (name, derived) in _OWN.items():
            registry.define(f"{name} = {dimension}{_ALSO.get(name, '')}")
            if derived:
                registry.define(derived)
        return registry

    def find(self, name: str) -> tuple[str, Fraction, Fraction] | None:
        """Return the unit that a name converts to, its size in it and its offset; None for none."""
        if not _PLAIN.fullmatch(name):  # powers could take for ever
            return None
        try:
            unit = self._registry.parse_units(name)
            for iri, symbol in self._symbols.items():
                to = self._registry.parse_units(symbol)
                if not to.dimensionless and to.dimensionality == unit.dimensionality:
                    ends = (self._registry.Quantity(Decimal(n), unit).to(to).m for n in (0, 1))
                    zero, one = ends
                    return iri, Fraction(one - zero), Fraction(zero / (one - zero))
        except (pint.errors.PintError, ArithmeticError, AssertionError, TypeError, ValueError):
            return None
        return None
