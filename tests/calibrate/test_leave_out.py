"""Nothing that is left out reaches its own prediction or interval."""

from dataclasses import replace

import numpy as np
import pytest

from tierwise.reasoner.calibrate.conformal import effective_draws, quantile, weighted_quantile
from tierwise.reasoner.calibrate.constant import constant_errors
from tierwise.reasoner.calibrate.estimator import Design
from tierwise.reasoner.calibrate.leave_out import (
    board_groups,
    has_sibling,
    without_board,
    without_row,
)  # fmt: skip
from tierwise.reasoner.calibrate.peers import Peers
from tierwise.reasoner.calibrate.verdicts import contradicted


def everything(design):
    return np.arange(len(design.runs))


def changed(runs, row, factor):
    return [replace(r, seconds=r.seconds * factor) if i == row else r for i, r in enumerate(runs)]


def test_the_fit_finds_the_time_of_runs_that_follow_a_rule(runs):
    design = Design(runs)
    factors = design.fit(everything(design))
    assert np.abs(design.predict(factors, everything(design)) - design.logs).max() < 0.05


def test_a_row_left_out_in_closed_form_is_what_a_fit_without_it_predicts(runs):
    design = Design(runs)
    closed = without_row(design, design.posterior(everything(design))).errors
    anew = np.array([
        design.predict(design.fit(np.delete(everything(design), row)), np.array([row]))[0]
        - design.logs[row]
        for row in range(len(runs))
    ])  # fmt: skip
    assert np.abs(closed - anew).max() < 0.02


def test_a_row_does_not_reach_its_own_prediction_nor_its_interval(runs):
    # A small step: the closed form is exact to first order in a row's own time.
    row, factor = 5, 1.01
    before, after = (
        without_row(design, design.posterior(everything(design)))
        for design in (Design(runs), Design(changed(runs, row, factor)))
    )
    moved = after.errors[row] - before.errors[row]
    assert moved == pytest.approx(-np.log(factor), abs=2e-3)
    assert after.half_widths[row] == pytest.approx(before.half_widths[row], rel=0.05)


def test_a_board_does_not_reach_its_own_prediction_nor_its_interval(runs):
    other = [replace(r, seconds=r.seconds * 3) if r.board == "north" else r for r in runs]
    before, after = without_board(Design(runs)), without_board(Design(other))
    rows = [row for row, run in enumerate(runs) if run.board == "north"]
    assert after.errors[rows] == pytest.approx(before.errors[rows] - np.log(3), abs=1e-6)
    assert after.half_widths[rows] == pytest.approx(before.half_widths[rows], rel=1e-6)


def test_an_interval_is_wider_on_a_board_that_was_never_measured(runs):
    design = Design(runs)
    by_row = without_row(design, design.posterior(everything(design)))
    assert np.median(without_board(design).deviations) > np.median(by_row.deviations)


def test_a_thin_cell_has_a_wider_interval(runs):
    thin = [r for r in runs if r.runtime == "quick" or (r.board, r.model) == ("north", "wide")]
    design = Design(thin)
    found = without_row(design, design.posterior(everything(design)))
    rare = [row for row, run in enumerate(thin) if run.runtime == "slow"]
    assert found.half_widths[rare].min() > np.median(found.half_widths)


def test_all_rows_of_a_board_are_in_one_group(runs):
    groups = board_groups(runs)
    assert len({(run.board, group) for run, group in zip(runs, groups, strict=True)}) == 4


def test_a_family_with_one_board_has_no_sibling(runs):
    alone = [run for run in runs if run.board != "west"]
    lonely = [r for r, known in zip(alone, has_sibling(alone), strict=True) if not known]
    assert {run.family for run in lonely} == {"two"}


def test_the_constant_of_a_family_without_another_board_is_none(runs):
    alone = [run for run in runs if run.board != "west"]
    errors = constant_errors(alone, "board")
    nothing = [r for r, error in zip(alone, errors, strict=True) if np.isnan(error)]
    assert {run.board for run in nothing} == {"east"}


