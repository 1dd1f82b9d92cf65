"""A list of nodes becomes a site: known products by their type, unknown machines as they say."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from tierwise.cli.import_ import import_command
from tierwise.reasoner.bundle import bundled_layouts
from tierwise.reasoner.errors import ParseError, Place, UnknownName, UsageError
from tierwise.reasoner.facts import Facts, lexical
from tierwise.reasoner.linting import lint
from tierwise.reasoner.namespaces import RDF_TYPE, curie, tw
from tierwise.reasoner.tables.cluster import import_nodes
from tierwise.reasoner.tables.describing import OWN
from tierwise.reasoner.tables.node_list import amount, read_nodes
from tierwise.reasoner.turtle import parse_turtle

# As kubectl prints it: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/
LISTED = Path(__file__).parent / "nodes" / "cluster.json"
CLOUD = "ip-10-0-1-17.eu-central-1.compute.internal"


@pytest.fixture(scope="module")
def text() -> str:
    return LISTED.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def imported(catalogue):
    def run(text, **more):
        nodes = read_nodes(text, "nodes.json")
        return import_nodes(catalogue, bundled_layouts(), nodes, "plant", **more)

    return run


@pytest.fixture(scope="module")
def site(imported, text):
    return imported(text, data_at="hall-1", technology="gigabit-ethernet", role="gateway")


@pytest.fixture(scope="module")
def facts(site):
    return Facts.of(parse_turtle(site.text, "plant.ttl"))


def of(facts, name: str, property_: str) -> str:
    found = facts.object(OWN + name, tw(property_)) or ""
    return lexical(found) if found.startswith('"') else curie(found).removeprefix(f"<{OWN}")


@pytest.mark.parametrize(("name", "property_", "value"), [
    (CLOUD, "instanceOf", "cat:aws-g4dn-xlarge"),
    (CLOUD, "standsIn", "plant-zone-eu-central-1a>"),
    ("plant-zone-eu-central-1a", "standsIn", "cat:aws-eu-central-1"),
    (CLOUD, "computeShare", "98 %"),
    (CLOUD, "reservedStorage", "9662416204 B"),
    ("hall-1", "instanceOf", "plant-machine-k3s-4-cores>"),
    ("plant-machine-k3s-4-cores-cpu", "family", "cat:armv8.2-a-dotprod"),
    ("plant-machine-k3s-4-cores-ram", "capacity", "8442347520 B"),
    ("plant-machine-k3s-4-cores", "typicalRole", "tw:gateway-level"),
    ("plant-machine-amd64-32-cores-cpu", "family", "cat:x86-64-avx512"),
    ("plant-machine-amd64-32-cores-gpu", "family", "cat:ampere-gpu"),
    ("plant-machine-amd64-32-cores-vram", "capacity", "98280 MiB"),
    ("plant", "dataArisesAt", "hall-1>"),
    ("plant-link-hall-2", "technology", "cat:gigabit-ethernet"),
])  # fmt: skip
def test_a_node_is_what_the_list_says(name, property_, value, facts):
    assert of(facts, name, property_) == value


def test_a_zone_is_a_place_that_links_may_end_at(facts):
    assert facts.objects(OWN + "plant-zone-eu-central-1a", RDF_TYPE) == [tw("Zone")]


def test_a_node_that_keeps_all_of_its_cores_has_none_to_share(imported, text):
    assert 'tw:computeShare "0 %"' in imported(text.replace('"3920m"', '"0"')).text


@pytest.mark.parametrize(("threads", "cores"), [("true", "16"), ("false", "32")])
def test_logical_processors_are_halved_where_two_share_a_core(imported, text, threads, cores):
    label = '"feature.node.kubernetes.io/cpu-cpuid.AVX512F": "true"'
    said = f'{label}, "feature.node.kubernetes.io/cpu-hardware_multithreading": "{threads}"'
    facts = Facts.of(parse_turtle(imported(text.replace(label, said)).text, "plant.ttl"))
    assert of(facts, "plant-machine-amd64-32-cores-cpu", "coreCount") == cores


def test_what_pods_cannot_have_of_the_memory_is_reserved(facts):
    whole, free = 16 * 2**30, 15483500 * 2**10  # of the product, and allocatable
    assert of(facts, CLOUD, "reservedRam") == f"{whole - free} B"


def test_nodes_that_differ_by_a_page_are_one_machine(facts):
    assert of(facts, "hall-2", "instanceOf") == of(facts, "hall-1", "instanceOf")
    assert of(facts, "hall-2", "reservedRam") == f"{8 * 1024} B"


def test_the_site_validates_without_a_finding(site, tmp_path):
    path = tmp_path / "plant.ttl"
    path.write_text(site.text, encoding="utf-8")
    assert lint([path], []).findings == ()


def test_what_is_not_read_and_not_known_is_said_with_its_line(site):
    said = {each.why: (each.place.line, each.rows) for each in site.notes}
    assert said == {
        "instance type k3s is not in the catalogue: taken as its nodes describe it": (212, 2),
        "no instance type is stated: taken as its nodes describe it": (338, 1),
        "resource example.com/fpga is not described: add what it is with tw:carries": (338, 1),
        "taint nvidia.com/gpu=present:NoSchedule is not read: pods may not be allowed here": (4, 1),
        "the node is cordoned: it takes no new pods": (146, 1),
        "the node is not ready": (275, 1),
        "plant-machine-amd64-32-cores: not known: clock of the processor": (338, 1),
        "plant-machine-k3s-4-cores: not known: clock of the processor": (212, 2),
    }


def test_without_a_place_where_data_arises_no_link_is_made_up(imported, text):
    found = imported(text, role="gateway")
    assert "tw:Link" not in found.text
    assert any("--data-at NODE" in each.why for each in found.notes)


def test_the_order_of_the_list_does_not_count(imported, text, site):
    listed = json.loads(text)
    listed["items"].reverse()
    more = {"data_at": "hall-1", "technology": "gigabit-ethernet", "role": "gateway"}
    assert imported(json.dumps(listed), **more).text == site.text


def test_a_single_node_is_read_as_well(imported, text):
    found = imported(json.dumps(json.loads(text)["items"][0]))
    assert (found.nodes, found.machines) == (1, 0)


def test_a_product_of_the_catalogue_is_known_by_its_own_name_too(imported):
    named = {"name": "gw-1", "labels": {"node.kubernetes.io/instance-type": "raspberry-pi-5-8gb"}}
    assert "tw:instanceOf cat:raspberry-pi-5-8gb ;" in imported(one(metadata=named)).text


def one(**changed: object) -> str:
    item = {"kind": "Node", "metadata": {"name": "a"}, "status": {"capacity": {"cpu": "4"}}}
    return json.dumps({"items": [item | changed], "kind": "List"}, indent=1)


@pytest.mark.parametrize(("text", "line", "said"), [
    ('{"items": [\n{]}', 2, "not JSON"),
    ("[]", 1, "not JSON"),
    ("", 1, "not JSON"),
    ('{"items": [', 1, "not JSON"),
    ('{"items": {}}', 1, "not JSON"),
    ("{}", 1, "lists no node"),
    ('{"items": []}', 1, "lists no node"),
    ('{"items": [\n\n7]}', 3, "is no node"),
    ('{"items": [{"kind": "Pod"}]}', 1, "is no node"),
    ('{"items": ' + "[" * 100_000, 1, "unusual"),
    ('{"items": [1' + "0" * 5000 + "]}", 1, "unusual"),
    (one(metadata={"name": "no name"}), 3, "no name"),
    (one(metadata=[]), 3, "no object"),
    (one(spec={"taints": 1}), 3, "no list"),
    (one(status={"capacity": {"cpu": "many"}}), 3, "capacity.cpu of a is no amount"),
    (one(status={"capacity": {"memory": "1e999"}}), 3, "no amount"),
    (one(status={"capacity": {"memory": True}}), 3, "no amount"),
])  # fmt: skip
def test_what_is_no_list_of_nodes_is_refused_at_its_line(text, line, said):
    with pytest.raises(ParseError, match=said) as refusal:
        read_nodes(text, "nodes.json")
    assert refusal.value.place == Place("nodes.json", line)


def test_a_name_that_is_listed_twice_is_refused(text):
    listed = json.loads(text)
    listed["items"].append(listed["items"][0])
    with pytest.raises(ParseError, match="listed twice"):
        read_nodes(json.dumps(listed), "nodes.json")


def test_a_node_that_has_the_name_of_the_site_is_refused(imported):
    with pytest.raises(UsageError, match="the name of the site"):
        imported(one(metadata={"name": "plant"}))


def test_an_unknown_place_of_data_is_refused_with_the_nearest_name(imported, text):
    with pytest.raises(UnknownName, match="hall-1"):
        imported(text, data_at="hal-1")


@pytest.mark.parametrize(("written", "is_"), [
    ("3920m", "3.92"), (4, "4"), ("16393244Ki", "16786681856"), ("1e3", "1000"), ("2.5G", "2.5e9"),
    ("128974848000m", "128974848"), ("1Ti", "1099511627776"),
])  # fmt: skip
def test_an_amount_is_read_as_kubernetes_writes_it(written, is_):
    # https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    assert amount(written, "cpu", Place("nodes.json")) == Decimal(is_)


def test_the_command_reads_standard_input_and_leaves_the_same_alone(tmp_path, text):
    args = ["-", "--as", "nodes", "--output", str(tmp_path / "plant.ttl")]
    runs = [CliRunner().invoke(import_command, args, input=text) for _ in range(2)]
    assert [each.output.rpartition(" ")[2] for each in runs] == ["written\n", "same\n"]
