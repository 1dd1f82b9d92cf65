"""The engine's estimates beside what was measured: its intervals hold as often as they say.

An estimate reads no run: it is what the engine would say of the candidate if nobody had run it.
"""

from dataclasses import dataclass
from itertools import groupby
from statistics import median

import pytest

from tierwise.reasoner.build import build, parse
from tierwise.reasoner.bundle import bundled_rules, bundled_sources
from tierwise.reasoner.candidate import Question
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.targets import targets
from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.source import Source

# Models whose runs are read: their modules of ontology/catalog/measured/.
MODELS = (
    "mlperf-tiny fdmobilenet-0.25 mobilenet-v1--5 resnet-v1 st-efficientnet st-fdmobilenet "
    "squeezenet-v1.1 efficientnet-lite0 mobilenet-ncnn resnet18-ncnn yolov4-tiny"
)


@dataclass(frozen=True)
class Beside:
    """A measured time beside the estimate of it, in s."""

    kind: str
    measured: float
    low: float
    middle: float
    high: float

    @property
    def is_held(self) -> bool:
        return self.low <= self.measured <= self.high


@pytest.fixture(scope="module")
def beside():
    """Return the runs of which the engine has an estimate, by kind of unit."""
    sources = bundled_sources([Source("asked", MODELS)])
    knowledge = build(parse(sources), bundled_rules(), None, set())
    facts, chosen = knowledge.facts, knowledge.figures.chosen
    keys = [tw(each) for each in ("ofVariant", "onHardware", "measuredFamily", "withRuntime")]
    runs = [
        ([facts.object(run, key) for key in keys], chosen[run, tw("measuredLatency")].value)
        for run in facts.instances(tw("Measurement")) if (run, tw("measuredLatency")) in chosen
    ]
    # of the layouts the first: weights beside the activations
    layouts = targets(knowledge, sorted({hardware for (_, hardware, *_), _ in runs}))
    places = {(each.hardware, each.family, each.runtime): each for each in reversed(layouts)}
    asked = {
        variant: Question("task", variant, facts.object(variant, tw("variantOf")),
                          facts.object(variant, tw("numericType")), None)
        for (variant, *_), _ in runs
    }  # fmt: skip
    rows, columns = [*asked], [*places]
    cell = Columns(knowledge, [*asked.values()], [*places.values()], {}).cell

    def estimates():
        for (variant, *place), measured in runs:
            if tuple(place) not in places:
                continue
            at = rows.index(variant), columns.index(tuple(place))
            if cell("estimatedTime", "bound", *at):
                kind = (
                    "accelerator" if cell("operatorTime", "bound", *at)
                    else "processor" if cell("coresPower", "middle", *at) else "microcontroller"
                )
                found = (cell("estimatedTime", each, *at) for each in ("low", "middle", "high"))
                yield Beside(kind, measured, *found)

    found = sorted(estimates(), key=lambda each: each.kind)
    return {kind: [*group] for kind, group in groupby(found, key=lambda each: each.kind)}


@pytest.mark.parametrize("kind", ["microcontroller", "processor"])
def test_intervals_hold_about_nine_of_ten_measured_times(beside, kind):
    rows = beside[kind]
    held = sum(each.is_held for each in rows) / len(rows)
    off = median(abs(each.middle / each.measured - 1) for each in rows)
    width = median(each.high / each.low for each in rows)
    print(f"{kind}: {len(rows)} runs, {held:.1%} held, median error {off:.1%}, width {width:.2f}")
    assert held >= 0.85
    assert off < {"microcontroller": 0.25, "processor": 0.4}[kind]
