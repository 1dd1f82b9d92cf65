"""Runs with known factors, and the measured tables where they are."""

import math
from itertools import product
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="calibrate is an extra: pip install 'tierwise[calibrate]'")

MEASURED = Path(__file__).resolve().parents[3] / "shared" / "data" / "measured"

MODELS = {
    "wide": {"depthwise": 1e5, "standard": 2e6, "pointwise": 4e6, "elements": 2e5},
    "deep": {"depthwise": 8e5, "pointwise": 6e6, "elements": 5e5},
    "flat": {"dense": 3e5, "elements": 1e3},
    "plain": {"standard": 9e6, "elements": 1e5},
}
COSTS = {"depthwise": 6.0, "standard": 1.2, "pointwise": 1.0, "dense": 2.0, "elements": 5.0}
BOARDS = {"north": ("one", 1.0), "south": ("one", 1.1), "east": ("two", 2.0), "west": ("two", 1.9)}
RUNTIMES = {"quick": 1.0, "slow": 1.7}


@pytest.fixture(scope="session")
def runs():
    """Return the runs of four boards in two families, whose times follow their work by a rule."""
    from tierwise.reasoner.calibrate.run import Run

    made = []
    for place, (board, runtime, model) in enumerate(product(BOARDS, RUNTIMES, MODELS)):
        family, factor = BOARDS[board]
        cycles = sum(COSTS[each] * count for each, count in MODELS[model].items())
        wobble = math.exp(0.02 * math.sin(7.0 * place))
        made.append(
            Run(
                identity=f"made:{place}", kind="mcu", board=board, family=family, runtime=runtime,
                version="1", numeric_type="int8", model=model, rate=1e8, cores=1.0, bus_ratio=1.0,
                work=MODELS[model], seconds=cycles * factor * RUNTIMES[runtime] * wobble / 1e8,
            )
        )
    return made


@pytest.fixture(scope="session")
def folder():
    """Return the folder of the measured tables."""
    if not MEASURED.is_dir():
        pytest.skip("the measured tables are not beside this repository")
    return MEASURED
