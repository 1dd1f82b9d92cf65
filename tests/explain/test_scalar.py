"""One candidate in plain numbers gives what the arrays give for all of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tierwise.reasoner.explain.case import Case
from tierwise.reasoner.one_unknown import OneUnknown, at
from tierwise.reasoner.scalar import Scalars

CORNERS = ("low", "middle", "high")


@pytest.fixture(scope="module")
def decision(factory):
    found = factory.decide(factory.tasks())
    return next(each for each in found if each.questions[0].variant is not None)


def cells(decision, count=60):
    """Return candidates spread evenly over all."""
    many = len(decision.questions) * len(decision.targets)
    step = max(1, many // count)
    return [divmod(at, len(decision.targets)) for at in range(0, many, step)]


def numbers(factory, decision, i, j):
    return Scalars(factory.knowledge.definitions, Case(decision, i, j).stated)


def test_every_known_quantity_of_a_candidate_is_the_same_as_in_the_arrays(factory, decision):
    names = [
        name for name, each in factory.knowledge.definitions.quantities.items()
        if each.kind != "placement" and each.scope not in ("flow", "placement", "link")
    ]
    different = []
    for i, j in cells(decision):
        scalars = numbers(factory, decision, i, j)
        for name in names:
            bound = bool(decision.columns.cell(name, "bound", i, j))
            ours = [scalars.corner(name, each) for each in CORNERS]
            theirs = [decision.columns.cell(name, each, i, j) for each in CORNERS]
            if bound != scalars.is_bound(name) or not _same(ours, theirs, bound):
                different.append((name, i, j, ours, theirs))
    assert different == []


def _same(ours: list[float], theirs: list[float], is_bound: bool) -> bool:
    pairs = list(zip(ours, theirs, strict=True))
    return all(
        math.isclose(a, b, rel_tol=1e-12) or (not is_bound and at == 1)
        or (np.isnan(a) and np.isnan(b))
        for at, (a, b) in enumerate(pairs)
    )


def test_supposing_a_number_moves_what_depends_on_it_and_nothing_else(factory, decision):
    scalars = numbers(factory, decision, 0, 0)
    before = scalars.corner("inputBytes", "low")
    supposed = scalars.supposing("preprocessingTime", 5.0)
    assert supposed.corner("computeTime", "low") == pytest.approx(
        scalars.corner("computeTime", "low") + 5.0
    )
    assert supposed.corner("inputBytes", "low") == before


def test_as_a_function_of_one_unknown_a_candidate_has_the_numbers_of_supposing_it(
    factory, decision
):
    definitions, different = factory.knowledge.definitions, []
    for i, j in cells(decision, 12):
        scalars = numbers(factory, decision, i, j)
        for name in ("clock", "latencyOfRun", "throughputOfRun", "inputBytes", "macs"):
            unknown = OneUnknown(scalars, name)
            for value in (1e-6, 1.0, 3.7e9):
                supposed = scalars.supposing(name, value)
                different += [
                    (name, value, each, corner, i, j)
                    for each in definitions.dependents[name] for corner in CORNERS
                    if not _same(
                        [at(unknown.corner(each, corner), value)],
                        [supposed.corner(each, corner)], is_bound=True,
                    )
                ]
    assert different == []
