"""Routes between all nodes of a network, and the figures of routes from those of their links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from ..network import Floats, Ints, Network, Routes
from ..plan_problem import Bools

By = Literal["latency", "cost"]
_ASSUMED = 1e-3  # s: the weight of a link that states no latency
_HOP = 1e-9  # s: of two routes that take as long, the one of fewer links
_USD_IN_SECONDS = 1e15  # a route by cost: the price of a byte decides, latency only between equals

Operation = Callable[[Floats, Floats], Floats]
_OPERATIONS: dict[str, tuple[Operation, float]] = {
    "sum": (np.add, 0.0), "minimum": (np.minimum, np.inf), "maximum": (np.maximum, -np.inf),
    "product": (np.multiply, 1.0),
}
# What of a combination is still known where some links state nothing: sums from below, and so on.
_BOUNDED = {"sum": "low", "maximum": "low", "count": "low", "minimum": "high", "product": "high"}


def routes(network: Network, by: By = "latency", carrying: Bools | None = None) -> Routes:
    """Return the route of the least weight for each pair of nodes: quickest, or cheapest a byte.

    Where only direct links count, a route is one link.  Else all pairs at once (Floyd 1962,
    doi:10.1145/367766.368168); of parallel links the one of the least weight is used.

    Links that all state their latency and rate come before such as lack one: others are taken only
    up to where stated ones lead on.  So do `carrying` ones, [m], before all others.
    """
    weight = link_weights(network, by)
    if carrying is not None:
        others = routes(network, by)
        _, wide = _all_pairs(network, weight, np.nonzero(carrying)[0])
        merged = np.where(wide >= 0, wide, others.first)
        return Routes(_hops(merged, network), merged, network)
    stated = network.are_stated
    if stated.all():
        return Routes(*_all_pairs(network, weight, np.arange(len(weight))), network)
    places = np.arange(len(weight))
    _, first = _all_pairs(network, weight, places[stated])
    pairs = network.start.astype(np.int64) * len(network.nodes) + network.end
    used = places[stated | ~np.isin(pairs, pairs[stated])]  # of parallel links what is stated
    _, quickest = _all_pairs(network, weight, used)
    merged = np.where(first >= 0, first, quickest)
    return Routes(_hops(merged, network), merged, network)


def _all_pairs(network: Network, weight: Floats, used: Ints) -> tuple[Ints, Ints]:
    """Return hops and first links of the least routes over some of the links."""
    count = len(network.nodes)
    least = np.full((count, count), np.inf)
    first = np.full((count, count), -1, dtype=np.int32)
    # Of parallel links the least is written last, and of equal ones the first that is stated.
    order = used[np.lexsort((-used, -weight[used]))]
    least[network.start[order], network.end[order]] = weight[order]
    first[network.start[order], network.end[order]] = order
    here = np.arange(count)
    first[here, here], least[here, here] = -1, 0.0
    if not network.is_direct:
        _relayed(least, first)
    return _hops(first, network), first


def link_weights(network: Network, by: By) -> Floats:
    """Return a typical latency of each link in s, or by cost the price of a byte before it."""
    found = np.where(np.isnan(network.typical), _ASSUMED, network.typical + _HOP)
    if by == "cost":
        price = network.figures["pricePerByte"][1]
        found = np.where(np.isnan(price), 0.0, price) * _USD_IN_SECONDS + found
    return found


def _relayed(weight: Floats, first: Ints) -> None:
    """Shorten each way over every node in turn, in place."""
    for via in range(len(weight)):
        to = np.nonzero(np.isfinite(weight[:, via]))[0]
        onward = np.nonzero(np.isfinite(weight[via]))[0]
        if len(to) < 2 or len(onward) < 2:
            continue
        block = np.ix_(to, onward)
        longer = weight[to, via][:, None] + weight[via, onward][None, :]
        known = weight[block]
        better = longer < known
        if better.any():
            weight[block] = np.where(better, longer, known)
            first[block] = np.where(better, first[to, via][:, None], first[block])


def _hops(first: Ints, network: Network) -> Ints:
    """Count the links of all routes, all of them one step at a time."""
    hops = np.where(first >= 0, 0, -1).astype(np.int16)
    np.fill_diagonal(hops, 0)
    rows, columns = np.nonzero(first >= 0)
    here: Ints = rows
    for _ in range(len(hops)):
        hops[rows, columns] += 1
        here = network.end[first[here, columns]]
        going = here != columns
        rows, columns, here = rows[going], columns[going], here[going]
        if not len(rows):
            break
    assert not len(rows), "a route leads to where it is to go"
    return hops


def _by_hops(found: Routes) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Yield (i, j, first link, where it leads) of the routes of 1, 2, 3 … links in turn."""
    rows, columns = np.nonzero(found.hops > 0)
    count = found.hops[rows, columns]
    for hops in range(1, int(count.max(initial=0)) + 1):
        ours = count == hops
        i, j = rows[ours], columns[ours]
        link = found.first[i, j]
        yield i, j, link, found.network.end[link]


