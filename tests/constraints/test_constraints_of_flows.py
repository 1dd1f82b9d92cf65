"""The constraints on flows and whole pipelines: at the edge, beyond it, conditional, unknown."""

from __future__ import annotations

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.verdict import Verdict

EX = "https://example.org/two#"
HEAD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix : <https://example.org/two#> .
:site a tw:Site ; tw:dataArisesAt :ear ; tw:hasNode :ear .
:ear a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level ;
    tw:offersPeripheral tw:microphone .
"""
SHED = """
:site tw:hasNode :shed-{name} ; tw:hasLink :to-{name} .
:shed-{name} a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level ;
    tw:offersPeripheral tw:camera .
:to-{name} a tw:Link ; tw:from :ear ; tw:to :shed-{name} ; tw:bidirectional true {figures} .
"""
# A message of 1000 B takes 9 ms and 8000 bit at 8 Mbit/s: 10 ms.  The tasks compute nothing, and
# each runs only on the node that has what it needs.
PIPELINE = """
:line-{name} a tw:Pipeline ; tw:hasTask :hear-{name} , :keep-{name} ; tw:hasFlow :sound-{name} .
:hear-{name} a tw:Task ; tw:function tw:sense ; tw:needsPeripheral tw:microphone .
:keep-{name} a tw:Task ; tw:function tw:store ; tw:needsPeripheral tw:camera .
:sound-{name} a tw:Flow ; tw:fromTask :hear-{name} ; tw:toTask :keep-{name} ; tw:precedes true ;
    tw:flowBytes "1000 B" ; tw:flowRate "1 Hz" .
:{subject}-{name} tw:{property} "{value}" .
"""
LATENCY, RATE = '; tw:latencyP95 "9 ms"', '; tw:uplinkRate "8 Mbit/s"'
SPREAD = '; tw:hasFigure [ tw:figureOf tw:{} ; tw:value "{}" ; tw:lower "{}" ; tw:upper "{}" ]'
LINKS = {
    "plain": LATENCY + RATE,
    "about-9-ms": SPREAD.format("latencyP95", "9 ms", "8 ms", "9.1 ms") + RATE,
    "about-8-mbit": LATENCY + SPREAD.format("uplinkRate", "8 Mbit/s", "7.9 Mbit/s", "9 Mbit/s"),
    "no-latency": RATE,
    "no-rate": LATENCY,
}
STATED = {
    "flow-deadline": ("sound", "flowDeadline"),
    "flow-bandwidth-limit": ("sound", "flowBandwidth"),
    "end-to-end": ("line", "endToEndDeadline"),
}
CASES = [
    ("flow-deadline", "10 ms", "plain", Verdict.FEASIBLE),
    ("flow-deadline", "9999 µs", "plain", Verdict.INFEASIBLE),
    ("flow-deadline", "10 ms", "about-9-ms", Verdict.CONDITIONAL),
    ("flow-deadline", "10 ms", "no-latency", Verdict.UNKNOWN),
    ("flow-bandwidth-limit", "8000000 bit/s", "plain", Verdict.FEASIBLE),
    ("flow-bandwidth-limit", "8000001 bit/s", "plain", Verdict.INFEASIBLE),
    ("flow-bandwidth-limit", "8 Mbit/s", "about-8-mbit", Verdict.CONDITIONAL),
    ("flow-bandwidth-limit", "8 Mbit/s", "no-rate", Verdict.UNKNOWN),
    ("end-to-end", "10 ms", "plain", Verdict.FEASIBLE),
    ("end-to-end", "9999 µs", "plain", Verdict.INFEASIBLE),
    ("end-to-end", "10 ms", "about-9-ms", Verdict.CONDITIONAL),
    ("end-to-end", "10 ms", "no-latency", Verdict.UNKNOWN),
]
NAMES = [f"{constraint}-{verdict.name.lower()}" for constraint, _, _, verdict in CASES]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path = tmp_path_factory.mktemp("flows") / "site.ttl"
    sheds = [SHED.format(name=name, figures=figures) for name, figures in LINKS.items()]
    lines = [
        PIPELINE.format(
            name=name, subject=STATED[case[0]][0], property=STATED[case[0]][1], value=case[1]
        )
        for name, case in zip(NAMES, CASES, strict=True)
    ]
    path.write_text("".join([HEAD, *sheds, *lines]), encoding="utf-8")
    return Engine.load([path])


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_constraint_beyond_one_task_comes_out_as_its_case_says(engine, case):
    constraint, _, link, verdict = case
    line = EX + "line-" + NAMES[CASES.index(case)]
    result = engine.place_pipeline(line, [EX + "ear", EX + "shed-" + link])
    (flow,) = result.flows
    if constraint == "end-to-end":
        assert (result.end_to_end.verdict, flow.verdict) == (verdict, Verdict.FEASIBLE)
    else:
        lacking = {
            Verdict.FEASIBLE: (), Verdict.INFEASIBLE: flow.failed,
            Verdict.CONDITIONAL: flow.conditional, Verdict.UNKNOWN: flow.unknown,
        }
        assert flow.verdict == verdict
        assert lacking[verdict] == ((constraint,) if verdict != Verdict.FEASIBLE else ())


def test_each_constraint_beyond_one_task_has_its_cases(engine):
    constraints = engine.knowledge.definitions.constraints
    assert {each.name for each in constraints if each.scope != "candidate"} == set(STATED)
