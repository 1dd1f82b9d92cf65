"""The colours of drawn proofs, by what a box is: light and dark, each legible on its own ground.

Text keeps a contrast of at least 4.5 to 1 on its fill, as WCAG 2.2 asks (criterion 1.4.3), and a
verdict is never told by colour alone: a mark stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shade:
    """The colours of one kind of box on one ground."""

    fill: str
    stroke: str
    text: str


@dataclass(frozen=True)
class Look:
    """How one kind of box looks, and what the legend and a screen reader call it."""

    word: str
    mark: str
    light: Shade
    dark: Shade


LIGHT_GROUND = Shade("#ffffff", "#57606a", "#1f2328")
DARK_GROUND = Shade("#0f1317", "#8d96a0", "#e6edf3")

LOOKS = {
    "feasible": Look(
        "feasible", "✓", Shade("#e3f5e7", "#1a7f37", "#0a3d1a"),
        Shade("#11291a", "#3fb950", "#d3f5dc"),
    ),
    "conditional": Look(
        "conditional", "~", Shade("#fff2cc", "#9a6700", "#4a3200"),
        Shade("#2f250a", "#d9a521", "#fbeec4"),
    ),
    "unknown": Look(
        "unknown", "?", Shade("#e0f0fa", "#0b6b91", "#063648"),
        Shade("#0d2733", "#4cb4dd", "#d3eefa"),
    ),
    "infeasible": Look(
        "infeasible", "✗", Shade("#fde8e6", "#c0352b", "#5c120c"),
        Shade("#331513", "#f0766c", "#fcdeda"),
    ),
    "not-assessed": Look(
        "does not apply", "·", Shade("#f1f2f4", "#79818b", "#41474e"),
        Shade("#1b1f24", "#767f8a", "#c4cbd3"),
    ),
    "step": Look(
        "follows", "", Shade("#f6f7f9", "#79818b", "#1f2328"),
        Shade("#1a1e23", "#767f8a", "#e6edf3"),
    ),
    "stated": Look(
        "stated, with its file and line", "", Shade("#ffffff", "#57606a", "#1f2328"),
        Shade("#0f1317", "#8d96a0", "#e6edf3"),
    ),
    "folded": Look(
        "folded", "", Shade("#ffffff", "#79818b", "#57606a"),
        Shade("#0f1317", "#767f8a", "#a9b2bc"),
    ),
}


def mark(verdict: str | None) -> str:
    """Return the mark of a verdict, or nothing."""
    return LOOKS[verdict].mark if verdict else ""
