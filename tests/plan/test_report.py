"""`tierwise report`: architectures side by side, the claim, and a page that stands alone."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.render.report.cards import NARROW, WIDE
from tierwise.cli.render.report.layout import laid_out
from tierwise.cli.render.report.page import report_html
from tierwise.cli.render.report.record import report_json
from tierwise.cli.render.report.svg import topology_svg
from tierwise.cli.render.report.words import doubts_of, label_of, reasons
from tierwise.cli.report import report_command
from tierwise.reasoner.errors import InputError
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.plan.answer import Wish
from tierwise.reasoner.plan.claim import compared
from tierwise.reasoner.plan.refusals import refusals
from tierwise.reasoner.plan.report import report
from tierwise.reasoner.plan_result import Point, Value
from tierwise.reasoner.verdict import Verdict

from .sites import FACTORY, HYBRID, LINKS, NODES, ROOT

SCHEMA = json.loads((ROOT / "docs/schemas/report.schema.json").read_text("utf-8"))
SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<script>alert("x")</script> & more'


def called(*options):
    found = CliRunner().invoke(report_command, list(options), standalone_mode=False)
    assert found.exception is None, found.exception
    return found.return_value, found.stdout


def reported(planner, prefer=None):
    return report(planner.survey(), Wish(prefer), planner.links)


def pictures(page):
    return re.findall(r"<svg.*?</svg>", page, re.DOTALL)


@pytest.fixture(scope="module")
def hybrid(factory):
    return reported(factory)


@pytest.fixture(scope="module")
def page(factory, hybrid):
    return report_html(factory.knowledge, hybrid)


@pytest.fixture(scope="module")
def plain(yard):
    """Return the yard with its report."""
    planner = yard()
    return planner, reported(planner)


@pytest.fixture(scope="module")
def drawn(yard):
    """Return a function of how many more cameras the yard has: what is drawn of its hybrid."""
    known = {}

    def topology(count):
        if count not in known:
            nodes = "".join(f"eye{i},esp32-s3,device,hall-1,\n" for i in range(count))
            links = "".join(f"eye{i},hub,4,12,30,local-network,\n" for i in range(count))
            planner = yard(nodes=NODES + nodes, links=LINKS + links)
            known[count] = reported(planner).pictures[0][1]
        return known[count]

    return topology


# Contents


def test_the_four_architectures_stand_side_by_side_in_json():
    status, text = called(str(FACTORY), "-f", str(HYBRID), "--format", "json")
    found = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(found, SCHEMA)
    assert status == 0
    assert [(e["name"], e["verdict"]) for e in found["architectures"]] == [
        ("device", "infeasible"), ("gateway", "infeasible"), ("cloud", "infeasible"),
        ("hybrid", "feasible"),
    ]


def test_json_of_a_site_with_pure_architectures_is_as_its_schema_says(plain):
    planner, told = plain
    found = json.loads(report_json(planner.knowledge, told))
    jsonschema.validate(found, SCHEMA)
    assert found["claim"]["verdict"] == "refuted"


def test_an_infeasible_architecture_is_told_with_what_it_needs_and_what_it_has(hybrid):
    refused = {each.name: each.refusals for each in hybrid.architectures}
    [device], [cloud] = refused["device"], refused["cloud"]
    assert (device.demand, device.supply) == (("fleet",), ("own-sensor",))
    assert (cloud.demand, cloud.supply) == (("local-dashboard",), ())


def test_a_deadline_that_fails_is_told_with_both_numbers(yard):
    planner = yard(('tw:usesModel cat:mlperf-tiny-ad ;',
                    'tw:usesModel cat:mlperf-tiny-ad ; tw:deadline "5 ms" ;'))
    cloud = next(e for e in reported(planner).architectures if e.name == "cloud")
    late = next(e for e in cloud.refusals if e.requirement == "response-deadline of look")
    assert late.supply == 0.005
    assert late.demand > 0.012
    assert "5 ms" in late.sentence


def test_a_flow_that_is_late_is_told_with_both_numbers(yard):
    planner = yard(('tw:flowDeadline "1 s"', 'tw:flowDeadline "1 ns"'),
                   ("ex:keep a tw:Task ;", "ex:keep a tw:Task ; tw:needsDataOf tw:fleet ;"),
                   ("ex:look a tw:Task ;", "ex:look a tw:Task ; tw:needsPeripheral tw:camera ;"),
                   nodes=NODES.replace("name,", "peripherals,name,").replace("eye,", "camera,eye,")
                   .replace("hub,", ",hub,").replace("far,", ",far,"))
    found = reported(planner)
    late = next(e for each in found.architectures for e in each.refusals
                if e.requirement == "flow-deadline of seen")
    assert late.supply == pytest.approx(1e-9)
    assert late.demand > late.supply


def test_an_end_to_end_deadline_that_fails_is_told_with_both_numbers(yard):
    found = reported(yard(('ex:watch a tw:Pipeline ;',
                           'ex:watch a tw:Pipeline ; tw:endToEndDeadline "1 us" ;')))
    late = next(e for each in found.architectures for e in each.refusals
                if e.requirement == "end-to-end of watch")
    assert late.supply == pytest.approx(1e-6)
    assert late.demand > late.supply


def test_memory_that_is_shared_is_told_with_what_is_needed_and_what_is_free(yard):
    [told] = refusals(yard().survey(), ("memory of eye",))
    assert told.supply == 640 * 1024  # of the microcontroller, without a reserve
    assert 0 < told.demand < told.supply


def test_a_beaten_hybrid_is_set_beside_what_beats_it(plain):
    _, found = plain
    hybrid = found.architectures[-1]
    told = {each.objective: each.claimed for each in found.compared}
    assert (found.claim.verdict, hybrid.on_front) == ("refuted", False)
    assert len({placed.level for placed in hybrid.point.placed}) > 1
    assert told["plan-latency"] == told["plan-cost"] == "refuted"


def test_the_best_value_is_marked_and_is_the_least_of_those_that_are_feasible(plain):
    _, found = plain
    [row] = [each for each in found.compared if each.objective == "plan-latency"]
    values = {each.name: each.point.value("plan-latency").value
              for each in found.architectures if each.is_possible}
    assert row.best == (min(values, key=values.get),)


def worth(value, *missing):
    return Point(tw("hybrid"), (), (Value("cost", value, missing),), 0)


COMPARED = [
    (worth(5), worth(6), "confirmed"), (worth(6), worth(5), "refuted"),
    (worth(5), worth(5), "tied"), (worth(5), worth(6, "a price"), "confirmed"),
    (worth(5, "a price"), worth(6), "undecided"), (worth(6, "a price"), worth(5), "refuted"),
    (worth(5), worth(5, "a price"), "tied"), (worth(5, "a price"), worth(5), "undecided"),
    (worth(5, "a price"), worth(6, "a fee"), "undecided"),
    (worth(5, "a price"), worth(6, "a price"), "confirmed"),
]


@pytest.mark.parametrize(("one", "other", "expected"), COMPARED)
def test_a_missing_figure_can_only_worsen_a_value(one, other, expected):
    assert compared(one, other, "cost", True) == expected


def test_the_table_has_the_claim_the_reasons_and_what_nobody_states():
    _, text = called(str(FACTORY), "-f", str(HYBRID))
    assert '"Hybrid usually wins on cost, latency and reliability" is confirmed here' in text
    assert "needs the data of fleet; the node gets at own-sensor" in text
    assert "Nobody states, for cost of hybrid: price of press-sensor" in text


def test_where_nothing_is_feasible_each_architecture_says_why(tmp_path):
    path = tmp_path / "pipeline.ttl"
    path.write_text(HYBRID.read_text("utf-8").replace(
        'tw:flowDeadline "10 s"', 'tw:flowDeadline "1 ms"'), "utf-8")
    status, text = called(str(FACTORY), "-f", str(path), "--format", "json")
    found = json.loads(text)
    jsonschema.validate(found, SCHEMA)
    assert (status, found["claim"]["verdict"]) == (1, "undecided")
    assert all(each["refused"] for each in found["architectures"])


def test_drivers_that_speak_for_a_level_name_their_tasks(hybrid):
    gateway = next(each for each in hybrid.architectures if each.name == "gateway")
    told = {each.notation: [local_name(t) for t in each.tasks] for each in gateway.favours}
    assert told["G2"] == ["correlate-hall"]


# The page


class Page(HTMLParser):
    """Tags as they nest, and their attributes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.bad, self.tags = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(tag)


