"""Operators that a runtime lacks take their time on another unit of the node, which decides."""

import pytest

from tierwise.reasoner.candidate import Question
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.judge import judge
from tierwise.reasoner.decide.paths import paths
from tierwise.reasoner.decide.targets import nodes, questions, targets
from tierwise.reasoner.namespaces import PREFIXES, local_name, tw
from tierwise.reasoner.verdict import Verdict

# On the accelerator a MAC costs two at 1 GMAC/s: 2 ms for the million that it keeps. The processor
# does an element in three cycles of its one core at 1 MHz: 3 ms for a thousand. The bus carries
# 8 Mbit/s: 1 ms for the thousand bytes that cross.
WORLD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
cat:site a tw:Site ; tw:hasNode cat:node ; tw:dataArisesAt cat:node .
cat:node a tw:Node ; tw:instanceOf cat:board ; tw:role tw:device-level .
cat:board a tw:HardwareModel ; tw:hasPart cat:npu , cat:cpu {parts} .
cat:npu a tw:Npu ; tw:family cat:systolic ; tw:hasPeakRate cat:peak {npu} .
cat:peak a tw:PeakRate ; tw:forNumericType tw:int8 ; tw:peakMacRate "1 GMAC/s" .
cat:cpu a tw:Cpu ; tw:family cat:core {clock} .
cat:bus a tw:Bus ; tw:busRate "8 Mbit/s" .
cat:systolic a tw:UnitFamily . cat:core a tw:UnitFamily .
cat:conv a tw:Operator . cat:add a tw:Operator . cat:odd a tw:Operator .
cat:compiled a tw:RuntimeSupport ; tw:runtime cat:compiler ; tw:onFamily cat:systolic ;
    tw:supportsOperator {own} {falls} .
cat:general a tw:RuntimeSupport ; tw:runtime cat:interpreter ; tw:onFamily cat:core ;
    tw:supportsOperator cat:conv , cat:add , cat:odd .
cat:compiler a tw:Runtime . cat:interpreter a tw:Runtime .
cat:task a tw:Task ; tw:hasVariant cat:variant ; tw:deadline "4 ms" .
cat:variant a tw:ModelVariant ; tw:numericType tw:int8 ; tw:macs 1000000 ;
    tw:standardMacs 1000000 ; tw:writtenElements 1500 ; tw:operatorCount 3 ; tw:modelBytes "1 kB" .
cat:odd-uses a tw:ModelPart ; tw:partOf cat:variant ; tw:ofOperator cat:odd ; tw:operatorUses 1 ;
    tw:writtenElements 1000 ; tw:operatorCount 1 ; tw:crossingBytes "1 kB" .
cat:add-uses a tw:ModelPart ; tw:partOf cat:variant ; tw:ofOperator cat:add ; tw:operatorUses 1 ;
    tw:writtenElements 500 ; tw:operatorCount 1 ; tw:crossingBytes "500 B" .
cat:from-odd a tw:ModelPart ; tw:partOf cat:variant ; tw:beginsWith cat:odd ; tw:startsAt 1 ;
    tw:operatorUses 2 ; tw:writtenElements 1500 ; tw:operatorCount 2 ; tw:crossingBytes "1 kB" .
cat:from-add a tw:ModelPart ; tw:partOf cat:variant ; tw:beginsWith cat:add ; tw:startsAt 2 ;
    tw:operatorUses 1 ; tw:writtenElements 500 ; tw:operatorCount 1 ; tw:crossingBytes "500 B" .
cat:of-npu a tw:EfficiencyFactor ; tw:factorFamily cat:systolic ; tw:factorNumericType tw:int8 ;
    tw:costOfStandard 2 ; tw:costOfElements 0 ; tw:timePerOperator 0 ;
    tw:hasFigure [ tw:figureOf tw:timeSpread ; tw:value 1.0 ; tw:lower 0.5 ; tw:upper 2.0 ] .
cat:of-cpu a tw:EfficiencyFactor ; tw:factorFamily cat:core ; tw:factorNumericType tw:int8 ;
    tw:costOfElements 3 ; tw:cyclesPerOperator 0 ; tw:coresExponent 0 ; tw:busExponent 0 ;
    tw:hasFigure [ tw:figureOf tw:timeSpread ; tw:value 1.0 ; tw:lower 0.9 ; tw:upper 1.5 ] .
