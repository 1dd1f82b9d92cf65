"""What holds of all verdicts: more knowledge, more choice and more memory never make it worse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tierwise.reasoner.candidate import Question, Target
from tierwise.reasoner.decide.judge import Decision, judge
from tierwise.reasoner.decide.paths import paths
from tierwise.reasoner.decide.targets import nodes, questions, targets
from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Triple
from tierwise.reasoner.figures import Figure, Figures
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.namespaces import RDF_TYPE, tw
from tierwise.reasoner.verdict import Verdict

SETTLED = (Verdict.FEASIBLE, Verdict.INFEASIBLE)
quick = settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def ex(name: str) -> str:
    return f"https://example.org/fixture#{name}"


TASK = ex("task")
# Figures of the base whose absence means that nobody knows them (not 0, 1, or no such limit), and
# which do not choose between formulas by being there.
UNCERTAIN = [
    (ex(subject), tw(property_)) for subject, property_ in (
        ("variant", "modelBytes"), ("variant", "peakActivationBytes"), ("variant", "macs"),
        ("variant", "maximumContext"), ("variant", "accuracy"),
        ("support", "runtimeCodeBytes"), ("support", "runtimeRamBytes"),
        ("unit", "clock"), ("unit", "memoryBandwidth"), ("memory", "capacity"),
        ("flash", "capacity"), ("factor", "costPerMac"), ("token-factor", "costPerByte"),
        ("product", "price"), ("product", "activePower"), ("product", "sleepPower"),
        ("product", "batteryCapacity"), ("product", "nodeAvailability"),
        ("product", "operatingTemperatureMin"), ("product", "operatingTemperatureMax"),
        ("local-link", "uplinkRate"), ("local-link", "downlinkRate"), ("local-link", "latencyP95"),
        ("local-link", "jitter"), ("local-link", "linkAvailability"),
        ("wide-link", "uplinkRate"), ("wide-link", "downlinkRate"), ("wide-link", "latencyP95"),
        ("wide-link", "energyPerByte"),
        ("task", "inputBytes"), ("task", "inputRate"), ("task", "promptTokens"),
        ("task", "contextTokens"), ("task", "updateBytes"), ("task", "updatePeriod"),
    )
]
FACTORS = st.floats(0.05, 20)


def with_figures(knowledge: Knowledge, changed: dict[tuple[str, str], Figure | None]) -> Knowledge:
    """Return knowledge with figures replaced, added or (None) taken away."""
    kept = [e for e in knowledge.figures.all if (e.subject, e.property) not in changed]
    added = [each for each in changed.values() if each]
    return replace(knowledge, figures=Figures((*kept, *added)))


def with_facts(knowledge: Knowledge, triples: Iterable[Triple]) -> Knowledge:
    return replace(knowledge, asserted=knowledge.asserted.with_triples(triples))


def figure(subject: str, property_: str, low: float, value: float, high: float) -> Figure:
    return Figure(
        subject, property_, value, low, high, f"{value}", "", None, None, (), Place("a test")
    )


def decided(
    knowledge: Knowledge, tasks: Sequence[str] = (TASK,), among: Sequence[str] | None = None
) -> Decision:
    """Judge all variants of tasks at all targets of nodes."""
    rows = questions(knowledge, tasks)
    return judged(knowledge, rows, targets(knowledge, among or nodes(knowledge)))


def judged(
    knowledge: Knowledge, rows: Sequence[Question], columns: Sequence[Target]
) -> Decision:
    routes = paths(knowledge, {each.source or "" for each in rows}, nodes(knowledge))
    return judge(knowledge, rows, columns, routes)


def at_node(decision: Decision, node: str) -> int:
    """Return the verdict of the task at a node: the best of its alternatives."""
    ours = [i for i, each in enumerate(decision.targets) if each.node == node]
    return int(decision.total[:, ours].max()) if ours else -1


def full(decision: Decision, name: str) -> np.ndarray:
    return np.broadcast_to(decision.by_constraint[name], decision.total.shape)


# Refining


@st.composite
def refinements(draw: st.DrawFn) -> dict[tuple[str, str], tuple[list[float] | None, list[float]]]:
    """Draw figures as they are known before (None: not at all) and after, as factors."""
    found = {}
    for key in draw(st.lists(st.sampled_from(UNCERTAIN), min_size=1, max_size=6, unique=True)):
        spread = sorted(draw(st.lists(FACTORS, min_size=5, max_size=5)))
        low, inner_low, value, inner_high, high = spread
        before = draw(st.sampled_from([None, [low, draw(st.sampled_from(spread)), high]]))
        exact = draw(st.booleans())
        found[key] = (before, [value] * 3 if exact else [inner_low, value, inner_high])
    return found


@quick
@given(refinements())
def test_refining_never_moves_pass_or_fail(base, drawn):
    stated = base.figures.chosen
    before: dict[tuple[str, str], Figure | None] = {}
    after: dict[tuple[str, str], Figure | None] = {}
    for key, (rough, fine) in drawn.items():
        middle = stated[key].value
        before[key] = figure(*key, *(middle * each for each in rough)) if rough else None
        after[key] = figure(*key, *(middle * each for each in fine))
    first, second = (decided(with_figures(base, each)) for each in (before, after))
    for name in first.by_constraint:
        rough_verdicts, fine_verdicts = full(first, name), full(second, name)
        settled = np.isin(rough_verdicts, SETTLED)
        assert (rough_verdicts[settled] == fine_verdicts[settled]).all(), name
    settled = np.isin(first.total, SETTLED[1:])
    assert (first.total[settled] == second.total[settled]).all()


# The stated peak, which no estimate beats

ESTIMATES = [
    (ex("unit"), tw("clock")), (ex("factor"), tw("costPerMac")), (ex("peak"), tw("peakMacRate")),
]
DEADLINE = (TASK, tw("deadline"))
PEAK = [
    (ex("unit"), tw("hasPeakRate"), ex("peak")), (ex("peak"), RDF_TYPE, tw("PeakRate")),
    (ex("peak"), tw("forNumericType"), tw("int8")),
]
Spread = tuple[float, float]


def around(truths: Sequence[float], spreads: Sequence[Spread | None]) -> dict:
    """Return the figures of the estimates as intervals around the truth; None is not stated."""
    return {
        key: figure(*key, truth * s[0], truth, truth * s[1]) if s else None
        for key, truth, s in zip(ESTIMATES, truths, spreads, strict=True)
    }


# How well a figure is known, as factors around the truth: exactly, better, worse, not at all.
KNOWN: list[Spread | None] = [(1, 1), (0.9, 1.1), (0.2, 5), None]
narrowed = st.sampled_from(list(combinations_with_replacement(range(len(KNOWN)), 2)))


@quick
@given(
    st.lists(narrowed, min_size=3, max_size=3), st.floats(0.1, 10), st.floats(1, 20),
    st.sampled_from([0.3, 0.8, 1.2, 3]),
)
def test_refining_estimate_or_peak_never_moves_pass_or_fail(base, drawn, clock, over, slack):
    truths = [clock * 1e9, 1.0, clock * 1e9 * over]
    world = with_facts(base, PEAK)
    deadline = {DEADLINE: figure(*DEADLINE, *[slack * 1e-3 / clock] * 3)}
    first, second = (
        decided(with_figures(world, around(truths, [KNOWN[e[i]] for e in drawn]) | deadline))
        for i in (1, 0)
    )
    rough, fine = full(first, "compute-deadline"), full(second, "compute-deadline")
    settled = np.isin(rough, SETTLED)
    assert (rough[settled] == fine[settled]).all()


def with_rates(base: Knowledge, clock: Spread, peak: float, deadline: float) -> Knowledge:
    """State the clock as an interval and the peak rate, both in units of 1e9 a second."""
    stated = {
        (ex("unit"), tw("clock")): (clock[0] * 1e9, clock[1] * 1e9),
        (ex("peak"), tw("peakMacRate")): (peak * 1e9, peak * 1e9), DEADLINE: (deadline, deadline),
    }
    return with_figures(with_facts(base, PEAK), {
        key: figure(*key, low, (low + high) / 2, high) for key, (low, high) in stated.items()
    })


@pytest.mark.parametrize(("clock", "peak", "deadline", "expected"), [
    ((1, 4), 2, 1e-3, Verdict.FEASIBLE),  # 1e6 MACs take from 0.5 ms, at the peak, to 1 ms
    ((1, 4), 2, 0.5e-3, Verdict.CONDITIONAL),
    ((1, 4), 2, 0.49e-3, Verdict.INFEASIBLE),
    ((4, 8), 2, 0.2e-3, Verdict.CONDITIONAL),  # they contradict each other: from 0.125 to 0.5 ms
    ((4, 8), 2, 0.12e-3, Verdict.INFEASIBLE),
    ((4, 8), 2, 0.5e-3, Verdict.FEASIBLE),
])
def test_no_estimate_beats_the_stated_peak(base, clock, peak, deadline, expected):
    world = with_rates(base, clock, peak, deadline)
    assert verdict(world, "compute-deadline", "device") == expected


# Adding an alternative

OPERATORS = [ex("operator-1"), ex("operator-2"), ex("operator-3")]


@st.composite
def alternatives(draw: st.DrawFn) -> tuple[list[Triple], dict[tuple[str, str], float]]:
    """Draw a further variant, or a further runtime on the same family."""
    used = [*draw(st.sets(st.sampled_from(OPERATORS)))]
    of_variant = [
        (ex("new"), RDF_TYPE, tw("ModelVariant")), (TASK, tw("hasVariant"), ex("new")),
        (ex("new"), tw("numericType"), draw(st.sampled_from([tw("int8"), tw("fp32")]))),
        *((ex("new"), tw("usesOperator"), each) for each in used),
    ]
    of_runtime = [
        (ex("new"), RDF_TYPE, tw("RuntimeSupport")), (ex("new"), tw("onFamily"), ex("family")),
        (ex("new"), tw("runtime"), ex("new-runtime")),
        (ex("new"), tw("supportsNumericType"), draw(st.sampled_from([tw("int8"), tw("fp32")]))),
        *((ex("new"), tw("supportsOperator"), each) for each in used),
    ]
    if draw(st.booleans()):
        names = ["modelBytes", "peakActivationBytes", "macs"]
        triples = of_variant
    else:
        names = ["runtimeCodeBytes", "runtimeRamBytes"]
        triples = of_runtime
    figures = {(ex("new"), tw(e)): draw(st.sampled_from([0.0, 100.0, 4096.0, 1e9])) for e in names}
    return triples, figures


@quick
@given(alternatives(), st.sampled_from([1.0, 0.7, 0.1]))
def test_adding_an_alternative_never_lowers_a_verdict(base, drawn, share):
    triples, figures = drawn
    key = ex("memory"), tw("capacity")
    size = base.figures.chosen[key].value * share
    before = with_figures(base, {key: figure(*key, size, size, size)})
    after = with_figures(
        with_facts(before, triples), {k: figure(*k, v, v, v) for k, v in figures.items()}
    )
    first, second = decided(before), decided(after)
    assert second.total.size == 2 * first.total.size, "the alternative is there"
    for node in nodes(base):
        assert at_node(second, node) >= at_node(first, node)


# More memory


@quick
@given(
    st.floats(0, 20_000), st.floats(0, 20_000), st.sampled_from(["MemoryPool", "VramPool"]),
    st.sampled_from([None, "peakActivationBytes", "runtimeRamBytes"]),
)
def test_more_memory_never_loses_a_verdict(base, one, other, pool, missing):
    key = ex("memory"), tw("capacity")
    world = with_facts(base, [(ex("memory"), RDF_TYPE, tw(pool))])
    if missing:
        subject = ex("support" if missing == "runtimeRamBytes" else "variant")
        world = with_figures(world, {(subject, tw(missing)): None})
    less, more = (
        decided(with_figures(world, {key: figure(*key, each, each, each)}))
        for each in sorted((one, other))
    )
    assert (more.total >= less.total).all()
    for name in less.by_constraint:
        assert (full(more, name) >= full(less, name)).all(), name


# Measured runs


def with_run(knowledge: Knowledge, outcome: str) -> Knowledge:
    run = ex("run")
    return with_facts(knowledge, [
        (run, RDF_TYPE, tw("Measurement")), (run, tw("ofVariant"), ex("variant")),
        (run, tw("onHardware"), ex("product")), (run, tw("withRuntime"), ex("runtime")),
        (run, tw("outcome"), tw(outcome)),
    ])


@quick
@given(
    st.dictionaries(st.sampled_from(UNCERTAIN), FACTORS, max_size=4),
    st.sampled_from([("ran", Verdict.FEASIBLE), ("out-of-memory", Verdict.INFEASIBLE),
                     ("not-supported", Verdict.INFEASIBLE)]),
)
def test_a_measured_run_settles_fit_and_nothing_else(base, drawn, ended):
    outcome, verdict = ended
    stated = base.figures.chosen
    world = with_figures(base, {
        key: figure(*key, *[stated[key].value * factor] * 3) for key, factor in drawn.items()
    })
    before, after = decided(world), decided(with_run(world, outcome))
    for constraint in base.definitions.candidate_constraints():
        old, new = full(before, constraint.name), full(after, constraint.name)
        if constraint.is_fit:
            applies = old != Verdict.NOT_ASSESSED
            assert (new[applies] == verdict).all(), constraint.name
            assert (new[~applies] == Verdict.NOT_ASSESSED).all(), constraint.name
        else:
            assert (new == old).all(), constraint.name


def test_a_run_elsewhere_settles_nothing(base):
    other = with_facts(with_run(base, "out-of-memory"), [])
    other = replace(other, asserted=type(other.asserted)(tuple(
        (s, p, ex("other") if p == tw("onHardware") else o) for s, p, o in other.asserted.triples
    )))
    assert (decided(other).total == decided(base).total).all()


# Defects of the engine: each line of `xfail` goes when the engine is mended

def verdict(knowledge: Knowledge, name: str, node: str) -> Verdict:
    return Verdict(int(full(decided(knowledge, among=[ex(node)]), name).max()))


def test_a_path_fails_on_the_links_that_are_known(base):
    """Two hops, one known: a sum is at least its known part, a rate at most the known one."""
    world = with_figures(base, {
        (ex("local-link"), tw("jitter")): figure(ex("local-link"), tw("jitter"), 2, 2, 2),
        (ex("wide-link"), tw("jitter")): None,
        (ex("local-link"), tw("uplinkRate")): figure(
            ex("local-link"), tw("uplinkRate"), 10, 10, 10
        ),
        (ex("wide-link"), tw("uplinkRate")): None,
    })
    assert verdict(world, "jitter-limit", "cloud") == Verdict.INFEASIBLE
    assert verdict(world, "uplink", "cloud") == Verdict.INFEASIBLE


def test_a_median_bounds_a_higher_percentile_from_below(base):
    key = ex("local-link"), tw("latencyP95")
    median = ex("local-link"), tw("latencyP50")
    world = with_figures(base, {key: None, median: figure(*median, 0.6, 0.6, 0.6)})
    assert verdict(world, "round-trip", "gateway") == Verdict.INFEASIBLE


def test_nothing_works_more_often_than_always(base):
    node = ex("product"), tw("nodeAvailability")
    world = with_figures(base, {
        node: figure(*node, 0.5, 0.5, 0.5), (ex("local-link"), tw("linkAvailability")): None,
    })
    assert verdict(world, "availability", "gateway") == Verdict.INFEASIBLE


def test_a_provision_settles_a_set_that_nobody_stated(base):
    provision = ex("provision")
    world = with_facts(base, [
        (ex("gateway"), tw("canProvide"), provision),
        (provision, tw("forProperty"), tw("updateMode")),
        (provision, tw("member"), tw("over-the-air-update")),
    ])
    kept = tuple(e for e in world.asserted.triples if e[1] != tw("updateMode"))
    world = replace(world, asserted=replace(world.asserted, triples=kept))
    assert verdict(world, "update-mode", "gateway") == Verdict.CONDITIONAL


def test_runs_that_contradict_each_other_settle_nothing(base):
    key = ex("flash"), tw("capacity")
    world = with_run(with_figures(base, {key: figure(*key, 1, 1, 1)}), "ran")
    run = ex("other-run")
    world = with_facts(world, [
        (run, RDF_TYPE, tw("Measurement")), (run, tw("ofVariant"), ex("variant")),
        (run, tw("onHardware"), ex("product")), (run, tw("withRuntime"), ex("runtime")),
        (run, tw("outcome"), tw("out-of-memory")),
    ])
    assert verdict(world, "storage", "gateway") == Verdict.INFEASIBLE, "as computed"


# Arrays


@pytest.fixture(scope="module")
def whole(factory) -> Decision:
    rows = questions(factory, factory.facts.instances(tw("Task")))
    return judged(factory, rows, targets(factory, nodes(factory)))


def same(knowledge: Knowledge, whole: Decision, rows: list[int], columns: list[int]) -> None:
    part = judged(
        knowledge, [whole.questions[i] for i in rows], [whole.targets[j] for j in columns]
    )
    assert (part.total == whole.total[np.ix_(rows, columns)]).all()
    for name in whole.by_constraint:
        assert (full(part, name) == full(whole, name)[np.ix_(rows, columns)]).all(), name


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_one_by_one_equals_the_whole_grid(factory, whole, data):
    row = data.draw(st.integers(0, len(whole.questions) - 1))
    column = data.draw(st.integers(0, len(whole.targets) - 1))
    same(factory, whole, [row], [column])


def test_row_by_row_equals_the_whole_grid(factory, whole):
    everywhere = list(range(len(whole.targets)))
    for row in range(len(whole.questions)):
        same(factory, whole, [row], everywhere)


def test_column_by_column_equals_the_whole_grid(factory, whole):
    every = list(range(len(whole.questions)))
    for column in range(len(whole.targets)):
        same(factory, whole, every, [column])