def test_tags_are_balanced_and_ids_stand_once(page):
    found = Page(page)
    ids = [each["id"] for _, each in found.tags if "id" in each]
    assert (found.bad, found.open) == ([], [])
    assert len(ids) == len(set(ids))


def test_the_page_loads_nothing_and_runs_nothing(page):
    found = Page(page)
    assert re.findall(r'(?<!xmlns=")https?://|url\(|@import', page) == []
    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert [each for _, each in found.tags if {"src", "href", "style", "onload"} & set(each)] == []


def test_each_picture_is_xml_with_a_title_and_a_description(page):
    found = [ElementTree.fromstring(each) for each in pictures(page)]
    assert len(found) == 2  # wide and narrow, of the one architecture that is feasible
    assert all(each.find(f"{SVG}title").text and each.find(f"{SVG}desc").text for each in found)


def test_each_feasible_architecture_has_its_picture(plain):
    planner, told = plain
    text = report_html(planner.knowledge, told)
    assert len(pictures(text)) == 2 * 4
    assert text.count("<details>") == 3


def test_the_picture_has_each_node_task_and_link_in_words(page):
    words = "".join(ElementTree.fromstring(pictures(page)[0]).itertext())
    for each in ("hall gateway", "Raspberry Pi 5 8 GB", "correlate hall", "Wi-Fi 4", "30 Mbit/s"):
        assert each in words