"""
CLOCK, ON_BUS = '; tw:clock "1 MHz"', "; tw:onBus cat:bus"
REST = "; tw:fallsBackTo cat:general ; tw:handsOver tw:all-that-follows"
SINGLE = "; tw:fallsBackTo cat:general ; tw:handsOver tw:single-operators"
OWN, ALL = "cat:conv , cat:add", "; tw:supportsOperator cat:odd"


@pytest.fixture
def world_of(knowledge_of):
    """Return the maker of what is known, with what the runtime falls back to."""

    def make(falls="", clock=CLOCK, npu="", parts="", own=OWN):
        said = WORLD.format(falls=falls, clock=clock, npu=npu, parts=parts, own=own)
        return knowledge_of(said)

    return make


@pytest.fixture
def time_of(world_of):
    """Return the maker of (least, central, greatest) time of an inference in ms, by host."""

    def make(*args, **more):
        knowledge = world_of(*args, **more)
        places = targets(knowledge, nodes(knowledge))
        asked = Question("task", PREFIXES["cat"] + "variant", None, tw("int8"), None)
        cell = Columns(knowledge, [asked], places, {}).cell
        return {
            local_name(each.host or ""): tuple(
                round(1e3 * cell("inferenceTime", corner, 0, place), 6)
                for corner in ("low", "middle", "high")
            )
            for place, each in enumerate(places) if local_name(each.unit) == "npu"
        }

    return make


@pytest.mark.parametrize(
    ("falls", "npu", "expected"),
    [
        (SINGLE, "", (3.7, 5.0, 8.5)),
        (SINGLE, ON_BUS, (4.7, 6.0, 9.5)),
        (REST, ON_BUS, (6.05, 7.5, 11.75)),
    ],
    ids=["one operator", "and its activations cross a bus", "and all that follows it"],
)
def test_what_falls_back_takes_its_time_on_the_host(time_of, falls, npu, expected):
    assert time_of(falls, npu=npu) == {"cpu": expected}


@pytest.mark.parametrize(
    ("falls", "expected"), [(SINGLE, (6.55, 8.0, 12.25)), (REST, (6.05, 7.5, 11.75))],
    ids=["two operators add up", "the first of two and all that follows it, once"],
)
def test_of_two_operators_that_it_lacks_each_counts_once(time_of, falls, expected):
    assert time_of(falls, npu=ON_BUS, own="cat:conv") == {"cpu": expected}


@pytest.mark.parametrize("how", [REST, SINGLE], ids=["the rest", "single operators"])
def test_what_could_fall_back_and_need_not_changes_no_time(time_of, how):
    assert [*time_of(how + ALL, npu=ON_BUS).values()] == [*time_of(ALL).values()]


def test_a_host_of_unknown_clock_leaves_at_least_what_the_accelerator_keeps(time_of):
    [(least, _, greatest)] = time_of(SINGLE, clock="").values()
    assert (least, greatest) == (1.0, float("inf"))


def test_each_unit_that_what_it_falls_back_to_runs_on_is_a_choice(time_of):
    second = ", cat:slow . cat:slow a tw:Cpu ; tw:family cat:core ; tw:clock \"500 kHz\""
    assert time_of(SINGLE, parts=second) == {"cpu": (3.7, 5.0, 8.5), "slow": (6.4, 8.0, 13.0)}


@pytest.mark.parametrize(
    ("falls", "verdict"), [("", Verdict.FEASIBLE), (SINGLE, Verdict.INFEASIBLE)],
    ids=["all on the accelerator", "what falls back takes longer"],
)
def test_a_deadline_is_missed_by_what_falls_back(world_of, falls, verdict):
    knowledge = world_of(falls, npu=ON_BUS)
    site = nodes(knowledge)
    asked = questions(knowledge, [PREFIXES["cat"] + "task"])
    places = [each for each in targets(knowledge, site) if local_name(each.unit) == "npu"]
    decision = judge(knowledge, asked, places, paths(knowledge, site, site))
    assert Verdict(int(decision.by_constraint["compute-deadline"][0, 0])) == verdict
