"""Links between places: they join all nodes in them, with the figures of the one link."""

import json

import pytest
from click.testing import CliRunner

from tierwise.cli.explain import explain_command
from tierwise.reasoner.decide.paths import paths
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name, tw

EX = "https://example.org/halls#"
SITE = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/halls#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:source a tw:Source ; rdfs:label "halls" ; dcterms:title "invented" .
ex:halls a tw:Site ; rdfs:label "halls" ; tw:dataArisesAt ex:eye ; tw:hasNode ex:eye , ex:ear ,
    ex:hub , ex:far ; tw:hasLink ex:lan , ex:way-out ; tw:trusts ex:us .
ex:us a tw:Party ; rdfs:label "us" .
ex:hall a tw:Zone ; rdfs:label "hall" ; tw:standsIn cat:germany ; tw:controlledBy ex:us .
ex:eye a tw:Node ; tw:instanceOf cat:nucleo-l4r5zi ; tw:role tw:device-level ; tw:standsIn ex:hall .
ex:ear a tw:Node ; tw:instanceOf cat:nucleo-l4r5zi ; tw:role tw:device-level ; tw:standsIn ex:hall .
ex:hub a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level .
ex:far a tw:Node ; tw:instanceOf cat:aws-g4dn-xlarge ; tw:role tw:cloud-level ;
    tw:standsIn cat:aws-eu-central-1 .
ex:lan a tw:Link ; tw:from ex:hall ; tw:to ex:hub ; tw:technology cat:wifi-4 ;
    tw:bidirectional true ; tw:latencyP50 "7 ms" ; tw:latencyP95 "8 ms" ; dcterms:source ex:source ;
    tw:standing tw:assumed .
ex:way-out a tw:Link ; tw:from ex:hub ; tw:to cat:aws-eu-central-1 ;
    tw:technology cat:fibre-ftth ; tw:bidirectional true .
ex:look a tw:Task ; rdfs:label "look" ; tw:usesModel cat:mlperf-tiny-ad ; tw:inputBytes "2560 B" ;
    tw:inputRate "10 Hz" ; tw:deadline "1 s" .
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    path = tmp_path_factory.mktemp("halls") / "halls.ttl"
    path.write_text(SITE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def known(site):
    return Engine.load([site]).knowledge


def test_a_link_between_places_joins_each_node_of_one_with_each_of_the_other(known):
    facts = known.facts
    joined = {
        (facts.object(each, tw("from")), facts.object(each, tw("to")))
        for each in facts.subjects(tw("carriedBy"), EX + "lan")
    }
    assert joined == {(EX + "eye", EX + "hub"), (EX + "ear", EX + "hub")}


def test_data_takes_the_links_that_places_stand_for_both_ways(known):
    nodes = [EX + each for each in ("eye", "ear", "far")]
    found = paths(known, nodes[:1], nodes)
    taken = {local_name(n): [local_name(e) for e, _ in found[nodes[0], n].links] for n in nodes}
    assert taken["ear"] == ["lan--eye--hub", "lan--ear--hub"]
    assert taken["far"] == ["lan--eye--hub", "way-out--hub--far"]


def test_what_the_link_between_places_states_holds_for_each_pair_of_nodes(site):
    engine = Engine.load([site])
    proof = engine.explain(EX + "look", EX + "ear")
    assert any("8 ms" in step.sentence and "lan" in step.sentence for step in proof.steps)


@pytest.mark.parametrize("node", ["ear", "far"])
def test_the_proof_of_a_way_over_places_is_accepted(site, checker, node):
    call = ["look", node, "--site", str(site), "--format", "json"]
    told = CliRunner().invoke(explain_command, call, standalone_mode=False)
    assert any("joins" in step["conclusion"] for step in json.loads(told.stdout)["inferences"])
    assert checker.check(told.stdout).refusals == ()


def test_a_node_has_the_party_that_controls_the_place_it_stands_in(known):
    assert known.facts.objects(EX + "eye", tw("controlledBy")) == [EX + "us"]
