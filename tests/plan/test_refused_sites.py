"""Sites on which nothing can be planned are refused, with the line that is wrong."""

import pytest

from tierwise.reasoner.errors import InputError
from tierwise.reasoner.planner import Planner

from .sites import ROOT

ORCHARD = (ROOT / "examples/orchard.ttl").read_text(encoding="utf-8")
DIARY = 'tw:function tw:store ; tw:inputBytes "1 kB"'
REFUSED = {
    "a price without a currency": (
        'tw:electricityPrice "0.25 USD/kWh"', "tw:electricityPrice 0.25",
        "is a price without a currency"),
    "a flow that ends beyond all links": (
        f'{DIARY} ; tw:inputRate "0.04 Hz" ; tw:resultReturns 0 ;',
        f'{DIARY} ; tw:inputRate "0.04 Hz" ; tw:needsPeripheral tw:microphone ;',
        "no path carries the flow visits"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_is_wrong_with_a_site_is_said_with_its_line(tmp_path, wrong):
    old, new, said = REFUSED[wrong]
    assert old in ORCHARD
    text = ORCHARD.replace(old, new).replace(
        "ex:cloud a tw:Node ;", "ex:cloud a tw:Node ; tw:offersPeripheral tw:microphone ;"
    ).replace("ex:barn-wifi , ex:barn-lte", "ex:barn-wifi")
    path = tmp_path / "orchard.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        Planner.load([path]).survey(["guard-gates"])
    assert caught.value.place.file == str(path)


def test_a_task_of_two_pipelines_that_are_planned_together_is_refused(tmp_path):
    path = tmp_path / "orchard.ttl"
    path.write_text(f"{ORCHARD}\nex:watch-door tw:hasTask ex:spot-visitor .\n", encoding="utf-8")
    with pytest.raises(InputError, match="spot-visitor is a task of two pipelines") as caught:
        Planner.load([path]).plan(["guard-gates", "watch-door"])
    assert caught.value.place.line == len(ORCHARD.splitlines()) + 2
