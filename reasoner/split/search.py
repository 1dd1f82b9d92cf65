"""The best cut of which both parts fit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..layer_graph import LayerGraph
from .costs import Costs
from .cutting import least_cut

Part = frozenset[int]  # of layers that stay on the device

# Cuts that are tried one by one where the least does not fit: some seconds. A chain of n layers
# has n + 1 of them; networks with long parallel branches have more than anybody can try.
MOST_CUTS = 20_000
_MOST_PAIRS = 64  # of a first and a last layer, whose least cuts are taken
_PRICES = tuple(4.0**power for power in range(-12, 13))  # of a byte, around the mean cost of one


@dataclass(frozen=True)
class Found:
    """The best cut that fits, and the least cost of any cut, whether it fits or not.

    `part` is None where none fits, `least` where no cut is allowed at all. Without `is_exact` not
    all cuts were tried: the best one's cost is between `bound` and that of `part`.
    """

    part: Part | None
    least: Part | None
    bound: float
    is_exact: bool


@dataclass(frozen=True)
class Search:
    """A graph with what its cuts cost; `fits` says whether both parts of one fit."""

    graph: LayerGraph
    costs: Costs
    fits: Callable[[Part], bool]

    def best(self) -> Found:
        """Return the best of all cuts, those with all layers on one side among them."""
        return self._settled(least_cut(self.graph, self.costs), lambda part: True)

    def best_in_two(self) -> Found:
        """Return the best of the cuts that leave layers on both sides."""
        first = [at for at, each in enumerate(self.graph.before) if not each]
        read = set[int]().union(*self.graph.before)
        last = [at for at in range(len(self.graph.layers)) if at not in read]
        pairs = [(a, b) for a in first for b in last if a != b][:_MOST_PAIRS]
        cuts = [least_cut(self.graph, self.costs, [a], [b]) for a, b in pairs]
        allowed = [each for each in cuts if each is not None]
        least = min(allowed, key=self.cost, default=None)
        return self._settled(least, lambda part: 0 < len(part) < len(self.graph.layers))

    def cost(self, part: Part) -> float:
        """Return what a cut costs."""
        return self.costs.of(self.graph, part)

    def _settled(self, least: Part | None, counts: Callable[[Part], bool]) -> Found:
        """Return the least cut where it fits, else the best that was found to."""
        if least is None:
            return Found(None, None, math.inf, True)
        bound = self.cost(least)
        if self.fits(least):
            return Found(least, least, bound, True)
        tried = list(islice(closed_parts(self.graph), MOST_CUTS + 1))
        is_exact = len(tried) <= MOST_CUTS
        if not is_exact:
            tried = [*self._running_order(), *self._priced()]
        part = self._first_that_fits(each for each in tried if counts(each))
        return Found(part, least, bound, is_exact)

    def _first_that_fits(self, parts: Iterable[Part]) -> Part | None:
        """Return the cheapest part that fits; what fits is asked last, as it takes longest."""
        by_cost = sorted((self.cost(each), sorted(each)) for each in parts)
        return next(
            (frozenset(each) for cost, each in by_cost
             if cost < math.inf and self.fits(frozenset(each))), None,
        )

    def _running_order(self) -> Iterator[Part]:
        """Yield the cuts after each layer in running order."""
        for count in range(len(self.graph.layers) + 1):
            part = frozenset(range(count))
            if all(part.issuperset(g) or part.isdisjoint(g) for g in self.graph.together):
                yield part

    def _priced(self) -> Iterator[Part]:
        """Yield the least cuts when a byte of weights has a price on one side (Lagrange)."""
        layers = self.graph.layers
        size = [sum(self.graph.weight_bytes[w] for w in each.weights) for each in layers]
        every = (*self.costs.device, *self.costs.remote)
        mean = sum(e for e in every if math.isfinite(e)) / (sum(size) or 1)
        device, remote = self.costs.device, self.costs.remote
        for price in _PRICES:
            more = [price * mean * each for each in size]
            for priced in (
                replace(self.costs, device=tuple(c + m for c, m in zip(device, more, strict=True))),
                replace(self.costs, remote=tuple(c + m for c, m in zip(remote, more, strict=True))),
            ):
                found = least_cut(self.graph, priced)
                if found is not None:
                    yield found


def closed_parts(graph: LayerGraph) -> Iterator[Part]:
    """Yield all sets of layers from which no data flows back into them, each once."""
    after: list[set[int]] = [set() for _ in graph.layers]
    for at, each in enumerate(graph.before):
        for earlier in each:
            after[earlier].add(at)
    tied = {each: set(group) for group in graph.together for each in group}
    waiting: list[tuple[int, Part, frozenset[int]]] = [(0, frozenset(), frozenset())]
    while waiting:
        at, part, out = waiting.pop()
        while at < len(graph.layers) and at in out:
            out |= after[at]
            at += 1
        if at == len(graph.layers):
            if all(not (tied[each] - part) for each in part & tied.keys()):
                yield part
            continue
        waiting.append((at + 1, part, out | after[at]))
        waiting.append((at + 1, part | {at}, out))
