"""Render why a fact does not hold."""

from __future__ import annotations

import json

from ....reasoner.denial import Denial
from ....reasoner.explain.words import fact_words


def denial_text(denial: Denial) -> str:
    """Return the reasons a line each, then the nearest facts that do hold."""
    mark = "?" if denial.is_unknown else "✗"
    lines = [f"{mark} {denial.sentence}"]
    lines += [f"  - {each.sentence}" for each in denial.obstacles if each.rule]
    if denial.nearest:
        lines.append("  what does hold:")
        lines += [f"    {fact_words(each)}" for each in denial.nearest]
    return "\n".join(lines) + "\n"


def denial_json(denial: Denial) -> str:
    """Return JSON with the verdict, the reasons and the nearest facts."""
    return json.dumps(
        {
            "fact": list(denial.triple),
            "verdict": "unknown" if denial.is_unknown else "does not hold",
            "sentence": denial.sentence,
            "obstacles": [
                {"rule": each.rule, "sentence": each.sentence, "unknown": each.is_unknown}
                for each in denial.obstacles
            ],
            "nearest": [list(each) for each in denial.nearest],
        },
        indent=2, ensure_ascii=False,
    ) + "\n"
