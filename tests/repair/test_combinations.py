"""Repairs across kinds: each part of a combination is needed, and none is missing."""

from __future__ import annotations

from itertools import combinations

import pytest

from tierwise.reasoner.change_set import Change
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.repair.search import find_repairs
from tierwise.reasoner.repair_option import WIDE, Breadth, Repair, Repairs, Step
from tierwise.reasoner.verdict import Verdict

from .test_repairs import (
    DEVICE,
    GATEWAY,
    LEAN,
    LINKS,
    PRODUCTS,
    RUNS,
    SLOW_LINK,
    TASK,
    TOO_LARGE,
    VARIANTS,
)

ALL = Breadth(combinations=1_000)  # every one is run again
ONE = Breadth(combinations=1)
KINDS = VARIANTS + PRODUCTS + LINKS
# What is wrong with the task of the base, where, and what has to be done together.
CASES = {
    "a smaller model that is too inaccurate": (
        (*LEAN, TOO_LARGE, "task.minimumAccuracy=86 %"), DEVICE,
        {("variant → slim", "minimumAccuracy: 86 % → 85 %")}),
    "a larger product that is too dear": (
        (*LEAN, TOO_LARGE, "task.capitalBudget=120 USD"), DEVICE,
        {("product → big", "capitalBudget: 120 USD → 150 USD")}),
    "a larger product that is too dear and too slow": (
        (*LEAN, TOO_LARGE, "task.capitalBudget=120 USD", "task.deadline=0.3 ms"), DEVICE,
        {("variant → slim", "deadline: 300 µs → 400 µs"),
         ("variant → poor", "minimumAccuracy: 80 % → 70 %")}),
    "a quicker link that still is too slow": (
        (*LEAN, *SLOW_LINK, "task.deadline=10 ms"), GATEWAY,
        {("slow-radio → fast-radio", "deadline: 10 ms → 29 ms")}),
    "a quicker link and a smaller model": (
        (*LEAN, *SLOW_LINK, TOO_LARGE), GATEWAY,
        {("variant → slim", "slow-radio → fast-radio")}),
}


def short(step: Step) -> str:
    relaxed = f"{local_name(step.property or '')}: " if step.is_relaxation else ""
    return f"{relaxed}{step.before} → {step.after}"


def mixed(found: Repairs) -> list[Repair]:
    return [each for each in found.repairs if each.proposal.is_mixed]


def broken(site, case) -> tuple[Engine, str, set[tuple[str, ...]]]:
    changes, node, wanted = CASES[case]
    return site(*changes, turtle=KINDS), node, wanted


def verdict(engine: Engine, node: str, changes: list[Change]) -> Verdict:
    """Return the verdict of the task at a node if all this were changed, inferred anew."""
    after = engine.changed(changes)
    return Verdict(max(int(each.total.max()) for each in after.decide([TASK], [node])))


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_suffice_alone_is_combined(site, case):
    engine, node, wanted = broken(site, case)
    found = {tuple(map(short, each.steps)) for each in mixed(engine.repairs(TASK, node))}
    assert wanted <= found


@pytest.mark.parametrize("case", CASES)
def test_without_any_of_its_steps_a_combination_fails(site, case):
    engine, node, _ = broken(site, case)
    for repair in mixed(find_repairs(engine, TASK, node, None, ALL)):
        parts = [e for n in range(len(repair.steps)) for e in combinations(repair.steps, n)]
        for part in parts:
            at = next((each.to for each in part if each.to), node)
            changes = [change for each in part for change in each.changes]
            assert verdict(engine, at, changes) == Verdict.INFEASIBLE
        assert verdict(engine, repair.node, list(repair.proposal.changes)) == repair.verdict


