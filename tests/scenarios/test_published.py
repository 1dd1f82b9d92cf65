"""The repository's list says what the published examples say, and the facts hold their numbers.

The examples stand in ../shared/data/scenarios, which is not always at hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import tw

from .conftest import ROOT, expected

Load = Callable[..., Engine]
Case = dict[str, Any]
PUBLISHED = ROOT.parent / "shared" / "data" / "scenarios"
pytestmark = pytest.mark.skipif(
    not PUBLISHED.exists(), reason=f"{PUBLISHED} is absent: it holds the published examples"
)
WORDS = {True: "feasible", False: "infeasible", "conditional": "conditional"}
# What a published metric is here, and what turns its unit into the canonical one.
METRICS = {
    ("latency", "ms"): ("measuredLatency", 0.001),
    ("throughput", "fps"): ("measuredThroughput", 1.0),
    ("throughput", "inf/s"): ("measuredThroughput", 1.0),
    ("decode_rate", "tok/s"): ("measuredTokenRate", 1.0),
}
EXPECTED = expected()
examples = pytest.mark.parametrize("example", EXPECTED, ids=[e["scenario"] for e in EXPECTED])


def published(example: Case) -> Case:
    """Return an example as it was published."""
    text = (PUBLISHED / f"{example['scenario']}.json").read_text(encoding="utf-8")
    [found] = json.loads(text)["scenarios"]
    assert isinstance(found, dict)
    return found


def test_no_published_example_is_left_out() -> None:
    published_names = sorted(each.stem for each in PUBLISHED.glob("ex-*.json"))
    assert [example["scenario"] for example in EXPECTED] == published_names


@examples
def test_the_list_has_the_published_candidates(example: Case) -> None:
    ours = [
        (c["placement"], c["tier"], c["verdict"], c["binding"]) for c in example["candidates"]
    ]
    assert ours == [
        (c["placement"], c["tier"], WORDS[c["feasible"]], c["binding"])
        for c in published(example)["expected"]["candidates"]
    ]


@examples
def test_the_list_has_the_published_level_and_ways_out(example: Case) -> None:
    theirs = published(example)["expected"]
    ours = [case["says"] for case in example["ways_out"]]
    assert ours == theirs.get("what_would_need_to_change", [])
    assert example["recommended_tier"] == theirs["recommended_tier"]


@examples
def test_each_published_measurement_is_a_fact(load: Load, example: Case) -> None:
    figures = load(example["file"]).knowledge.figures.by_property
    lacking = []
    for row in published(example)["measured"]:
        name, factor = METRICS[row["metric"], row["unit"]]
        stated = {round(each.value, 9) for each in figures[tw(name)].values()}
        if round(row["value"] * factor, 9) not in stated:
            lacking.append(row)
    assert lacking == []
