"""The answer to a split: the best cut, both ends beside it, and what the doubts would change."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ..interval import Interval
from ..split_problem import Side, SplitProblem
from ..split_result import Cut, SplitResult
from ..verdict import Verdict
from .costs import NEVER, Costs
from .figures import Assessor, product, times, total, transfer
from .search import Found, Search

_Read = Callable[[Interval], float]  # one number of an interval


def answer(problem: SplitProblem) -> SplitResult:
    """Return the best cut of a problem, with what it rests on."""
    return _Answer(problem).result()


def _middle(one: Interval) -> float:
    """Return the central value; where it is not known the least, which no figure can be below."""
    return one.low if one.middle is None else one.middle


def _low(one: Interval) -> float:
    return one.low


def _high(one: Interval) -> float:
    return one.high


@dataclass(frozen=True)
class _Answer:
    problem: SplitProblem

    @cached_property
    def assess(self) -> Assessor:
        return Assessor(self.problem)

    def result(self) -> SplitResult:
        every = self.assess.every
        ends = self.assess.cut(every), self.assess.cut(frozenset())
        search, missing = self._search(_middle, _middle), self._missing()
        found = search.best()
        best = self._cut(found.part)
        if missing and best is not None and self._value(best).middle is None:
            # What the best rests on is not known: another may be better.
            return SplitResult(self.problem, Verdict.UNKNOWN, None, *ends, None, None, True, None,
                               None, None, missing)
        return SplitResult(
            self.problem, self._verdict(found), best, *ends,
            None if missing else self._cut(search.best_in_two().part),
            None if found.least == found.part else self._cut(found.least),
            found.is_exact, None if found.is_exact else found.bound,
            self._at_end(found, _low, _high), self._at_end(found, _high, _low), missing,
        )

    def _value(self, cut: Cut) -> Interval:
        """Return what a cut costs in the objective's unit."""
        match self.problem.objective:
            case "latency":
                return cut.latency
            case "energy":
                return cut.energy
        sent = cut.sent_bytes
        return Interval(0.0, None, math.inf) if sent is None else Interval(sent, sent, sent)

    def _verdict(self, found: Found) -> Verdict:
        if found.part is None:
            return Verdict.INFEASIBLE
        cut = self.assess.cut(found.part)
        used = [side for side, is_used in (
            (self.problem.device, cut.device), (self.problem.remote, cut.kind != "device only"),
        ) if is_used]
        return Verdict.UNKNOWN if any(each.undecided for each in used) else Verdict.FEASIBLE

    def _missing(self) -> tuple[str, ...]:
        """Return the figures that lack to compare any two cuts by the objective."""
        device, remote, way = self.problem.device, self.problem.remote, self.problem.way
        found: list[str] = []
        layers = len(self.assess.graph.layers)
        if self.problem.objective == "latency":
            # What runs nothing has no time to know.
            able = [each for each in (device, remote) if len(each.blocked) < layers]
            found += [lack for each in able for lack in each.missing.get("time", ())]
            names = ["uplink", "latency", *(["downlink"] if self.problem.returns else [])]
        elif self.problem.objective == "energy":
            found += [*device.missing.get("time", ()), *device.missing.get("power", ())]
            names = ["energy_per_byte"]
        else:
            names = []
        return tuple(dict.fromkeys([*found, *(e for n in names for e in way.missing.get(n, ()))]))

    def _at_end(self, found: Found, here: _Read, elsewhere: _Read) -> Cut | None:
        """Return what is best at one end of the intervals, None where it is the same cut."""
        if found.part is None or self.problem.objective == "bytes" or self._missing():
            return None
        other = self._search(here, elsewhere)
        if not all(math.isfinite(each) for each in (other.costs.once, *self._finite(other.costs))):
            return None
        part = other.best().part
        if part is None or other.cost(part) >= other.cost(found.part) * (1 - 1e-9):
            return None
        return self._cut(part)

    def _finite(self, costs: Costs) -> list[float]:
        """Return the costs that nothing forbids."""
        device, remote = self.problem.device.blocked, self.problem.remote.blocked
        return [
            *(e for at, e in enumerate(costs.device) if at not in device),
            *(e for at, e in enumerate(costs.remote) if at not in remote),
            *(e for at, e in enumerate(costs.tensors) if self.assess.may_cross(at)),
        ]

    def _cut(self, part: frozenset[int] | None) -> Cut | None:
        return None if part is None else self.assess.cut(part)

    def _search(self, here: _Read, elsewhere: _Read) -> Search:
        return Search(self.assess.graph, self._costs(here, elsewhere), self.assess.fits)

    def _costs(self, here: _Read, elsewhere: _Read) -> Costs:
        """Return the costs in the objective's unit, at one number of each interval."""
        match self.problem.objective:
            case "latency":
                return self._latencies(here, elsewhere)
            case "energy":
                return self._energies(here, elsewhere)
        return self._sizes()

    def _latencies(self, here: _Read, elsewhere: _Read) -> Costs:
        """Return costs in s: a layer's share of the whole time, a tensor's time on the link."""
        problem = self.problem
        way = problem.way
        return Costs(
            self._allowed(problem.device, self._spread(problem.device, here)),
            self._allowed(problem.remote, [
                time + elsewhere(transfer(back * 8, way.downlink)) for time, back in zip(
                    self._spread(problem.remote, elsewhere), self._returned(), strict=True)
            ]),
            self._sent(lambda size: elsewhere(transfer(size * 8, way.uplink))),
            elsewhere(times(way.latency, 2.0 if problem.returns else 1.0)),
        )

    def _energies(self, here: _Read, elsewhere: _Read) -> Costs:
        """Return costs in J, of the device alone: computing, and sending."""
        device, layers = self.problem.device, len(self.assess.graph.layers)
        whole = here(product(device.time, device.power))
        return Costs(
            self._allowed(device, [whole * each for each in device.shares]),
            self._allowed(self.problem.remote, [0.0] * layers),
            self._sent(lambda size: elsewhere(times(self.problem.way.energy_per_byte, size))),
        )

    def _sizes(self) -> Costs:
        """Return costs in bytes; of cuts that send as much, the quicker to compute costs less.

        All times together are worth half a byte, so that they decide between equals alone.
        """
        layers = len(self.assess.graph.layers)
        costs = Costs(
            self._allowed(self.problem.device, [0.0] * layers),
            self._allowed(self.problem.remote, [0.0] * layers),
            self._sent(float),
        )
        if not all(each.time.is_known for each in (self.problem.device, self.problem.remote)):
            return costs
        most = total([self.problem.device.time, self.problem.remote.time]).middle or 1.0
        return Costs(
            tuple(c + t / most / 2 for c, t in zip(
                costs.device, self._spread(self.problem.device, _middle), strict=True)),
            tuple(c + t / most / 2 for c, t in zip(
                costs.remote, self._spread(self.problem.remote, _middle), strict=True)),
            costs.tensors,
        )

    def _spread(self, side: Side, read: _Read) -> list[float]:
        whole = read(side.time)
        return [whole * each for each in side.shares]

    def _allowed(self, side: Side, costs: list[float]) -> tuple[float, ...]:
        return tuple(NEVER if at in side.blocked else each for at, each in enumerate(costs))

    def _sent(self, cost: Callable[[int], float]) -> tuple[float, ...]:
        return tuple(
            cost(each.size_bytes or 0) if self.assess.may_cross(at) else NEVER
            for at, each in enumerate(self.assess.graph.tensors)
        )

    def _returned(self) -> list[int]:
        """Return the bytes that each layer's outputs add to what comes back from beyond."""
        found = [0] * len(self.assess.graph.layers)
        if self.problem.returns:
            for each in self.assess.graph.tensors:
                if each.is_output and each.producer is not None:
                    found[each.producer] += each.size_bytes or 0
        return found
