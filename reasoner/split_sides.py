"""The sides of a split as the engine sees them: the time of each layer, memory, what refuses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .candidate import Path, Question, Target
from .decide.judge import Decision, judge
from .decide.paths import paths
from .decide.routes import combined
from .decide.targets import targets
from .facts import Facts
from .formula import Tree
from .interval import Interval
from .knowledge import Knowledge
from .layer_graph import LayerGraph
from .link import is_bidirectional
from .namespaces import local_name, tw
from .sides import at as cell
from .sides import verdict_at
from .split_problem import Memory, Side, Way
from .verdict import Verdict

_WAY = {
    "uplink": "pathUplinkRate", "downlink": "pathDownlinkRate", "latency": "pathLatencyP50",
    "energy_per_byte": "pathEnergyPerByte",
}


def read_way(knowledge: Knowledge, links: Sequence[tuple[str, bool]]) -> Way:
    """Return several links, each with True if it is used forwards, as one way."""
    path = Path(tuple(links), float("nan"))
    names = tuple(link for link, _ in links)
    figures = {key: _combined(knowledge, name, path) for key, name in _WAY.items()}
    limit = combined(knowledge, knowledge.definitions.quantities["pathPayloadLimit"], path, "low")
    who = " and ".join(local_name(each) for each in names)
    missing = {
        key: (f"{_label(knowledge, _of_link(knowledge, _WAY[key]))} of {who}",)
        for key, each in figures.items() if each.middle is None
    }
    return Way(names, **figures, payload_limit=None if limit != limit else limit, missing=missing)


def _of_link(knowledge: Knowledge, name: str) -> str:
    """Return the property of a link that a quantity of a path is combined from."""
    return (knowledge.definitions.quantities[name].source_property or "").removeprefix(tw(""))


def _combined(knowledge: Knowledge, name: str, path: Path) -> Interval:
    quantity = knowledge.definitions.quantities[name]
    low, middle, high = (
        combined(knowledge, quantity, path, corner) for corner in ("low", "middle", "high")
    )
    return Interval(
        0.0 if low != low else low, None if middle != middle else middle,
        float("inf") if high != high else high,
    )


def _label(knowledge: Knowledge, name: str) -> str:
    return knowledge.facts.label(tw(name))


@dataclass(frozen=True)
class SideReader:
    """Reads the sides of a model whose whole and layers are variants in the knowledge."""

    knowledge: Knowledge
    graph: LayerGraph
    variant: str
    task: str

    def read(self, node: str, source: str) -> list[Side]:
        """Return what each unit, runtime and layout of a node would make of the model.

        Those that execute no layer, where another does, and those that another beats in all are
        left out. Empty where nothing executes models there.
        """
        knowledge = self.knowledge
        found = targets(knowledge, [node])
        if not found:
            return []
        layers = [f"{self.variant}.layer-{at}" for at in range(len(self.graph.layers))]
        asked = [self._question(each, source) for each in (self.variant, *layers)]
        decision = judge(knowledge, asked, found, paths(knowledge, [source], [node]))
        reading = _Reading(knowledge, self.graph, decision)
        sides = [reading.side(at, each) for at, each in enumerate(found)]
        able = [each for each in sides if len(each.blocked) < len(layers)]
        return _unbeaten(able or sides)

    def _question(self, variant: str, source: str) -> Question:
        numeric = self.knowledge.facts.object(variant, tw("numericType"))
        return Question(self.task, variant, None, numeric, source)


@dataclass(frozen=True)
class _Reading:
    """Reads columns of a decision: row 0 is the whole model, row 1 + n its layer n."""

    knowledge: Knowledge
    graph: LayerGraph
    decision: Decision

    def side(self, j: int, target: Target) -> Side:
        """Return one target as a side."""
        time = self.interval("inferenceTime", 0, j)
        missing = {
            key: tuple(self._lacking(name, j))
            for key, name in (("time", "inferenceTime"), ("power", "activePower"))
            if self.interval(name, 0, j).middle is None
        }
        blocked, undecided = self._refused(j)
        return Side(
            target.node, target.unit, target.runtime, time, self._shares(j), self._memory(j),
            self.interval("activePower", 0, j), blocked, undecided, missing,
        )

    def interval(self, name: str, i: int, j: int) -> Interval:
        """Return a quantity of one candidate."""
        columns = self.decision.columns
        middle = self.decision.number(name, i, j)
        low, high = (columns.cell(name, each, i, j) for each in ("low", "high"))
        return Interval(low, middle, high)

    def _shares(self, j: int) -> tuple[float, ...]:
        """Return each layer's share of the whole time; they sum to 1.

        By the estimate of each layer alone, which follows the work of its class, the elements
        that it writes and the operator itself; where one has none, by MACs and elements.
        """
        count = len(self.graph.layers)
        parts = [self.decision.number("estimatedTime", 1 + at, j) for at in range(count)]
        known = [each for each in parts if each is not None]
        if len(known) < count or sum(known) <= 0:
            known = [float((each.macs or 0) + (each.elements or 0)) for each in self.graph.layers]
        whole = sum(known)
        return tuple(each / whole if whole > 0 else 1 / count for each in known)

    def _refused(self, j: int) -> tuple[dict[int, tuple[str, ...]], tuple[str, ...]]:
        """Return what refuses each layer, and what lacks a figure; sizes are another matter."""
        refused: dict[int, tuple[str, ...]] = {}
        undecided: list[str] = []
        for constraint in self.knowledge.definitions.candidate_constraints():
            if not constraint.is_fit or constraint.is_numeric:
                continue
            for at in range(len(self.graph.layers)):
                verdict = verdict_at(self.decision, constraint.name, 1 + at, j)
                if verdict is Verdict.INFEASIBLE:
                    refused[at] = (*refused.get(at, ()), constraint.name)
                elif verdict is Verdict.UNKNOWN:
                    undecided.append(constraint.name)
        return refused, tuple(dict.fromkeys(undecided))

    def _memory(self, j: int) -> Memory:
        def read(name: str) -> float | None:
            return self.decision.number(name, 0, j)

        return Memory(
            read("workFree"), read("storageFree"), read("runtimeRamBytes") or 0.0,
            read("runtimeCodeBytes") or 0.0, bool(read("weightsResident")), read("batch") or 1.0,
        )

    def _lacking(self, name: str, j: int) -> Iterator[str]:
        """Yield what lacks for a quantity of the whole model, such as: clock of esp32-c3.

        Figures that somebody could state come alone; rows that no fit has made only without any.
        """
        quantities = self.knowledge.definitions.quantities
        lacking = self._leaves(name, j)
        stated = [each for each in lacking if quantities[each].kind != "lookup"]
        node = local_name(self.decision.targets[j].node)
        for each in stated or lacking:
            whose = self.graph.path.name if quantities[each].scope == "variant" else node
            yield f"{_label(self.knowledge, each)} of {whose}"

    def _leaves(self, name: str, j: int) -> list[str]:
        """Return the stated quantities that lack for a quantity of the whole model.

        Of several ways to work it out, the last: it needs the least that was measured.
        """
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            each = waiting.pop(0)
            if self.decision.number(each, 0, j) is not None:
                continue
            tree = self.knowledge.definitions.quantities[each].tree
            if tree is None:
                found[each] = None
            else:
                waiting += [e for e in self._read(tree, j) if e not in found]
        return list(found)

    def _read(self, tree: Tree, j: int) -> Iterator[str]:
        """Yield the variables that a formula's value rests on at one candidate."""
        if tree[0] == "if":
            chosen = self.decision.columns.evaluation.truth(tree[1])
            yield from self._read(tree[2] if cell(chosen, 0, j) else tree[3], j)
        elif tree[0] == "coalesce":
            yield from self._read(tree[-1], j)
        elif tree[0] == "variable":
            yield tree[1]
        else:
            for each in tree[1:]:
                yield from self._read(each, j) if isinstance(each, tuple) else ()


