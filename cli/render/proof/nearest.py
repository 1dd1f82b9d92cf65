"""Render the hardware that would pass in the place of a node that fails."""

from __future__ import annotations

from collections.abc import Sequence

from ....reasoner.namespaces import local_name
from ....reasoner.repair_option import PassingProduct


def nearest_text(products: Sequence[PassingProduct]) -> str:
    """Return the nearest products in one line; where none would pass, say so."""
    if not products:
        return "In its place no product of the catalogue would pass: see tierwise repair.\n"
    names = ", ".join(f"{local_name(e.product)} ({e.verdict.word})" for e in products)
    return f"In its place would pass, nearest first: {names}.\n"
