"""The figures of a cut: its times, energy and memory, and what refuses it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from ..interval import Interval
from ..layer_graph import LayerGraph
from ..split_problem import Memory, Side, SplitProblem
from ..split_result import Cut, Kind, Refusal
from .raw import raw_tensors

ZERO = Interval(0.0, 0.0, 0.0)


def times(one: Interval, factor: float) -> Interval:
    """Return a multiple; nothing of what is not known is nothing."""
    if factor == 0:
        return ZERO
    middle = None if one.middle is None else one.middle * factor
    return Interval(one.low * factor, middle, one.high * factor)


def total(parts: Sequence[Interval]) -> Interval:
    """Return a sum, of which the middle is known where that of all parts is."""
    middles = [each.middle for each in parts]
    known = [each for each in middles if each is not None]
    return Interval(
        sum(each.low for each in parts), sum(known) if len(known) == len(middles) else None,
        sum(each.high for each in parts),
    )


def transfer(bits: float, rate: Interval) -> Interval:
    """Return the time to send so many bits at a rate, in s."""
    if bits == 0:
        return ZERO
    slow = bits / rate.low if rate.low > 0 else math.inf
    quick = 0.0 if math.isinf(rate.high) else bits / rate.high
    return Interval(quick, bits / rate.middle if rate.middle else None, slow)


def product(one: Interval, other: Interval) -> Interval:
    """Return the product of two numbers that are not negative."""
    known = one.middle is not None and other.middle is not None
    middle = (one.middle or 0.0) * (other.middle or 0.0) if known else None
    high = 0.0 if 0.0 in (one.high, other.high) else one.high * other.high
    return Interval(one.low * other.low, middle, high)


@dataclass(frozen=True)
class Assessor:
    """Works out the figures of cuts of one problem."""

    problem: SplitProblem

    @property
    def graph(self) -> LayerGraph:
        return self.problem.graph

    @cached_property
    def every(self) -> frozenset[int]:
        """Return all layers."""
        return frozenset(range(len(self.graph.layers)))

    @cached_property
    def kept_tensors(self) -> frozenset[int]:
        """Return the tensors that must not leave the device, as they are raw input."""
        return raw_tensors(self.graph) if self.problem.raw_stays else frozenset()

    def cut(self, device: frozenset[int]) -> Cut:
        """Return a cut with its figures."""
        problem, graph, beyond = self.problem, self.graph, self.every - device
        crossing = graph.crossing(device)
        returned = graph.returned(device) if problem.returns else ()
        sent, back = self._bytes(crossing), self._bytes(returned)
        here = times(problem.device.time, self._share(problem.device, device))
        there = times(problem.remote.time, self._share(problem.remote, beyond))
        link = self._link_time(sent, back, bool(beyond))
        return Cut(
            device, self._kind(device), crossing, returned, sent, back, here, link, there,
            total([here, link, there]), self._energy(here, sent),
            *self._needs(problem.device.memory, device),
            *self._needs(problem.remote.memory, beyond), tuple(self.refusals(device)),
        )

    def fits(self, device: frozenset[int]) -> bool:
        """Say whether both parts fit into what their sides have free."""
        return not any(self._lacks_room(device))

    def refusals(self, device: frozenset[int]) -> Iterator[Refusal]:
        """Yield all that refuses a cut."""
        for side, name, part in (
            (self.problem.device, "device", device),
            (self.problem.remote, "remote", self.every - device),
        ):
            by_constraint: dict[str, list[int]] = {}
            for layer in sorted(part & side.blocked.keys()):
                for constraint in side.blocked[layer]:
                    by_constraint.setdefault(constraint, []).append(layer)
            for constraint, layers in sorted(by_constraint.items()):
                yield Refusal(constraint, name, tuple(layers))  # type: ignore[arg-type]
        yield from self._lacks_way(self.graph.crossing(device))
        yield from self._lacks_room(device)

    def may_cross(self, tensor: int) -> bool:
        """Say whether a tensor may be sent."""
        return not any(self._lacks_way((tensor,)))

    def _lacks_way(self, crossing: Sequence[int]) -> Iterator[Refusal]:
        limit = self.problem.way.payload_limit
        sizes = {each: self.graph.tensors[each].size_bytes for each in crossing}
        raw = tuple(each for each in crossing if each in self.kept_tensors)
        if raw:
            yield Refusal("raw input stays", "link", tensors=raw)
        unknown = tuple(each for each, size in sizes.items() if size is None)
        if unknown:
            yield Refusal("size not known", "link", tensors=unknown)
        large = tuple(e for e, size in sizes.items() if limit is not None and (size or 0) > limit)
        if large:
            most = max(sizes[each] or 0 for each in large)
            yield Refusal("payload", "link", tensors=large, needed=most, available=limit)

    def _lacks_room(self, device: frozenset[int]) -> Iterator[Refusal]:
        for side, name, part in (
            (self.problem.device, "device", device),
            (self.problem.remote, "remote", self.every - device),
        ):
            if not part:
                continue
            work, storage = self._needs(side.memory, part)
            for constraint, needed, free in (
                ("working-memory", work, side.memory.work_free),
                ("storage", storage, side.memory.storage_free),
            ):
                if free is not None and needed > free:
                    yield Refusal(
                        constraint, name, needed=needed, available=free,  # type: ignore[arg-type]
                    )

    def _needs(self, memory: Memory, part: Set[int]) -> tuple[float, float]:
        """Return the working memory and the storage that layers need, as a whole model does."""
        if not part:
            return 0.0, 0.0
        size = self.graph.part_bytes(part)
        work = self.graph.peak_bytes(part) * memory.batch + memory.runtime_work
        return work + size * memory.is_resident, size + memory.runtime_storage

    def _share(self, side: Side, part: Set[int]) -> float:
        # The whole is the whole: no rounding of a thousand shares.
        return 1.0 if part == self.every else sum(side.shares[each] for each in sorted(part))

    def _bytes(self, tensors: Sequence[int]) -> int | None:
        sizes = [self.graph.tensors[each].size_bytes for each in tensors]
        known = [each for each in sizes if each is not None]
        return sum(known) if len(known) == len(sizes) else None

    def _link_time(self, sent: int | None, back: int | None, is_used: bool) -> Interval:
        if not is_used:
            return ZERO
        way = self.problem.way
        if sent is None or back is None:
            return Interval(way.latency.low, None, math.inf)
        return total([
            times(way.latency, 2.0 if self.problem.returns else 1.0),
            transfer(sent * 8, way.uplink), transfer(back * 8, way.downlink),
        ])

    def _energy(self, here: Interval, sent: int | None) -> Interval:
        """Return what the device spends on computing and sending, in J."""
        computing = ZERO if here == ZERO else product(here, self.problem.device.power)
        if sent is None:
            return Interval(computing.low, None, math.inf)
        return total([computing, times(self.problem.way.energy_per_byte, sent)])

    def _kind(self, device: frozenset[int]) -> Kind:
        if device == self.every:
            return "device only"
        return "split" if device else "remote only"
