"""Read units that ontology/units.ttl does not list, with pint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pint
from pint.errors import PintError

# No digits and no powers: pint would compute s**9**9**9.
_FOREIGN_UNIT = re.compile(r"[A-Za-z_%°μ]+(?:[ ]?[/*·][ ]?[A-Za-z_%°μ]+)*")
# pint counts bits, angles and money as bare numbers; here each is a dimension of its own, so that
# nobody's percentage is read as bytes, nor a revolution per minute as 6.28 Hz.
_DEFINITIONS = (
    "bit = [information]",
    "byte = 8 * bit = B = octet",
    "radian = [angle] = rad",
    "MAC = [multiply_accumulate]",
    "token = [token] = tok = tokens",
    "USD = [money]",
)


class ForeignUnits:
    """pint's units, as far as they measure what one of our canonical units measures."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        """Take the symbols of the canonical units by IRI."""
        # Filled after it is built: pint caches dimensions then, and ours would come too late.
        options: Any = {"on_redefinition": "ignore", "autoconvert_offset_to_baseunit": True}
        self._registry: Any = pint.UnitRegistry(None, non_int_type=Decimal, **options)
        self._registry.load_definitions(Path(pint.__file__).parent / "default_en.txt")
        for definition in _DEFINITIONS:
            self._registry.define(definition)
        self._bases = dict(bases)

    def read(self, name: str) -> tuple[str, Decimal, Decimal] | None:
        """Return the canonical unit of the same dimension, with factor and offset; None for none.

        canonical value = (value + offset) × factor.
        """
        if not _FOREIGN_UNIT.fullmatch(name):
            return None
        try:
            return self._read(self._registry.parse_units(name))
        except (PintError, ArithmeticError, AssertionError, TypeError, ValueError):
            return None

    def _read(self, parsed: Any) -> tuple[str, Decimal, Decimal] | None:
        for iri, symbol in self._bases.items():
            to = self._registry.parse_units(symbol)
            if to.dimensionless or to.dimensionality != parsed.dimensionality:
                continue
            zero, one = (self._registry.Quantity(Decimal(n), parsed).to(to).m for n in (0, 1))
            return iri, one - zero, zero / (one - zero)
        return None
