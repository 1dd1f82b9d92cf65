"""A run with the release that the node has counts as measured; another one is less sure."""

import pytest

from tierwise.reasoner.bundle import load
from tierwise.reasoner.candidate import Question
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.targets import nodes, targets
from tierwise.reasoner.namespaces import PREFIXES, tw

# Nodes with one board that differ in the release; variants that differ in what was run. Releases
# lie apart by a factor of two, runs at other clocks by a fifth.
WORLD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
cat:site a tw:Site ; tw:hasNode cat:has-new , cat:has-old , cat:has-none , cat:has-a-stranger ,
    cat:has-older .
cat:has-older a tw:Node ; tw:instanceOf cat:board ; tw:installedRelease cat:older .
cat:has-new a tw:Node ; tw:instanceOf cat:board ; tw:installedRelease cat:new , cat:stranger .
cat:has-old a tw:Node ; tw:instanceOf cat:board ; tw:installedRelease cat:old .
cat:has-none a tw:Node ; tw:instanceOf cat:board .
cat:has-a-stranger a tw:Node ; tw:instanceOf cat:board ; tw:installedRelease cat:stranger .
cat:board a tw:HardwareModel ; tw:hasPart cat:cpu .
cat:cpu a tw:Cpu ; tw:family cat:core ; tw:clock "180 MHz" .
cat:core a tw:UnitFamily .
cat:runtime a tw:Runtime . cat:other-runtime a tw:Runtime .
cat:older a tw:RuntimeRelease ; tw:releaseOf cat:runtime .
cat:old a tw:RuntimeRelease ; tw:releaseOf cat:runtime .
cat:new a tw:RuntimeRelease ; tw:releaseOf cat:runtime .
cat:stranger a tw:RuntimeRelease ; tw:releaseOf cat:other-runtime .
cat:support a tw:RuntimeSupport ; tw:runtime cat:runtime ; tw:onFamily cat:core .
cat:factor a tw:EfficiencyFactor ; tw:factorFamily cat:core ; tw:factorNumericType tw:int8 ;
    tw:hasFigure [ tw:figureOf tw:similarSpread ; tw:value 1.0 ; tw:lower 0.8 ; tw:upper 1.2 ] .
cat:releases a tw:ReleaseFactor ; tw:releasesOf cat:runtime ;
    tw:hasFigure [ tw:figureOf tw:releaseSpread ; tw:value 1.0 ; tw:lower 0.5 ; tw:upper 2.0 ] .
"""
RUNS = {
    "both": ('tw:measuredLatency "10 ms" ; tw:withRelease cat:new',
             'tw:measuredLatency "30 ms" ; tw:withRelease cat:old'),
    "old": ('tw:measuredLatency "10 ms" ; tw:withRelease cat:old',),
    "unstated": ('tw:measuredLatency "10 ms"',),
    "clocked": ('tw:measuredLatency "10 ms" ; tw:measuredClock "216 MHz" ; '
                'tw:withRelease cat:new',),
    "tokens": ('tw:measuredTokenRate "50 tok/s" ; tw:withRelease cat:old',),
    "energy": ('tw:measuredEnergy "4 mJ" ; tw:withRelease cat:old',),
    "rate": ('tw:measuredThroughput "100 Hz" ; tw:withRelease cat:old',),
}  # fmt: skip
SUPERSEDED = """
cat:run-superseded a tw:RunOfRelease ; tw:ofVariant cat:both ; tw:onHardware cat:board ;
    tw:measuredFamily cat:core ; tw:withRuntime cat:runtime ; tw:outcome tw:ran ;
    tw:measuredLatency "70 ms" ; tw:withRelease cat:older .
"""
RUN = """
cat:run-{of}-{at} a tw:Measurement ; tw:ofVariant cat:{of} ; tw:onHardware cat:board ;
    tw:measuredFamily cat:core ; tw:withRuntime cat:runtime ; tw:outcome tw:ran ; {states} .