EXCHANGES = {
    "slim": [Change(TASK, tw("hasVariant"), ("https://example.org/fixture#slim",), adds=True)],
    "poor": [Change(TASK, tw("hasVariant"), ("https://example.org/fixture#poor",), adds=True)],
    "big": [Change(DEVICE, tw("instanceOf"), ("https://example.org/fixture#big",))],
}
RELAXED = ("deadline", "minimumAccuracy", "capitalBudget", "powerCap", "inputRate")


AT_DEVICE = [each for each in CASES if CASES[each][1] == DEVICE]


@pytest.mark.parametrize("case", AT_DEVICE)
def test_every_exchange_that_needs_one_requirement_less_is_found(site, case):
    engine, node, _ = broken(site, case)
    given_up = {each: [Change(TASK, tw(each), ())] for each in RELAXED}
    needed = {
        (exchange, name)
        for exchange, exchanged in EXCHANGES.items() for name, less in given_up.items()
        if verdict(engine, node, [*exchanged, *less]) > Verdict.INFEASIBLE
        and verdict(engine, node, exchanged) == Verdict.INFEASIBLE
        and verdict(engine, node, less) == Verdict.INFEASIBLE
    }
    found = {
        (each.steps[0].after, local_name(each.steps[1].property or ""))
        for each in mixed(find_repairs(engine, TASK, node, None, ALL)) if len(each.steps) == 2
    }
    assert needed and needed <= found


def test_a_threshold_of_a_combination_is_exact(site):
    engine, node, _ = broken(site, "a quicker link that still is too slow")
    link, deadline = next(
        each.steps for each in mixed(engine.repairs(TASK, node))
        if local_name(each.steps[1].property or "") == "deadline"
    )
    exact = deadline.threshold
    verdicts = [
        verdict(engine, node, [*link.changes, *engine.read_changes([f"task.deadline={each!r} s"])])
        for each in (exact * (1 - 1e-6), exact * (1 + 1e-6))
    ]
    assert verdicts == [Verdict.INFEASIBLE, Verdict.FEASIBLE]


def test_an_exchange_that_spares_next_to_nothing_is_not_added(site):
    engine, node, _ = broken(site, "a quicker link that still is too slow")
    every = mixed(find_repairs(engine, TASK, node, None, ALL))
    found = {tuple(map(short, each.steps))[:2] for each in every}
    assert ("variant → slim", "slow-radio → fast-radio") not in found


def test_simpler_repairs_come_first_and_then_those_that_go_less_far(site):
    engine, node, _ = broken(site, "a larger product that is too dear")
    found = engine.repairs(TASK, node).repairs
    assert [len(each.steps) for each in found] == sorted(len(each.steps) for each in found)
    sizes = [(len(e.steps), e.proposal.size) for e in found if e.proposal.is_mixed]
    assert sizes == sorted(sizes)


def test_what_was_not_run_again_is_counted(site):
    engine, node, _ = broken(site, "a larger product that is too dear and too slow")
    some, every = (find_repairs(engine, TASK, node, None, each) for each in (ONE, ALL))
    assert (len(mixed(some)), every.more) == (1, 0)
    assert some.more >= len(mixed(every)) - 1 > 0


def test_a_variant_that_was_measured_to_be_slower_is_not_combined_for_speed(site):
    changes = (*LEAN, "task.deadline=0.8 ms", "task.minimumAccuracy=86 %")
    quick, slow = (site(*changes, turtle=VARIANTS + runs) for runs in ("", RUNS))
    offered = [
        {step.after for each in mixed(e.repairs(TASK, DEVICE)) for step in each.steps}
        for e in (quick, slow)
    ]
    assert ["slim" in each for each in offered] == [True, False]


def test_a_wide_search_runs_what_a_narrow_one_counts(site):
    engine, node, _ = broken(site, "a larger product that is too dear and too slow")
    narrow, wide = (engine.repairs(TASK, node, each) for each in (ONE, WIDE))
    offered = [{each.proposal for each in found.repairs} for found in (narrow, wide)]
    assert offered[0] < offered[1]
    assert (wide.more, wide.breadth) == (0, WIDE)
