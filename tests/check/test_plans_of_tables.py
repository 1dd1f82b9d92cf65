"""Proofs of plans on nodes and links of tables: leaves name the row, and the checker reads it anew.
"""

import copy
import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from tierwise.cli.explain import explain_command
from tierwise.reasoner.errors import TopologyError
from tierwise.reasoner.plan import link_facts
from tierwise.reasoner.planner import Planner, Tables

from .test_accepts import root
from .test_plans import as_json, steps

SITE = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/yard#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:source a tw:Source ; rdfs:label "yard" ; dcterms:title "invented" .
ex:yard a tw:Site ; rdfs:label "yard" ; tw:routing tw:routed ; tw:dataArisesAt ex:eye ;
    tw:lifetime "5 yr" ; tw:electricityPrice "0.25 USD/kWh" ; tw:standsIn cat:germany ;
    dcterms:source ex:source ; tw:standing tw:assumed .
ex:watch a tw:Pipeline ; rdfs:label "watch" ; tw:hasTask ex:look , ex:keep ; tw:hasFlow ex:seen .
ex:look a tw:Task ; rdfs:label "look" ; tw:function tw:detect ; tw:usesModel cat:mlperf-tiny-ad ;
    tw:inputBytes "2560 B" ; tw:inputRate "10 Hz" .
ex:keep a tw:Task ; rdfs:label "keep" ; tw:function tw:store ; tw:inputBytes "1 kB" ;
    tw:inputRate "1 Hz" ; tw:resultReturns 0 ; tw:needsDataOf tw:fleet .
ex:seen a tw:Flow ; rdfs:label "seen" ; tw:fromTask ex:look ; tw:toTask ex:keep ;
    tw:precedes true ; tw:flowBytes "1 kB" ; tw:flowRate "1 Hz" ; tw:flowDeadline "1 s" .
"""
NODES = """name,product,role,zone,reservedRam [MB],nodeAvailability
eye,nucleo-l4r5zi,device,hall-1,,0.999
ear,nucleo-l4r5zi,device,hall-1,,0.999
hub,raspberry-pi-5-8gb,gateway,,512,0.99

far,aws-g4dn-xlarge,cloud,,,
"""
LINKS = """from,to,latencyP50 [ms],latencyP95,uplinkRate [Mbit/s],technology,bidirectional
hall-1,hub,4,12 ms,30,wifi-4,true
hub,far,12,25 ms,unlimited,fibre-ftth,yes
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("yard")
    for name, text in (("yard.ttl", SITE), ("nodes.csv", NODES), ("links.csv", LINKS)):
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / each for each in ("yard.ttl", "nodes.csv", "links.csv")]


@pytest.fixture(scope="module")
def tabled(files):
    """Return a plan on tables with the documents of its best placement and of its front."""
    site, nodes, links = files
    planner = Planner.load([site], Tables(nodes, links))
    plan = planner.plan()
    return [
        as_json(planner, each)
        for each in (planner.explain(plan, plan.points[0]), planner.certify(plan))
    ]


def test_placements_and_fronts_on_tables_are_accepted(tabled, refused):
    assert [refused(each) for each in tabled] == [None, None]


def test_a_figure_of_a_table_names_its_row(tabled, files):
    [stated] = [e for e in steps(tabled[0], "written") if e["text"] == "0.99"]
    assert (Path(stated["file"]), stated["line"]) == (files[1], 4)


def test_another_row_is_refused(tabled, refused):
    changed = copy.deepcopy(tabled[0])
    next(e for e in steps(changed, "written") if e["text"] == "0.99")["line"] = 3
    assert refused(changed) is not None


def test_a_table_that_has_changed_since_is_named(tabled, refused, files):
    changed = copy.deepcopy(tabled[1])
    changed["files"][-1]["sha256"] = "0" * 64
    assert str(files[2]) in refused(changed).found


def test_a_front_on_tables_that_lacks_a_placement_is_refused(tabled, refused):
    changed = copy.deepcopy(tabled[1])
    root(changed)["points"].pop()
    assert refused(changed) is not None


def test_tables_in_parquet_are_read_anew_too(files, refused):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    tables = []
    for each in files[1:]:
        header, *rows = [e for e in csv.reader(each.read_text("utf-8").splitlines()) if e]
        columns = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))
        tables.append(each.with_suffix(".parquet"))
        parquet.write_table(arrow.table(columns), tables[-1])
    planner = Planner.load(files[:1], Tables(*tables))
    assert refused(as_json(planner, planner.certify(planner.plan()))) is None


def test_more_links_than_are_told_one_by_one_have_no_proof(files, monkeypatch):
    monkeypatch.setattr(link_facts, "MOST", 1)
    planner = Planner.load(files[:1], Tables(*files[1:]))
    with pytest.raises(TopologyError, match="expected: a table of at most 1 links"):
        planner.certify(planner.plan())


def test_explain_takes_tables_and_the_cheapest_routes(files):
    site, nodes, links = map(str, files)
    result = CliRunner().invoke(explain_command, [
        "--plan", "front", "--site", site, "--nodes", nodes, "--links", links, "--routes", "cost",
    ], standalone_mode=False)
    assert "placements of watch on yard," in result.output
