"""A proof as Turtle: it parses, and SPARQL follows a conclusion to the lines that it rests on."""

from __future__ import annotations

import rdflib
from rdflib import PROV, RDF, RDFS

from tierwise.cli.render.proof.turtle import proof_turtle
from tierwise.reasoner.proof import Fact, Written

CHAIN = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX tw: <https://w3id.org/tierwise/ontology#>
SELECT DISTINCT ?place WHERE {
    ?conclusion a tw:Placement ; tw:hasVerdict tw:infeasible ; tw:placesTask ?task ;
        prov:wasDerivedFrom+ ?leaf .
    ?leaf prov:atLocation/rdfs:label ?place .
}"""


def graph_of(knowledge, proof) -> rdflib.Graph:
    return rdflib.Graph().parse(data=proof_turtle(knowledge, proof), format="turtle")


def steps_of(graph) -> dict[int, rdflib.URIRef]:
    """Return the IRI of each step by its position."""
    return {
        int(each.rsplit("#s", 1)[1]): each for each in graph.subjects(PROV.wasGeneratedBy)
    }


def test_derivations_are_the_premises_of_the_proof(knowledge, proof):
    graph = graph_of(knowledge, proof)
    iri = steps_of(graph)
    assert set(graph.subject_objects(PROV.wasDerivedFrom)) == {
        (iri[at], iri[premise]) for at, step in enumerate(proof.steps) for premise in step.premises
    }


def test_each_step_has_its_sentence_and_an_activity_of_its_kind(knowledge, proof):
    graph = graph_of(knowledge, proof)
    iri = steps_of(graph)
    assert [str(graph.value(iri[at], RDFS.label)) for at in sorted(iri)] == [
        each.sentence for each in proof.steps
    ]
    made_by = set(graph.objects(None, PROV.wasGeneratedBy))
    assert made_by == set(graph.subjects(RDF.type, PROV.Activity))


def test_sparql_follows_an_infeasible_placement_to_its_files_and_lines(knowledge, proofs):
    proof = proofs["infeasible"]
    found = {str(row.place) for row in graph_of(knowledge, proof).query(CHAIN)}
    assert found == {
        str(each.place) for each in proof.leaves()
        if isinstance(each, Fact | Written) and each.place
    }
    assert "ontology/catalog/workloads.ttl:94" in found


def test_a_figure_has_its_number_unit_standing_and_source(knowledge, proofs):
    rows = list(graph_of(knowledge, proofs["infeasible"]).query("""
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX qudt: <http://qudt.org/schema/qudt/>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX tw: <https://w3id.org/tierwise/ontology#>
        SELECT ?number ?unit ?text ?standing ?source WHERE {
            ?figure qudt:numericValue ?number ; qudt:hasUnit ?unit ;
                prov:wasGeneratedBy/prov:used tw:deadline ; prov:wasDerivedFrom ?written .
            ?written prov:value ?text ; tw:standing ?standing ;
                prov:hadPrimarySource/dcterms:title ?source .
        }"""))
    assert [[str(each) for each in row] for row in rows] == [[
        "0.1", "http://qudt.org/vocab/unit/SEC", "100 ms",
        "https://w3id.org/tierwise/ontology#assumed",
        "The decision framework that tierwise implements, framework.md",
    ]]


def test_only_placements_have_a_placements_verdict(knowledge, proof):
    graph = graph_of(knowledge, proof)
    tw = rdflib.Namespace("https://w3id.org/tierwise/ontology#")
    assert set(graph.subjects(tw.hasVerdict)) == set(graph.subjects(RDF.type, tw.Placement))


def test_a_hostile_text_is_read_back_as_it_was(knowledge, hostile):
    graph = graph_of(knowledge, hostile)
    iri = steps_of(graph)
    assert [str(graph.value(iri[at], RDFS.label)) for at in sorted(iri)] == [
        each.sentence for each in hostile.steps
    ]