def test_a_flow_is_an_arrow_on_each_link_that_it_takes(page):
    picture = ElementTree.fromstring(pictures(page)[0])
    arrows = {
        each.find(f"{SVG}title").text: len(each.findall(f"{SVG}path[@class='tip']"))
        for each in picture.iter(f"{SVG}g") if each.get("class", "").startswith("flow")
    }
    assert arrows == {"1 anomalies": 1, "2 findings": 1, "3 new detector": 2}


def test_what_files_say_is_shown_as_text(yard):
    things = {"look": "Task", "watch": "Pipeline", "seen": "Flow", "yard": "Site"}
    planner = yard(*(
        (f'{class_} ; rdfs:label "{name}"', f"{class_} ; rdfs:label {json.dumps(NASTY)}")
        for name, class_ in things.items()
    ))
    text = report_html(planner.knowledge, reported(planner))
    assert "<script" not in text
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more" in text
    assert all(ElementTree.fromstring(each) is not None for each in pictures(text))


def test_the_page_is_the_same_each_time(factory, page):
    assert report_html(factory.knowledge, reported(factory)) == page


# The picture


def boxes_of(layout):
    return [(x, y, x + layout.card, y + card.height)
            for card, (x, y) in zip(layout.cards, layout.corners, strict=True)]


def meets(segment, box):
    (ax, ay), (bx, by) = segment
    left, top, right, bottom = box
    return (min(ax, bx) < right and max(ax, bx) > left
            and min(ay, by) < bottom - 0.01 and max(ay, by) > top + 0.01)


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("eyes", [0, 3, 37])
def test_no_box_lies_over_another_and_no_line_over_a_box(drawn, frame, eyes):
    layout = laid_out(drawn(eyes), frame)
    boxes = boxes_of(layout)
    assert not any(meets((a[:2], a[2:]), b) for a, b in combinations(boxes, 2))
    assert not any(
        meets(segment, box) for wire in layout.wires
        for segment in zip(wire.corners, wire.corners[1:], strict=False) for box in boxes
    )


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
def test_all_that_is_drawn_is_inside_the_picture(drawn, frame):
    layout = laid_out(drawn(37), frame)
    corners = [at for wire in layout.wires for at in wire.corners]
    corners += [at for left, top, *rest in boxes_of(layout) for at in ((left, top), tuple(rest))]
    assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in corners)


def test_forty_nodes_are_drawn_one_by_one_and_of_more_those_alike_are_one_box(drawn):
    forty, more = ([each.count for each in drawn(eyes).nodes] for eyes in (37, 50))
    assert forty == [1] * 40
    assert sorted(more) == [1, 1, 1, 50]


def test_a_group_says_how_many_it_stands_for(drawn):
    assert "50 × ESP32-S3-WROOM-1-N8" in topology_svg(drawn(50), WIDE, "hybrid", "all")


# Bad input


def test_an_output_that_can_not_be_written_is_refused(tmp_path):
    where = tmp_path / "nowhere" / "report.html"
    call = [str(FACTORY), "-f", str(HYBRID), "--format", "html", "--output", str(where)]
    found = CliRunner().invoke(report_command, call, standalone_mode=False)
    assert isinstance(found.exception, InputError)
    assert "can't be written" in str(found.exception)


def test_a_doubt_is_told_once_though_it_is_met_on_the_way_and_at_the_node(hybrid):
    each = hybrid.architectures[-1]
    first, *others = each.point.placed
    placed = (replace(first, conditional=("battery",)), *others)
    doubt = f"battery of {local_name(first.task)}"
    point = replace(each.point, placed=placed, doubts=((doubt, "conditional"),))
    assert doubts_of(replace(each, point=point)) == [f"{doubt} is conditional"]


def test_a_hybrid_that_is_conditional_is_not_called_feasible(factory, hybrid):
    *pure, each = hybrid.architectures
    doubted = replace(hybrid, architectures=(*pure, replace(each, verdict=Verdict.CONDITIONAL)))
    assert reasons(factory.knowledge, doubted) == [
        "a hybrid is conditional, and no architecture of one level is as much as that"]


def test_what_is_shown_in_days_is_called_a_life_and_not_a_drain(factory):
    found = [label_of(factory.knowledge, each) for each in ("plan-battery", "plan-cost")]
    assert found == ["battery life", "cost"]