"""


@pytest.fixture(scope="module")
def number(knowledge_of):
    """Return the reader of numbers: least, central and greatest of a variant on a node."""
    text = WORLD + SUPERSEDED + "".join(
        f"cat:{of} a tw:ModelVariant ; tw:numericType tw:int8 .\n"
        + "".join(RUN.format(of=of, at=at, states=each) for at, each in enumerate(runs))
        for of, runs in RUNS.items()
    )
    knowledge = knowledge_of(text)
    variants, places = [*RUNS], nodes(knowledge)
    asked = [Question("task", PREFIXES["cat"] + each, None, tw("int8"), None) for each in variants]
    cell = Columns(knowledge, asked, targets(knowledge, places), {}).cell

    def number_(quantity, variant, node):
        at = variants.index(variant), places.index(PREFIXES["cat"] + node)
        return [cell(quantity, each, *at) for each in ("low", "middle", "high")]

    return number_


def test_a_run_with_the_release_of_the_node_counts_as_measured(number):
    assert number("inferenceTime", "both", "has-new") == pytest.approx([0.01, 0.01, 0.01])


@pytest.mark.parametrize("variant", ["old", "unstated"])
def test_a_run_with_another_release_or_none_that_is_stated_is_less_sure(number, variant):
    assert number("inferenceTime", variant, "has-new") == pytest.approx([0.005, 0.01, 0.02])


@pytest.mark.parametrize("node", ["has-none", "has-a-stranger"])
def test_where_the_node_states_no_release_the_measured_one_can_be_installed(number, node):
    assert number("inferenceTime", "old", node) == pytest.approx([0.01, 0.01, 0.01])


def test_a_run_with_the_release_at_another_clock_is_scaled_by_it(number):
    assert number("inferenceTime", "clocked", "has-new") == pytest.approx([0.0096, 0.012, 0.0144])


@pytest.mark.parametrize(
    ("quantity", "variant", "measured"),
    [("tokenRate", "tokens", 50), ("energyPerInference", "energy", 0.004),
     ("achievableInferences", "rate", 100)],
)  # fmt: skip
def test_tokens_energy_and_rates_are_less_sure_with_another_release(
    number, quantity, variant, measured
):
    assert number(quantity, variant, "has-old") == pytest.approx([measured] * 3)
    less_sure = [measured / 2, measured, measured * 2]
    assert number(quantity, variant, "has-new") == pytest.approx(less_sure)


def test_a_run_that_speaks_for_its_release_alone_counts_where_the_node_has_that(number):
    assert number("inferenceTime", "both", "has-older") == pytest.approx([0.07] * 3)


def test_a_run_that_speaks_for_its_release_alone_counts_nowhere_else(number):
    # Without a stated release both measurements count; the superseded run does not widen them.
    assert number("inferenceTime", "both", "has-none")[2] == pytest.approx(0.03)


# Boards of the catalogue, a release that each has, and what the run of that release took, in s.
BOARDS = [
    ("nucleo-l4r5zi", "x-cube-ai-9.0", 0.04318722), ("nucleo-l4r5zi", "x-cube-ai-7.1", 0.09764671),
    ("nucleo-l4r5zi", "x-cube-ai-10.2", 0.04341785),
]  # fmt: skip
HALL = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
cat:hall a tw:Site ; tw:dataArisesAt cat:node-0 .
cat:listen a tw:Task ; tw:usesModel cat:mlperf-tiny-kws ; tw:hasVariant cat:mlperf-tiny-kws-int8 .
""" + "".join(
    f"cat:hall tw:hasNode cat:node-{at} . cat:node-{at} a tw:Node ; "
    f"tw:instanceOf cat:{board} ; tw:installedRelease cat:{release} .\n"
    for at, (board, release, _) in enumerate(BOARDS)
)


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """Return knowledge of a site of boards of the catalogue with releases of several ages."""
    path = tmp_path_factory.mktemp("hall") / "hall.ttl"
    path.write_text(HALL, encoding="utf-8")
    return load([path])


@pytest.mark.parametrize(("at", "took"), [(at, each[2]) for at, each in enumerate(BOARDS)])
def test_a_board_with_an_old_release_is_judged_by_the_run_of_that_release(at, took, hall):
    variant, runtime = (PREFIXES["cat"] + each for each in ("mlperf-tiny-kws-int8", "x-cube-ai"))
    asked = [Question(PREFIXES["cat"] + "listen", variant, None, tw("int8"), None)]
    places = targets(hall, [PREFIXES["cat"] + f"node-{at}"])
    column = next(j for j, each in enumerate(places) if each.runtime == runtime)
    cell = Columns(hall, asked, places, {}).cell
    found = [cell("runTime", each, 0, column) for each in ("low", "middle", "high")]
    assert found == pytest.approx([took] * 3)