@pytest.mark.parametrize(("count", "expected"), [(9, 9.0), (19, 18.0), (99, 90.0)])
def test_the_quantile_counts_the_new_row_too(count, expected):
    assert quantile(np.arange(1.0, count + 1)) == expected


@pytest.mark.parametrize(("boards", "expected"), [(None, 90.0), (20, 94.0), (4, 99.0)])
def test_few_boards_widen_the_interval_of_a_new_one(boards, expected):
    assert quantile(np.arange(1.0, 100.0), draws=boards) == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([1, 1, 1, 2, 2, 2, 3, 3, 3], 3.0), ([1, 2, 3, 1, 2, 3, 1, 2, 3], 9.0)],
    ids=["boards that err together are one draw each", "boards that do not are as many as rows"],
)
def test_rows_count_by_how_much_their_board_errs_together(scores, expected):
    boards = np.repeat(["north", "south", "east"], 3)
    assert effective_draws(np.array(scores, dtype=float), boards) == pytest.approx(expected)


def test_runs_whose_peers_err_more_than_others_get_the_wider_interval(runs):
    rows = everything(Design(runs))
    scores = np.array([3.0 if run.runtime == "slow" else 1.0 for run in runs])
    slow = next(run for run in runs if run.runtime == "slow")
    quick = next(run for run in runs if run.runtime == "quick")
    ratios = Peers.of(runs, rows, scores).ratios([slow, quick], without_own=False)
    assert ratios[1] < 2.3 < ratios[0] < 3.0  # 2.2 is usual, and both are drawn to it


def test_a_board_says_nothing_of_its_own_peers(runs):
    rows = everything(Design(runs))
    north = next(run for run in runs if run.board == "north")
    scores = np.array([9.0 if run.board == "north" else 1.0 for run in runs])
    found = Peers.of(runs, rows, scores)
    assert found.ratios([north], without_own=True) < found.ratios([north], without_own=False)


def test_a_quantile_of_boards_gives_each_one_vote():
    many, few = np.full(90, 1.0), np.array([7.0])
    assert weighted_quantile([many, few], nominal=0.6) == 7.0


def test_nothing_scored_is_an_unbounded_interval():
    assert quantile(np.empty(0)) == np.inf and weighted_quantile([]) == np.inf


def test_a_fit_does_not_depend_on_where_it_starts(runs):
    design = Design(runs)
    rows = everything(design)
    far = design.fit(rows, design.mean + 0.5)
    near = design.fit(rows)
    moved = design.predict(far, rows) - design.predict(near, rows)
    assert np.abs(moved).max() < 0.01


def test_one_wild_row_hardly_moves_the_others(runs):
    rows = np.delete(np.arange(len(runs)), 5)
    fits = [Design(each) for each in (runs, changed(runs, 5, 20.0))]
    before, after = (each.predict(each.fit(everything(each)), rows) for each in fits)
    assert np.median(np.abs(after - before)) < 0.05


def test_a_source_that_is_not_judged_does_not_widen_intervals(runs):
    wild = [replace(r, judged=False, seconds=r.seconds * 9) if i == 5 else r
            for i, r in enumerate(runs)]  # fmt: skip
    judged = [replace(r, judged=True) for r in wild]
    widths = [
        np.median(without_row(each, each.posterior(everything(each))).half_widths)
        for each in map(Design, (wild, judged))
    ]
    assert widths[0] <= widths[1]


def test_a_verdict_that_straddles_the_deadline_is_not_hard():
    assert contradicted(np.array([0.0]), np.array([5.0])) == (0, 0)


def test_an_estimate_at_half_the_time_is_contradicted_at_the_deadlines_between():
    # 0.67 and 0.8 of the measured time pass by the estimate and fail in truth
    assert contradicted(np.array([np.log(0.55)]), np.array([0.01])) == (2, 6)