def _unbeaten(found: Sequence[Side]) -> list[Side]:
    """Return the sides that no other beats in what it refuses, in time and in memory."""
    kept: list[Side] = []
    for each in sorted(found, key=_order):
        if not any(_beats(other, each) for other in kept):
            kept.append(each)
    return kept


def _order(side: Side) -> tuple[object, ...]:
    free = side.memory.work_free
    return (
        len(side.blocked), side.time.middle is None, side.time.middle or 0.0,
        len(side.undecided), -(free or 0.0), side.memory.is_resident, side.unit or "",
        side.runtime or "",
    )


def _beats(one: Side, other: Side) -> bool:
    """Say whether a side that comes first is as good as another in all that an order leaves."""
    return (
        one.blocked.keys() <= other.blocked.keys()
        and (one.time.middle is not None or other.time.middle is None)
        and set(one.undecided) <= set(other.undecided)
        and _room(one.memory) >= _room(other.memory)
        and (one.memory.storage_free is None or one.memory.storage_free
             >= (other.memory.storage_free or 0.0))
        and one.memory.runtime_storage <= other.memory.runtime_storage
        and one.memory.is_resident <= other.memory.is_resident
    )


def _room(memory: Memory) -> float:
    free = float("inf") if memory.work_free is None else memory.work_free
    return free - memory.runtime_work


def link_ends(facts: Facts, link: str) -> tuple[str | None, str | None, bool]:
    """Return where a link of a site starts and ends, and whether it may be used backwards."""
    return (
        facts.object(link, tw("from")), facts.object(link, tw("to")),
        is_bidirectional(facts, link),
    )
