"""The figures of a cross-validation: errors, coverage, width and contradicted verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .constant import constant_errors
from .estimator import Design, Floats
from .leave_out import Predictions, has_sibling, without_board, without_row
from .measured import Measured
from .run import Run
from .verdicts import contradicted

KINDS = ("mcu", "processor", "accelerator", "token")
GROUPS = {
    "MCU": ("mcu",), "MPU": ("processor",), "GPU": ("accelerator",),
    "MPU/GPU": ("processor", "accelerator"), "token rate": ("token",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """How a way to estimate did on a set of left-out rows; shares and errors as fractions."""

    group: str  # a key of GROUPS
    left_out: str  # row or board
    families: str  # all, or of board-out: several boards, or a single board
    rows: int
    boards: int
    median_error: float
    p90_error: float
    board_median_error: float  # median over boards of each one's median
    constant_rows: int
    constant_median_error: float | None
    coverage: float
    board_coverage: float  # mean over boards
    median_width: float | None  # high over low; None: unbounded
    hard_verdicts: int
    contradicted_verdicts: int

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON's types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """The errors of one family with a board left out."""

    group: str
    family: str
    boards: int
    rows: int
    median_error: float
    coverage: float


@dataclass(frozen=True)
class CrossValidation:
    """All scores, by class and protocol, and what was left out by which rule."""

    scores: tuple[Score, ...]
    families: tuple[FamilyScore, ...]
    left_out: Mapping[tuple[str, str], int]

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON's types."""
        return {
            "scores": [each.to_json() for each in self.scores],
            "families": [asdict(each) for each in self.families],
            "left_out": [
                {"table": table, "rule": rule, "rows": rows}
                for (table, rule), rows in sorted(self.left_out.items())
            ],
        }


@dataclass(frozen=True)
class _Outcome:
    """The judged rows of one kind of unit, predicted under both protocols."""

    runs: list[Run]
    by_row: Predictions
    by_board: Predictions
    is_known: NDArray[np.bool_]  # another board of the family is left to fit on


def cross_validate(measured: Measured) -> CrossValidation:
    """Return how estimates do on rows and on boards that no factor was fitted on."""
    outcomes: dict[str, _Outcome] = {}
    for kind in KINDS:
        runs = [run for run in measured.runs if run.kind == kind]
        if len({run.board for run in runs}) > 1:
            outcomes[kind] = _outcome(runs)
    scores: list[Score] = []
    families: list[FamilyScore] = []
    for group, kinds in GROUPS.items():
        found = [outcomes[kind] for kind in kinds if kind in outcomes]
        if len(found) == len(kinds):
            scores.extend(_scores(group, found))
        if len(kinds) == 1:
            families.extend(score for each in found for score in _family_scores(group, each))
    return CrossValidation(tuple(scores), tuple(families), measured.left_out)


def _outcome(runs: Sequence[Run]) -> _Outcome:
    design = Design(runs)
    by_row = without_row(design, design.posterior(np.arange(len(runs))))
    by_board = without_board(design)
    judged = np.array([run.judged for run in runs])
    kept = [run for run in runs if run.judged]
    return _Outcome(kept, by_row.part(judged), by_board.part(judged), has_sibling(kept))


def _scores(group: str, outcomes: Sequence[_Outcome]) -> Iterator[Score]:
    runs = [run for each in outcomes for run in each.runs]
    is_known = np.concatenate([each.is_known for each in outcomes])
    everything = np.ones(len(runs), dtype=bool)
    for leave, families, rows in (
        ("row", "all", everything),
        ("board", "all", everything),
        ("board", "several boards", is_known),
        ("board", "single board", ~is_known),
    ):
        if not rows.any():
            continue
        constants = np.concatenate([constant_errors(each.runs, leave) for each in outcomes])
        found = [each.by_row if leave == "row" else each.by_board for each in outcomes]
        errors = np.concatenate([each.errors for each in found])[rows]
        widths = np.concatenate([each.half_widths for each in found])[rows]
        boards = np.array([run.board for run in runs])[rows]
        yield _score(group, leave, families, boards, errors, widths, constants[rows])


def _score(
    group: str, leave: str, families: str, boards: NDArray[np.str_], errors: Floats,
    half_widths: Floats, constants: Floats,
) -> Score:
    wrong, hard = contradicted(errors, half_widths)
    known = constants[~np.isnan(constants)]
    size, is_inside = np.abs(np.expm1(errors)), np.abs(errors) <= half_widths
    each = [boards == board for board in sorted(set(boards))]
    width = float(np.exp(2 * np.median(half_widths)))
    return Score(
        group=group, left_out=leave, families=families, rows=len(errors), boards=len(each),
        median_error=float(np.median(size)), p90_error=float(np.quantile(size, 0.9)),
        board_median_error=float(np.median([np.median(size[rows]) for rows in each])),
        constant_rows=len(known),
        constant_median_error=float(np.median(np.abs(np.expm1(known)))) if len(known) else None,
        coverage=float(is_inside.mean()),
        board_coverage=float(np.mean([is_inside[rows].mean() for rows in each])),
        median_width=width if np.isfinite(width) else None,
        hard_verdicts=hard, contradicted_verdicts=wrong,
    )  # fmt: skip


def _family_scores(group: str, outcome: _Outcome) -> Iterator[FamilyScore]:
    families = np.array([run.family for run in outcome.runs])
    for family in sorted(set(families)):
        rows = np.flatnonzero(families == family)
        errors, widths = outcome.by_board.errors[rows], outcome.by_board.half_widths[rows]
        yield FamilyScore(
            group=group, family=str(family), rows=len(rows),
            boards=len({outcome.runs[row].board for row in rows}),
            median_error=float(np.median(np.abs(np.expm1(errors)))),
            coverage=float((np.abs(errors) <= widths).mean()),
        )  # fmt: skip
