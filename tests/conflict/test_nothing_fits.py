"""Nothing fits: what is said to conflict does, and what is said to help does, on re-running."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from tierwise.reasoner.change_set import Change
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.requirement import requirements
from tierwise.reasoner.verdict import Verdict

TASK = "https://example.org/fixture#task"
LEAN = [f"task.{each}=none" for each in (
    "needsDataOf", "needsUi", "worksOffline", "mustNotDependOn", "trusts", "privacyScope",
)]
DEAR = "device.price=500 USD"
PRIVATE = "task.privacyScope=stays-on-device"
# Changes after which no node fits, and the minimal conflicts that come of them.
UNFIT = {
    "too slow everywhere": (["task.deadline=0.5 ms"], [["deadline"]]),
    "no accelerometer": (["task.needsPeripheral=accelerometer"], [["needsPeripheral"]]),
    "slow where it stays, slow to send": (
        ["device.computeShare=0.05 %", "task.deadline=1.5 s", "local-link.uplinkRate=1 kbit/s"],
        [["deadline"], ["inputRate"], ["timeToFirstToken"]],
    ),
    "dear where it stays": ([DEAR, PRIVATE], [["capitalBudget", "privacyScope"]]),
    "dear where it stays, hungry elsewhere": (
        [DEAR, PRIVATE, "gateway.activePower=90 W", "cloud.activePower=90 W"],
        [["capitalBudget", "powerCap"], ["capitalBudget", "privacyScope"]],
    ),
    "too large": (["variant.peakActivationBytes=1 MiB", "variant.kvBytesPerToken=0 B"],
                  [["working-memory"]]),
}


@pytest.fixture(scope="module", params=UNFIT)
def case(request, base) -> tuple[Engine, list[list[str]]]:
    changes, conflicts = UNFIT[request.param]
    return base.changed(base.read_changes([*LEAN, *changes])), conflicts


def without(engine: Engine, given_up) -> Verdict:
    """Return the best verdict if the constraints of requirements did not exist, judged anew."""
    gone = {name for each in given_up for name in each.constraints}
    definitions = engine.knowledge.definitions
    kept = tuple(each for each in definitions.constraints if each.name not in gone)
    lighter = replace(engine.knowledge, definitions=replace(definitions, constraints=kept))
    return best(Engine(lighter))


def best(engine: Engine) -> Verdict:
    return Verdict(max(int(each.total.max()) for each in engine.decide([TASK])))


def proper(sets):
    return [each for n in range(len(sets)) for each in combinations(sets, n)]


def test_the_conflicts_are_the_minimal_ones(case):
    engine, wanted = case
    found = [sorted(e.name for e in c.requirements) for c in engine.nothing_fits(TASK).conflicts]
    assert sorted(found) == wanted


def test_giving_up_a_relaxation_frees_a_candidate_and_nothing_less_does(case):
    engine, _ = case
    for relaxation in engine.nothing_fits(TASK).relaxations:
        assert without(engine, relaxation.requirements) > Verdict.INFEASIBLE
        less = [without(engine, each) for each in proper(relaxation.requirements)]
        assert set(less) == {Verdict.INFEASIBLE}


def test_a_conflict_alone_leaves_nothing_and_nothing_less_does(case):
    engine, _ = case
    every = requirements(engine.knowledge, TASK)
    for conflict in engine.nothing_fits(TASK).conflicts:
        others = [each for each in every if each not in conflict.requirements]
        assert without(engine, others) == Verdict.INFEASIBLE
        less = [without(engine, [*others, each]) for each in conflict.requirements]
        assert Verdict.INFEASIBLE not in less


def test_taking_back_what_a_relaxation_names_frees_a_candidate(case):
    engine, _ = case
    for relaxation in engine.nothing_fits(TASK).relaxations:
        stated = [each.property for each in relaxation.requirements if each.property]
        if len(stated) == len(relaxation.requirements):
            taken_back = engine.changed([Change(TASK, each, ()) for each in stated])
            assert best(taken_back) > Verdict.INFEASIBLE


def test_where_something_fits_nothing_conflicts(base):
    assert base.nothing_fits(TASK) is None


def test_a_model_that_fits_nowhere_conflicts_with_the_hardware_and_no_wish(base):
    engine = base.changed(base.read_changes([*LEAN, *UNFIT["too large"][0]]))
    (conflict,) = engine.nothing_fits(TASK).conflicts
    assert [(e.name, e.property) for e in conflict.requirements] == [("working-memory", None)]


def test_every_constraint_stands_behind_one_requirement(base):
    names = [n for each in requirements(base.knowledge, TASK) for n in each.constraints]
    ours = base.knowledge.definitions.candidate_constraints()
    assert sorted(names) == sorted(each.name for each in ours)


def test_a_requirement_that_follows_by_a_rule_goes_by_what_was_stated(base):
    behind = {
        c: each for each in requirements(base.knowledge, TASK) for c in each.constraints
    }
    assert local_name(behind["privacy"].property) == "privacyScope"
