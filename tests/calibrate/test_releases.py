"""How far releases of a runtime lie apart: over pairs of runs that differ in nothing else."""

import datetime
import math
from dataclasses import replace

import pytest

from tierwise.reasoner.calibrate.catalogued import Catalogued

CATALOGUE = Catalogued(
    families=frozenset(), runtimes=frozenset({"quick", "slow"}), broader={},
    supports=frozenset(), peaks={},
)


@pytest.fixture(scope="module")
def measured(runs):
    """Return the runs of two boards with the quick runtime, with 2.0, and with a 2.1 that differs.

    On one board 2.1 takes half as long again, on the other three times as long.
    """
    from tierwise.reasoner.calibrate.measured import Measured

    quick = [run for run in runs if run.runtime == "quick" and run.board in ("north", "east")] * 3
    factor = {"north": 1.5, "east": 3.0}
    old = [
        replace(run, version="2.0", model=f"{run.model} {at}", identity=f"made:{at}")
        for at, run in enumerate(quick)
    ]
    new = [
        replace(run, version="lib-2.1", identity=f"{run.identity} anew",
                seconds=run.seconds * factor[run.board]) for run in old
    ]
    return Measured((*old, *new, *(run for run in runs if run.runtime == "slow")), {})


@pytest.fixture(scope="module")
def fitted(measured):
    from tierwise.reasoner.calibrate.releases import fitted_releases

    return fitted_releases(measured, CATALOGUE)


def test_boards_count_the_same_however_many_runs_they_have(fitted):
    assert fitted[0].runtimes == ("quick",)
    assert fitted[0].spread.upper == pytest.approx(3.0)
    assert fitted[0].spread.lower == pytest.approx(1 / 3)


def test_a_runtime_of_which_no_two_releases_ran_has_the_factor_of_the_others(fitted):
    assert fitted[1].runtimes == ("slow",)
    assert math.log(fitted[1].spread.upper) > 0


@pytest.mark.parametrize(
    "change", [{"version": "2.0"}, {"rate": 2e8}, {"cores": 2.0}, {"board": "west"},
               {"numeric_type": "fp32"}, {"version": "unstated"}],
)  # fmt: skip
def test_runs_that_differ_in_more_than_the_release_are_no_pair(measured, change):
    from tierwise.reasoner.calibrate.releases import release_pairs

    one = measured.runs[0]
    other = replace(one, version="2.1")
    assert len([*release_pairs([one, other])]) == 1
    assert [*release_pairs([one, replace(other, **change)])] == []


def test_the_factors_are_written_with_their_runtimes_and_rows(fitted):
    from tierwise.reasoner.calibrate.facts_of_fit import factor_modules

    text = factor_modules((), datetime.date(2026, 11, 23), fitted)["fitted-releases"]
    assert "cat:fitted-releases-of-quick a tw:ReleaseFactor ; tw:releasesOf cat:quick" in text
    assert "tw:fittedRows 48 ; tw:fittedBoards 2" in text