def combine(
    found: Routes, corner: Literal["low", "middle", "high"], values: Floats, how: str,
    is_partial: bool,
) -> Floats:
    """Return a figure of all routes [n, n] from that of their links [m], NaN where unknown.

    The links that state it bound a route: a sum and a maximum from below, the others from above.
    A route without links has a sum of 0, and where no way leads the least rate is 0.
    """
    if how == "first":
        return np.where(found.hops > 0, values[found.first], np.nan) if len(values) else (
            np.full(found.hops.shape, np.nan))
    if how == "count":
        how, values = "sum", np.where(np.isnan(values), np.nan, 1.0)
    if values.strides == (0,) and how == "sum" and len(values):
        # One figure for all links, such as a price that nobody states: no need to walk.
        return np.where(found.hops > 0, found.hops * values[0], 0.0)
    operation, neutral = _OPERATIONS[how]
    lenient = is_partial or corner == _BOUNDED[how]
    known = ~np.isnan(values)
    at_link = np.where(known, values, neutral) if lenient else values
    table = np.full(found.hops.shape, np.nan)
    is_known = np.zeros(found.hops.shape, dtype=bool) if lenient and not known.all() else None
    for i, j, link, then in _by_hops(found):
        rest = then != j
        total = at_link[link].astype(float)
        total[rest] = operation(total[rest], table[then[rest], j[rest]])
        table[i, j] = total
        if is_known is not None:
            has = known[link]
            has[rest] |= is_known[then[rest], j[rest]]
            is_known[i, j] = has
    if is_known is not None:
        table[~is_known] = np.nan
    if how == "sum":
        table[found.hops <= 0] = 0.0
    if how == "minimum" and not is_partial:
        table[found.hops < 0] = 0.0
    return table


def route_rows(found: Routes) -> tuple[Ints, Ints]:
    """Return all routes as rows of a CSR matrix: where each row starts [n·n + 1], and links."""
    count = found.hops.shape[0]
    lengths = np.maximum(found.hops, 0).ravel().astype(np.int64)
    start = np.zeros(count * count + 1, dtype=np.int64)
    np.cumsum(lengths, out=start[1:])
    link = np.zeros(int(start[-1]), dtype=np.int32)
    rows, columns = np.nonzero(found.hops > 0)
    at, here = start[rows * count + columns], cast(Ints, rows)
    while len(rows):
        step = found.first[here, columns]
        link[at] = step
        here = found.network.end[step]
        going = here != columns
        rows, columns, here, at = rows[going], columns[going], here[going], at[going] + 1
    return start, link


def off_diagonal_least(table: Floats) -> NDArray[np.float64]:
    """Return the least value of each column besides the diagonal; NaN where any is unknown."""
    away = table.copy()
    np.fill_diagonal(away, np.inf)
    least: NDArray[np.float64] = away.min(axis=0)
    return least
