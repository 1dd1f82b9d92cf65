"""`tierwise plan --break-even`: where the best placement changes while one figure moves."""

import json
from functools import cache
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.break_even import rendered, searched
from tierwise.cli.plan import plan_command
from tierwise.cli.vary import read_varied
from tierwise.reasoner.errors import TierwiseError
from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.plan.answer import Wish
from tierwise.reasoner.plan.break_even import PRECISION, Range
from tierwise.reasoner.planner import Planner

from .sites import HEAD, ROOT

SCHEMA = json.loads((ROOT / "docs/schemas/break-even.schema.json").read_text("utf-8"))
# A camera that cannot run the model, a gateway that can, and a cloud machine that is paid anyway:
# what is sent there costs, and so does the gateway, which nothing has to be led over.
SHOP = HEAD + """
ex:shop a tw:Site ; rdfs:label "shop" ; tw:routing tw:routed ; tw:dataArisesAt ex:eye ;
    tw:lifetime "5 yr" ; tw:electricityPrice "0.25 USD/kWh" ; tw:standsIn cat:germany ;
    tw:hasNode ex:eye , ex:hub , ex:far ; tw:hasLink ex:lan , ex:wan , ex:cell ;
    dcterms:source ex:source ; tw:standing tw:assumed .
ex:eye a tw:Node ; rdfs:label "eye" ; tw:instanceOf cat:nucleo-l4r5zi ;
    tw:role tw:device-level ; tw:price "15 USD" .
ex:hub a tw:Node ; rdfs:label "hub" ; tw:instanceOf cat:raspberry-pi-5-8gb ;
    tw:role tw:gateway-level .
ex:far a tw:Node ; rdfs:label "far" ; tw:instanceOf cat:aws-g4dn-xlarge ; tw:role tw:cloud-level ;
    tw:standsIn cat:aws-eu-central-1 .
ex:lan a tw:Link ; rdfs:label "LAN" ; tw:from ex:eye ; tw:to ex:hub ; tw:bidirectional true ;
    tw:crosses tw:local-network ; tw:uplinkRate "90 Mbit/s" ; tw:downlinkRate "90 Mbit/s" ;
    tw:latencyP50 "1 ms" ; tw:latencyP95 "2 ms" ; tw:latencyP99 "4 ms" .
ex:wan a tw:Link ; rdfs:label "WAN" ; tw:from ex:hub ; tw:to ex:far ; tw:bidirectional true ;
    tw:crosses tw:wide-area-network ; tw:uplinkRate "90 Mbit/s" ; tw:downlinkRate "90 Mbit/s" ;
    tw:latencyP50 "12 ms" ; tw:latencyP95 "25 ms" ; tw:latencyP99 "60 ms" ;
    tw:pricePerByte "0.09 USD/GB" .
ex:cell a tw:Link ; rdfs:label "cell" ; tw:from ex:eye ; tw:to ex:far ; tw:bidirectional true ;
    tw:crosses tw:wide-area-network ; tw:uplinkRate "90 Mbit/s" ; tw:downlinkRate "90 Mbit/s" ;
    tw:latencyP50 "12 ms" ; tw:latencyP95 "25 ms" ; tw:latencyP99 "60 ms" ;
    tw:pricePerByte "0.09 USD/GB" .
ex:watch a tw:Pipeline ; rdfs:label "watch" ; tw:hasTask ex:look , ex:keep ; tw:hasFlow ex:seen .
ex:look a tw:Task ; rdfs:label "look" ; tw:function tw:detect ; tw:usesModel cat:granite-ttm-r2 ;
    tw:inputBytes "40 kB" ; tw:inputRate "1 Hz" .
ex:keep a tw:Task ; rdfs:label "keep" ; tw:function tw:store ; tw:inputBytes "1 kB" ;
    tw:inputRate "0.1 Hz" ; tw:resultReturns 0 ; tw:needsDataOf tw:fleet .
ex:seen a tw:Flow ; rdfs:label "seen" ; tw:fromTask ex:look ; tw:toTask ex:keep ;
    tw:precedes true ; tw:flowBytes "1 kB" ; tw:flowRate "0.1 Hz" ; tw:flowDeadline "10 s" .
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "shop.ttl"
    path.write_text(SHOP, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shop(file):
    return Planner.load([file])


@pytest.fixture(scope="module")
def asked(shop):
    """Return what is rendered of a break-even in a format; each is searched once."""

    @cache
    def found(what):
        return searched(shop, (), what, Wish())

    return lambda what, format_="table": rendered(shop, *found(what), format_)


@pytest.fixture(scope="module")
def by_price(asked):
    """Return the JSON of a break-even by the price of what leaves the site."""
    found = json.loads(asked("price-per-gb=0..0.2 USD/GB", "json"))
    jsonschema.validate(found, SCHEMA)
    return found


def test_dearer_data_moves_the_task_from_the_cloud_to_the_gateway(by_price):
    [change] = by_price["changes"]
    sides = [local_name(change[each]["architecture"]) for each in ("low", "high")]
    assert (sides, change["architecture_changes"]) == (["cloud-architecture", "hybrid"], True)


def test_a_change_is_where_the_costs_of_both_placements_cross(by_price):
    # Both costs are affine in the price, so that the ends of the range tell where they cross.
    lines = {each["architecture"]: each["points"] for each in by_price["lines"]}
    (x, cloud), (_, hybrid) = lines["cloud"][0], lines["hybrid"][0]
    (end, cloud_there), (_, hybrid_there) = lines["cloud"][-1], lines["hybrid"][-1]
    before, after = hybrid - cloud, cloud_there - hybrid_there
    crossing = x + (end - x) * before / (before + after)
    [change] = by_price["changes"]
    low, high = change["low"]["at"], change["high"]["at"]
    assert low * (1 - 1e-6) <= crossing <= high * (1 + 1e-6)
    assert high - low <= PRECISION * high


def test_at_both_sides_of_a_change_the_other_placement_is_worse(by_price):
    [change] = by_price["changes"]
    assert all(change[each]["value"] < change[each]["other"] for each in ("low", "high"))


def test_a_range_without_a_change_is_said_to_have_none(file):
    found = CliRunner().invoke(
        plan_command, [str(file), "--break-even", "hub.copies=1..2"], standalone_mode=False
    )
    assert (found.exception, found.return_value) == (None, 0)
    assert "Nothing changes from 1 to 2: hybrid (look on hub, keep on far) is best" in found.stdout


def test_whole_things_change_between_neighbours(asked):
    [change] = json.loads(asked("hub.copies=1..8", "json"))["changes"]
    assert change["high"]["at"] - change["low"]["at"] == 1


def test_the_chart_says_which_architecture_is_best_without_colour(asked):
    lines = asked("hub.copies=1..8").splitlines()
    [best] = [each for each in lines if each.lstrip().startswith("best  ")]
    assert best.split()[1].startswith("HHH")
    assert best.rstrip().endswith("CCC")


def test_the_picture_stands_alone_and_names_each_line(asked):
    text = asked("hub.copies=1..8", "svg")
    root = ElementTree.fromstring(text)
    words = {each.text for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"cloud", "hybrid"} <= words
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_rate_moves_all_that_follows_in_proportion(shop):
    varied = read_varied(shop, shop.chains([]), "rate=0.5..2 Hz")
    figures = {(local_name(thing), name): factor for thing, name, factor in varied.figures}
    assert figures == {("look", "inputRate"): 1, ("keep", "inputRate"): pytest.approx(0.1),
                       ("seen", "flowRate"): pytest.approx(0.1)}


@pytest.mark.parametrize(
    ("low", "high", "whole", "count"), [(0.1, 100.0, False, 13), (0.0, 1.0, False, 13),
                                       (1.0, 4.0, True, 4)],
)
def test_samples_run_from_end_to_end(low, high, whole, count):
    found = Range(low, high, whole).samples()
    assert (found[0], found[-1], len(found)) == (low, high, count)


BAD = [
    ("copies", "can't be read"), ("hub.copies", "can't be read"),
    ("hub.copies=5", "is not a range"), ("hub.copies=5..2", "is not a range"),
    ("hub.copis=1..2", "no property is called"), ("hubb.copies=1..2", "did you mean hub"),
    ("look.inputRate=1..2", "has no unit"), ("look.inputRate=1..2 kg", "inputRate"),
]


@pytest.mark.parametrize(("what", "says"), BAD)
def test_what_cannot_be_varied_is_refused(shop, what, says):
    with pytest.raises(TierwiseError, match=says):
        read_varied(shop, shop.chains([]), what)


RANGES = [("0.1..10 Hz", 0.1, 10), ("100 mHz..10Hz", 0.1, 10), ("1e-1..1e1 Hz", 0.1, 10)]


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_the_unit_of_a_range_may_stand_once(shop, text, low, high):
    found = read_varied(shop, shop.chains([]), f"look.inputRate={text}").range
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_an_objective_without_figures_is_refused(shop):
    with pytest.raises(TierwiseError, match="no figures for carbon"):
        searched(shop, (), "hub.copies=1..2", Wish("carbon"))


@pytest.mark.parametrize("options", [
    ["--break-even", "rate", "--since", "old.json"], ["--break-even", "rate", "--all"],
    ["--format", "svg"],
])
def test_options_that_would_be_ignored_are_refused(file, options):
    assert CliRunner().invoke(plan_command, [str(file), *options]).exit_code == 2
