"""How far times lie apart between releases of a runtime: pairs of runs that differ in nothing else.

Both ran one model of one type on one board, at one rate and on as many cores, with releases whose
numbers differ. The interval has to hold for a board not yet seen, so boards count the same; for a
runtime of which no two releases were measured, runtimes do.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .catalogued import Catalogued, Names
from .conformal import weighted_quantile
from .fitted import Spread
from .measured import Measured
from .run import Run

_LEAST_BOARDS = 2  # of a runtime that is told on its own
_LEAST_PAIRS = 9  # below, a 90 % quantile is just the greatest
_NUMBER = re.compile(r"(?:^|-)(\d+(?:\.\d+)+|\d{2,})$")  # 8.4, ruy-2.11, 21; 1 stands for none


@dataclass(frozen=True)
class ReleasePair:
    """Two runs that differ in the release alone, and the logarithm of their times' ratio."""

    runtime: str
    board: str
    apart: float
    runs: tuple[Run, Run]


@dataclass(frozen=True)
class FittedReleases:
    """How far times of one board lie apart between releases of these runtimes."""

    runtimes: tuple[str, ...]
    spread: Spread
    rows: int
    boards: int
    tables: tuple[str, ...]


def fitted_releases(measured: Measured, catalogue: Catalogued) -> list[FittedReleases]:
    """Return the factor of each runtime that enough pairs speak for, and of all others together."""
    by_runtime: dict[str, list[ReleasePair]] = defaultdict(list)
    for pair in release_pairs(measured.runs):
        by_runtime[pair.runtime].append(pair)
    own = {
        runtime: pairs for runtime, pairs in by_runtime.items()
        if runtime in catalogue.runtimes and len(pairs) >= _LEAST_PAIRS
        and len({each.board for each in pairs}) >= _LEAST_BOARDS
    }
    found = [_fitted((runtime,), _by_board(own[runtime])) for runtime in sorted(own)]
    others = tuple(sorted(catalogue.runtimes - set(own)))
    return [*found, _fitted(others, [*by_runtime.values()])] if by_runtime and others else found


def _by_board(pairs: Sequence[ReleasePair]) -> list[list[ReleasePair]]:
    found: dict[str, list[ReleasePair]] = defaultdict(list)
    for each in pairs:
        found[each.board].append(each)
    return [*found.values()]


def release_pairs(runs: Sequence[Run]) -> Iterator[ReleasePair]:
    """Yield the pairs of runs, by the catalogue's names of their runtimes."""
    names = Names()
    alike: dict[tuple[object, ...], list[Run]] = defaultdict(list)
    for run in runs:
        if _number(run):
            key = (run.board, run.family, run.runtime, run.numeric_type, run.model)
            alike[*key, run.cores, run.rate, run.bus_ratio].append(run)
    for group in alike.values():
        runtime = names.runtime(group[0])
        for one, other in combinations(group, 2):
            if runtime and _number(one) != _number(other):
                apart = abs(math.log(one.seconds / other.seconds))
                yield ReleasePair(runtime, one.board, apart, (one, other))


def _number(run: Run) -> str | None:
    """Return the number of the release, None where the version names no release."""
    found = _NUMBER.search(run.version)
    return found[1] if found else None


def _fitted(
    runtimes: tuple[str, ...], groups: Sequence[Sequence[ReleasePair]]
) -> FittedReleases:
    """Return the factor of pairs: their 90 % quantile, each group with one vote."""
    half = weighted_quantile([np.array([pair.apart for pair in group]) for group in groups])
    runs = {run.identity: run for group in groups for pair in group for run in pair.runs}
    return FittedReleases(
        runtimes, Spread.of(half), len(runs), len({run.board for run in runs.values()}),
        tuple(sorted({run.table for run in runs.values()})),
    )
