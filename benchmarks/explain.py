"""Time explanations: proofs of verdicts, conflicts, relaxations, repairs and what-if.

    python benchmarks/explain.py

Prints milliseconds, and the ratio to judging the same candidates on the same machine.  The large
site is the factory of the examples with copies of its nodes, each another product of the
catalogue, until there are 1,000; the task is one of the catalogue with more required of it, so
that nothing fits.  Random failures are the hardest case for the search: no site is like that.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from tierwise.reasoner.change_set import Change
from tierwise.reasoner.decide.targets import nodes
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.hitting_set import hitting_sets, minimal
from tierwise.reasoner.namespaces import RDF_TYPE, local_name, tw
from tierwise.reasoner.requirement import requirements
from tierwise.reasoner.verdict import Verdict

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "examples" / "factory-three-levels.ttl"
NODES, CONSTRAINTS, RUNS = 1_000, 25, 5
SLOW_MS = 50
TASK = "vibration-anomaly-detection"
DEMANDS = (
    "deadline=2 ms", "powerCap=1 mW", "capitalBudget=1 USD", "monthlyBudget=0.01 USD/month",
    "privacyScope=stays-on-site", "needsPeripheral=accelerometer", "inputRate=2 kHz",
    "needsUi=local-dashboard", "needsDataOf=site-sensors", "minimumAvailability=99.9 %",
    "ambientMax=100 degC", "ambientMin=-60 degC", "minimumBatteryLife=10 yr",
    "needsUpdateMode=over-the-air-update", "needsSoftware=container-runtime",
    "maximumRoundTrip=1 ms", "maximumJitter=0.1 ms", "minimumAccuracy=99 %",
)


def milliseconds(call: Callable[[], object]) -> float:
    """Return the median time of a call, in ms, after one run to warm up."""
    call()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times) * 1e3


def large_site() -> Engine:
    """Return the factory with copies of nodes, and with more required of the task."""
    engine = Engine.load([SITE])
    facts, site = engine.knowledge.facts, engine.knowledge.site or ""
    products = sorted({p for level in ("device", "gateway", "cloud")
                       for p in facts.subjects(tw("typicalRole"), tw(f"{level}-level"))})
    changes = []
    for i in range(NODES - len(facts.objects(site, tw("hasNode")))):
        node, product = f"urn:node:{i}", products[i % len(products)]
        role = facts.objects(product, tw("typicalRole"))[0]
        changes += [
            Change(node, RDF_TYPE, (tw("Node"),)), Change(node, tw("instanceOf"), (product,)),
            Change(node, tw("role"), (role,)), Change(site, tw("hasNode"), (node,), adds=True),
        ]
    demands = engine.read_changes([f"{TASK}.{each}" for each in DEMANDS])
    return engine.changed([*changes, *demands])


def row(what: str, time_ms: float, base_ms: float) -> None:
    """Print one line."""
    print(f"{what:<58}{time_ms:>9.1f} ms{time_ms / base_ms:>9.2f} ×")


@dataclass(frozen=True)
class Timed:
    """One proof of a verdict: the processor's time in ms, and its steps.

    `collecting` is what of it the garbage collector took, which now and then walks all facts.
    """

    task: str
    node: str
    ms: float
    steps: int
    collecting: float

    def __str__(self) -> str:
        return (
            f"{local_name(self.task)} on {local_name(self.node)}: {self.ms:.1f} ms, "
            f"{self.steps:,} steps, {self.collecting:.1f} ms of it the garbage collector's"
        )


class Collecting:
    """Adds up the processor's time of the garbage collector, in ms."""

    def __init__(self) -> None:
        self.ms = self._start = 0.0
        gc.callbacks.append(self._call)

    def _call(self, phase: str, info: dict[str, int]) -> None:
        now = time.process_time() * 1e3
        if phase == "start":
            self._start = now
        else:
            self.ms += now - self._start


def proof_times(engine: Engine) -> list[Timed]:
    """Time the proof of each task's verdict at each node.

    They stand in the order of asking: the first one has nothing to build on.
    """
    times, collecting = [], Collecting()
    for task in engine.tasks():
        for node in nodes(engine.knowledge):
            if not engine.decide([task], [node]):
                continue  # nothing there executes a model
            collecting.ms, start = 0.0, time.process_time()
            proof = engine.explain(task, node)
            spent = (time.process_time() - start) * 1e3
            times.append(Timed(task, node, spent, len(proof.steps), collecting.ms))
    return times


def print_proofs(what: str, engine: Engine, base_ms: float) -> None:
    """Print how long the proofs of all verdicts take, and which is the slowest and the largest."""
    times = proof_times(engine)
    row(f"the first proof of a verdict of the {what}", times[0].ms, base_ms)
    times.sort(key=lambda each: each.ms)
    for name, share in (("median", 0.5), ("95 %", 0.95), ("99 %", 0.99), ("slowest", 1.0)):
        at = min(len(times) - 1, int(share * len(times)))
        row(f"proof of one of {len(times):,} verdicts of the {what}, {name}", times[at].ms, base_ms)
    slow = sum(each.ms > SLOW_MS for each in times)
    print(f"  {slow} of {len(times):,} took more than {SLOW_MS} ms of the processor")
    print(f"  slowest: {times[-1]}")
    own = max(times, key=lambda each: each.ms - each.collecting)
    print(f"  slowest but for the collector, {own.ms - own.collecting:.1f} ms: {own}")
    largest = max(times, key=lambda each: each.steps)
    print(f"  largest: {largest}; median {median(e.steps for e in times):,.0f} steps, "
          f"{sum(e.steps for e in times):,} in all")


def main() -> None:
    """Print the table."""
    engine = large_site()
    task = engine.find(TASK, "Task")
    decisions = engine.decide([task])
    judging = milliseconds(lambda: engine.decide([task]))
    applying = sum(bool((e != Verdict.NOT_ASSESSED).any())
                   for e in decisions[0].by_constraint.values())
    count = sum(each.total.size for each in decisions)
    row(f"judge {count:,} candidates at {NODES:,} nodes × {applying} constraints", judging, judging)
    found = engine.nothing_fits(task, decisions=decisions)
    assert found is not None
    row(
        f"{len(found.conflicts)} conflicts, {len(found.relaxations)} relaxations of "
        f"{len(requirements(engine.knowledge, task))} requirements",
        milliseconds(lambda: engine.nothing_fits(task, decisions=decisions)), judging,
    )
    random = np.random.default_rng(3)
    for density in (0.2, 0.4, 0.6):
        fails = random.random((NODES, CONSTRAINTS)) < density
        masks = (fails << np.arange(CONSTRAINTS)).sum(axis=1).astype(np.uint64)
        masks = masks[masks != 0]
        sets = hitting_sets(minimal(masks))
        row(
            f"{0 if sets is None else len(sets):,} conflicts, {len(minimal(masks))} relaxations: "
            f"random, {density:.0%} fail",
            milliseconds(lambda masks=masks: hitting_sets(minimal(masks))), judging,
        )
    for what, each in (("factory", Engine.load([SITE])), ("catalogue", Engine.load())):
        print_proofs(what, each, judging)
    small = Engine.load([SITE])
    other, node = small.find("keyword-spotting", "Task"), small.find("hall-gateway", "Node")
    row("repairs of a task at a node of the factory, each run again",
        milliseconds(lambda: small.repairs(other, node)), judging)
    row("what-if of a deadline, all tasks at all nodes of the factory",
        milliseconds(lambda: small.what_if(["keyword-spotting.deadline=10 ms"])), judging)


if __name__ == "__main__":
    main()
