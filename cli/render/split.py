"""Render a split: the best cut, what crosses it, both ends beside it, and why."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from ...reasoner.interval import Interval
from ...reasoner.knowledge import Knowledge
from ...reasoner.layer_graph import LayerGraph
from ...reasoner.namespaces import local_name
from ...reasoner.split_problem import Side, SplitProblem
from ...reasoner.split_result import Cut, Refusal, SplitResult
from .terminal import draw

# Quantities in whose units figures are shown.
_TIME, _ENERGY, _BYTES = "inferenceTime", "energyOfRun", "inputBytes"
_MOST_SHOWN = 8  # tensors that cross, and layers of a refusal; --format json has all
_OF_MEMORY = {"working-memory": "working memory", "storage": "storage"}

SHARED = (
    "Times are estimated: the whole model's on each node, shared out over its layers by the "
    "estimate of each alone, so that the layers sum to the whole; what runtimes fuse with other "
    "layers, such as changes of type, takes none. What crosses is sent after the last layer on the "
    "device, at the rate of the link and behind its median latency."
)
RAW = (
    "Raw is the input and what follows from it by a change of form or scale alone; of what could "
    "be reconstructed from later activations nothing is said."
)


def split_text(knowledge: Knowledge, result: SplitResult) -> str:
    """Return the answer for people: the cut and why, then all that it was compared with."""
    words = _Words(knowledge, result)
    parts: list[RenderableType] = [words.headline(), words.why()]
    parts += ["", words.beside()]
    if result.best is not None and result.best.crossing:
        parts += ["", words.crossing(result.best)]
    return draw(*parts, "", *words.remarks())


class _Words:
    """What is said of one result, with its names and units."""

    def __init__(self, knowledge: Knowledge, result: SplitResult) -> None:
        self.knowledge, self.result = knowledge, result
        self.problem: SplitProblem = result.problem
        self.graph: LayerGraph = result.problem.graph
        self.here, self.there = (
            local_name(each.node) for each in (self.problem.device, self.problem.remote)
        )

    # The answer

    def headline(self) -> str:
        """Return the answer in a line."""
        best, count = self.result.best, len(self.graph.layers)
        said = "no cut is allowed" if best is None else self.place(best)
        if best is None and self.result.missing:
            said = "not known"
        if best is not None and best.kind == "split":
            said += f", {len(best.device)} of {count} layers on {self.here}"
        way = " and ".join(local_name(each) for each in self.problem.way.links)
        return (
            f"{self.graph.path.name} from {self._with(self.problem.device)} to "
            f"{self._with(self.problem.remote)} over {way}: {said} "
            f"({self.result.verdict.word}; least {self.problem.objective})"
        )

    def _with(self, side: Side) -> str:
        return f"{local_name(side.node)} ({local_name(side.runtime or '-')})"

    def place(self, cut: Cut) -> str:
        """Return where a cut is, such as: cut after 5 DEPTHWISE_CONV_2D."""
        if cut.kind == "device only":
            return f"all layers on {self.here}"
        last = [self.layer(each) for each in self.last(cut)]
        if cut.kind == "remote only" or not last:
            return f"all layers on {self.there}"
        return f"cut after {_listed(last, ' and ')}"

    def last(self, cut: Cut) -> list[int]:
        """Return the layers on the device whose outputs cross."""
        made = {self.graph.tensors[each].producer for each in cut.crossing}
        return sorted(each for each in made if each is not None)

    def layer(self, at: int) -> str:
        """Return a layer as people read it."""
        return f"{at} {self.graph.layers[at].operator}"

    def why(self) -> str:
        """Return the sentence that says what speaks for the best cut, or against all."""
        best = self.result.best
        if best is None:
            return self._why_not()
        sent = self.bytes(best.sent_bytes)
        given = self.bytes(self.result.remote_only.sent_bytes)
        if best.kind == "device only":
            first = f"Nothing crosses: all {len(self.graph.layers)} layers stay"
        elif best.kind == "remote only":
            first = f"The input of {sent} crosses, no layer stays"
        else:
            first = f"{sent} cross instead of {given} of input"
        return f"{first}: {'; '.join(self._compared(best))}."

    def _compared(self, best: Cut) -> Iterator[str]:
        yield f"{self.problem.objective} {self.value(best)}"
        for name, cut in (
            (f"{self.here} alone", self.result.device_only),
            (f"{self.there} alone", self.result.remote_only),
            ("the best in two parts", self.result.in_two),
        ):
            if cut is not None and cut.device != best.device:
                but = "" if cut.fits else f", but {self.refusal(cut.refusals[0])}"
                yield f"{name} {self.value(cut)}{but}"

    def _why_not(self) -> str:
        if self.result.missing:
            return f"Nobody states: {', '.join(self.result.missing)}."
        ends = [
            f"All on {node}: {'; '.join(self.refusal(each) for each in cut.refusals)}."
            for node, cut in ((self.here, self.result.device_only),
                              (self.there, self.result.remote_only))
        ]
        return " ".join(["No cut meets all that is required.", *ends])

    def refusal(self, each: Refusal) -> str:
        """Return why a cut is not allowed, with both numbers."""
        node = self.here if each.side == "device" else self.there
        tensors = _listed([self.graph.tensors[e].name for e in each.tensors], ", ")
        if each.constraint in _OF_MEMORY:
            return (f"it needs {self.bytes(each.needed)} of {_OF_MEMORY[each.constraint]} on "
                    f"{node}, {self.bytes(each.available)} is free")
        if each.constraint == "payload":
            return (f"a message holds {self.bytes(each.available)}, {tensors} has "
                    f"{self.bytes(each.needed)}")
        if each.constraint == "size not known":
            return f"the size of {tensors} is not known"
        if not each.layers:
            return f"raw input would leave {self.here}: {tensors}"
        side = self.problem.device if each.side == "device" else self.problem.remote
        names = dict.fromkeys(self.graph.layers[e].operator for e in each.layers)
        return (f"{self._with(side)} refuses {len(each.layers)} layers by {each.constraint}: "
                f"{_listed([*names], ', ')}")

    # Numbers

    def value(self, cut: Cut) -> str:
        """Return what a cut costs by the objective."""
        match self.problem.objective:
            case "latency":
                return self.number(_TIME, cut.latency)
            case "energy":
                return self.number(_ENERGY, cut.energy)
        return self.bytes(cut.sent_bytes)

    def number(self, name: str, one: Interval) -> str:
        """Return the central value; where it is not known the least."""
        if one.middle is None:
            return f"≥ {self.knowledge.show(name, one.low)}" if one.low > 0 else "unknown"
        return self.knowledge.show(name, one.middle)

    def ranged(self, name: str, one: Interval) -> str:
        """Return a number with its interval."""
        said = self.number(name, one)
        if one.middle is None or one.is_exact:
            return said
        high = self.knowledge.show(name, one.high) if math.isfinite(one.high) else "∞"
        return f"{said} ({self.knowledge.show(name, one.low)} – {high})"

    def bytes(self, size: float | None) -> str:
        """Return a size."""
        return "unknown" if size is None else self.knowledge.show(_BYTES, size)

    # Tables

    def beside(self) -> Table:
        """Return the best cut and what it was compared with."""
        table = Table(box=None, pad_edge=False)
        for heading in ("", "layers here", "sent", "time here", "on the link", "beyond it",
                        "latency", "energy here", "memory here", "allowed"):
            table.add_column(heading, overflow="fold")
        result = self.result
        rows = (
            ("best", result.best), ("device only", result.device_only),
            ("remote only", result.remote_only), ("best in two parts", result.in_two),
            ("best if memory did not matter", result.unfit),
        )
        shown: set[frozenset[int]] = set()
        for name, cut in rows:
            if cut is not None and (name.endswith("only") or cut.device not in shown):
                table.add_row(name, *self._row(cut))
                shown.add(cut.device)
        return table

    def _row(self, cut: Cut) -> Iterator[str]:
        yield str(len(cut.device))
        yield self.bytes(cut.sent_bytes)
        for time in (cut.device_time, cut.link_time, cut.remote_time):
            yield self.number(_TIME, time)
        yield self.ranged(_TIME, cut.latency)
        yield self.number(_ENERGY, cut.energy)
        yield self.bytes(cut.device_work)
        yield "yes" if cut.fits else "no: " + ", ".join(
            dict.fromkeys(each.constraint for each in cut.refusals))

    def crossing(self, cut: Cut) -> Table:
        """Return the tensors that cross."""
        table = Table(box=None, pad_edge=False)
        for heading in ("what crosses", "made by", "shape", "type", "size"):
            table.add_column(heading, overflow="fold")
        for at in cut.crossing[:_MOST_SHOWN]:
            each = self.graph.tensors[at]
            table.add_row(
                each.name, "input" if each.producer is None else self.layer(each.producer),
                "?" if each.shape is None else "×".join(map(str, each.shape)) or "scalar",
                each.numeric_type, self.bytes(each.size_bytes),
            )
        if len(cut.crossing) > _MOST_SHOWN:
            table.caption = f"and {len(cut.crossing) - _MOST_SHOWN} more: --format json"
        return table

    # What else there is to say

    def remarks(self) -> Iterator[str]:
        """Yield what the answer rests on, and what would change it."""
        result, objective = self.result, self.problem.objective
        if result.unfit is not None:
            reasons = "; ".join(self.refusal(each) for each in result.unfit.refusals)
            yield (f"If memory did not matter: {self.place(result.unfit)}, "
                   f"{self.value(result.unfit)}; but {reasons}.")
        if not result.is_exact:
            yield "There are more cuts than can be tried: another that fits may be better."
        if result.missing and result.best is not None:
            yield (f"Nobody states: {', '.join(result.missing)}. Whatever it is, no other cut is "
                   "better.")
        for cut, how in ((result.quick_device, ("quick", "slow")),
                         (result.slow_device, ("slow", "quick"))):
            if cut is not None:
                yield (f"Were {self.here} as {how[0]} and all else as {how[1]} as the estimates "
                       f"allow: {self.place(cut)}.")
        for side in (self.problem.device, self.problem.remote):
            if side.undecided:
                yield f"Undecided on {local_name(side.node)}: {', '.join(side.undecided)}."
        if objective == "energy":
            yield f"Energy is what {self.here} spends on computing and sending, not on waiting."
        yield SHARED
        if self.problem.raw_stays:
            yield RAW


def _listed(names: Sequence[str], between: str) -> str:
    shown = list(names[:_MOST_SHOWN])
    more = [f"{len(names) - _MOST_SHOWN} more"] if len(names) > _MOST_SHOWN else []
    return between.join([*shown, *more])


# JSON


def split_json(knowledge: Knowledge, result: SplitResult) -> str:
    """Return JSON as docs/schemas/split.schema.json describes."""
    words, problem = _Words(knowledge, result), result.problem
    record: dict[str, Any] = {
        "model": problem.graph.path.name, "format": problem.graph.file_format,
        "layers": [each.operator for each in problem.graph.layers],
        "from": _side(problem.device), "to": _side(problem.remote),
        "links": list(problem.way.links), "objective": problem.objective,
        "raw_stays": problem.raw_stays, "returns": problem.returns,
        "verdict": result.verdict.word, "standing": "estimated",
        "exact": result.is_exact, "bound": result.bound, "missing": list(result.missing),
        "sentence": f"{words.headline()}. {words.why()}",
        "best": _cut(words, result.best), "device_only": _cut(words, result.device_only),
        "remote_only": _cut(words, result.remote_only), "in_two": _cut(words, result.in_two),
        "unfit": _cut(words, result.unfit),
        "if_device_is_quick": _cut(words, result.quick_device),
        "if_device_is_slow": _cut(words, result.slow_device),
        "notes": [*problem.graph.notes, *words.remarks()],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {"node": side.node, "unit": side.unit, "runtime": side.runtime,
            "whole_time_s": _interval(side.time), "undecided": list(side.undecided)}


def _interval(one: Interval) -> dict[str, float | None]:
    high = one.high if math.isfinite(one.high) else None
    return {"low": one.low, "middle": one.middle, "high": high}


def _cut(words: _Words, cut: Cut | None) -> dict[str, Any] | None:
    if cut is None:
        return None
    return {
        "kind": cut.kind, "device_layers": sorted(cut.device), "last_layers": words.last(cut),
        "crossing": [_tensor(words, each) for each in cut.crossing],
        "returned": [_tensor(words, each) for each in cut.returned],
        "sent_bytes": cut.sent_bytes, "returned_bytes": cut.returned_bytes,
        "device_time_s": _interval(cut.device_time), "link_time_s": _interval(cut.link_time),
        "remote_time_s": _interval(cut.remote_time), "latency_s": _interval(cut.latency),
        "device_energy_j": _interval(cut.energy),
        "device_work_bytes": cut.device_work, "device_storage_bytes": cut.device_storage,
        "remote_work_bytes": cut.remote_work, "remote_storage_bytes": cut.remote_storage,
        "refusals": [
            {"constraint": each.constraint, "side": each.side, "layers": list(each.layers),
             "tensors": [words.graph.tensors[e].name for e in each.tensors],
             "needed_bytes": each.needed, "available_bytes": each.available,
             "sentence": words.refusal(each)} for each in cut.refusals
        ],
    }


def _tensor(words: _Words, at: int) -> dict[str, Any]:
    each = words.graph.tensors[at]
    return {
        "name": each.name, "layer": each.producer,
        "shape": None if each.shape is None else list(each.shape),
        "numeric_type": each.numeric_type, "bytes": each.size_bytes,
    }
