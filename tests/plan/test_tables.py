"""Nodes and links in tables: what a row becomes, and what is refused, with file and line."""

import numpy as np
import pytest

from tierwise.reasoner.errors import InputError
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.plan.link_table import read_links
from tierwise.reasoner.plan.node_table import read_nodes
from tierwise.reasoner.planner import Planner, Tables

from .sites import LINKS, NODES, YARD

SITE = "https://example.org/yard#yard"
EX = "https://example.org/yard#"


@pytest.fixture
def links_of(tmp_path, words):
    def read(text, name="links.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_links(path, words)

    return read


@pytest.fixture
def nodes_of(tmp_path, words):
    def read(text):
        path = tmp_path / "nodes.csv"
        path.write_text(text, encoding="utf-8")
        return read_nodes(path, SITE, words)

    return read


def test_a_row_of_nodes_becomes_facts_that_keep_its_line(nodes_of):
    facts = [each for each in nodes_of(NODES) if each.subject == EX + "hub"]
    assert {each.place.line for each in facts} == {3}
    assert (EX + "hub", tw("reservedRam"), '"512 MB"') in {each.triple for each in facts}
    assert (EX + "hub", tw("standsIn"), EX + "hall-1") in {each.triple for each in facts}


def test_several_things_in_a_cell_are_divided_by_semicolons(nodes_of):
    facts = nodes_of("name,product,peripherals\neye,nucleo-l4r5zi,camera; microphone\n")
    found = [local_name(each.object) for each in facts if each.predicate == tw("offersPeripheral")]
    assert found == ["camera", "microphone"]


def test_a_zone_that_nothing_defines_is_a_new_one(nodes_of):
    facts = {each.triple for each in nodes_of(NODES)}
    assert (EX + "hall-1", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", tw("Zone")) in facts


def test_figures_of_links_are_in_the_canonical_unit(links_of):
    found = links_of(LINKS)
    assert found.figures["latencyP50"].tolist() == [0.004, 0.012, 0.04, 0.004, 0.012]
    assert found.figures["uplinkRate"].tolist() == [30e6, 20e6, 5e6, 30e6, 50e6]
    assert found.wide.tolist() == [0, 1, 1, 0, 1]


def test_a_row_of_links_keeps_its_line(links_of):
    assert str(links_of(LINKS).where.place(2)).endswith("links.csv:4")


def test_an_empty_row_moves_no_line(links_of):
    found = links_of("from,to\na,b\n\nb,c\n")
    assert found.where.lines.tolist() == [2, 4]


def test_a_cell_may_state_its_own_unit(links_of):
    found = links_of("from,to,latencyP50\na,b,4 ms\nb,a,0.2 s\nb,c,\n")
    np.testing.assert_array_equal(found.figures["latencyP50"], [0.004, 0.2, np.nan])


def test_an_unlimited_rate_is_infinite(links_of):
    found = links_of("from,to,uplinkRate [Mbit/s]\na,b,unlimited\nb,a,5\n")
    assert found.figures["uplinkRate"].tolist() == [np.inf, 5e6]


def test_parquet_says_the_same_as_csv(tmp_path, words, links_of):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import csv, parquet  # an extra

    found = links_of(LINKS)
    parquet.write_table(csv.read_csv(tmp_path / "links.csv"), tmp_path / "links.parquet")
    same = read_links(tmp_path / "links.parquet", words)
    assert pyarrow and same.names == found.names
    for name, values in found.figures.items():
        np.testing.assert_array_equal(same.figures[name], values)


BAD_LINKS = [
    ("from,to,uplinkRat [kbit/s]\na,b,1\n", 1, "did you mean uplinkRate"),
    ("from,to,latencyP50 [MB]\na,b,1\n", 1, "MB"),
    ("from,to,latencyP50\na,b,1 ms\na,c,5\n", 3, "has no unit"),
    ("from,to,latencyP50 [ms]\na,b,1\na,c,fast\n", 3, "not a number"),
    ("from,to,latencyP50 [ms]\na,b,1\na,c,-4\n", 3, "negative"),
    ("from,to,uplinkRate [Mbit/s]\na,b,1\na,c,0\n", 3, "out of range"),
    ("from,to,uplinkRate [Mbit/s]\na,b,1\na,c,nan\n", 3, "not a number"),
    ("from,to,uplinkRate [Mbit/s]\na,b,unlimited\na,c,1e400\n", 3, "is not a number"),
    ("from,to,linkAvailability\na,b,0.9\na,c,1.5\n", 3, "is out of range"),
    ("from,to,latencyP50 [ms],latencyP50 [s]\na,b,1,1\n", 1, "two columns state latencyP50"),
    ("from,to\na,b\na,\n", 3, "no end"),
    ("from,to\na,b\na\n", 3, "2 cells"),
    ("from\na\n", 1, "no column to"),
    ("from,to,from\na,b,c\n", 1, "from"),
    ("from,to,technology\na,b,wifi-4\na,c,wify-4\n", 3, "did you mean wifi-4"),
    ("from,to,bidirectional\na,b,perhaps\n", 2, "neither true nor false"),
    ('from,to\na,"b\n', 2, "not CSV"),
    ("", 1, "header"),
]


@pytest.mark.parametrize(("text", "line", "says"), BAD_LINKS, ids=[e[2] for e in BAD_LINKS])
def test_a_bad_table_of_links_is_refused_at_its_line(links_of, text, line, says):
    with pytest.raises(InputError) as refusal:
        links_of(text)
    assert str(refusal.value.place).endswith(f"links.csv:{line}")
    assert says in str(refusal.value)


BAD_NODES = [
    ("name,product\na,nucleo-l4r5z\n", 2, "did you mean nucleo-l4r5zi"),
    ("name,product\na,esp32-s3\na,esp32-s3\n", 3, "also in line 2"),
    ("name,product\n,esp32-s3\n", 2, "no name"),
    ("name,product,role\na,esp32-s3,devise\n", 2, "Level"),
    ("name,product,region\na,esp32-s3,aws-eu-central-9\n", 2, "did you mean aws-eu-central-"),
    ("name,product,reservedRam\na,esp32-s3,12\n", 2, "has no unit"),
    ("name,product,copies\na,esp32-s3,1.5\n", 2, "no whole number"),
    ("name,product,reservedRam [furlong]\na,esp32-s3,12\n", 1, "furlong"),
    ("name,product,colour\na,esp32-s3,red\n", 1, "unknown column"),
    ("product\nesp32-s3\n", 1, "no column name"),
]


@pytest.mark.parametrize(("text", "line", "says"), BAD_NODES, ids=[e[2] for e in BAD_NODES])
def test_a_bad_table_of_nodes_is_refused_at_its_line(nodes_of, text, line, says):
    with pytest.raises(InputError) as refusal:
        nodes_of(text)
    assert str(refusal.value.place).endswith(f"nodes.csv:{line}")
    assert says in str(refusal.value)


def test_a_link_to_a_node_that_the_site_has_not_is_refused_at_its_line(yard):
    planner = yard(links=LINKS + "hub,moon,1,2,3,local-network,\n")
    with pytest.raises(InputError, match="moon") as refusal:
        assert planner.ways
    assert str(refusal.value.place).endswith("links.csv:7")


def test_a_refusal_of_a_crowded_link_names_the_line_that_states_it(yard):
    names = yard().ways.network.names
    assert names[1].endswith("links.csv:3")


BOARD = '''
"@context": {ex: "https://example.org/yard#"}
"@graph":
- id: ex:tough-eye
  extends: nucleo-l4r5zi
  label: tough eye
  price: 90 USD
  priceDate: 2026-11-01
  standing: assumed
  source: ex:source
'''


def test_a_node_of_a_table_may_be_of_a_product_that_a_yaml_file_extends(tmp_path):
    more = {"yard.ttl": YARD.replace("ROUTING", "routed"), "links.csv": LINKS, "board.yaml": BOARD,
            "nodes.csv": NODES.replace("eye,nucleo-l4r5zi", "eye,tough-eye")}
    for name, text in more.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    tables = Tables(tmp_path / "nodes.csv", tmp_path / "links.csv")
    planner = Planner.load([tmp_path / "yard.ttl", tmp_path / "board.yaml"], tables)
    assert planner.knowledge.facts.object(EX + "eye", tw("instanceOf")) == EX + "tough-eye"
