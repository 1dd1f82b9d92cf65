"""The ontology keeps its own rules: shapes/ontology.ttl, and what SHACL core can't say."""

from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import pyshacl
import pytest
import rdflib
from rdflib import OWL, RDF, SH, SKOS, URIRef

import tierwise

ONTOLOGY = Path(tierwise.__file__).parent / "ontology"
SHAPES = ONTOLOGY / "shapes" / "ontology.ttl"
FILES = sorted(
    path
    for folder in (ONTOLOGY, ONTOLOGY / "alignments", ONTOLOGY / "catalog")
    for path in folder.glob("*.ttl")
)
TW = rdflib.Namespace("https://w3id.org/tierwise/ontology#")
TWS = rdflib.Namespace("https://w3id.org/tierwise/shapes#")
QUDT = rdflib.Namespace("http://qudt.org/schema/qudt/")
# rdflib startswith of an IRI takes no tuple: str(node) does.
OURS = ("https://w3id.org/tierwise/ontology#", "https://w3id.org/tierwise/catalog#")


def name(path: Path) -> str:
    return str(path.relative_to(ONTOLOGY))


each_file = pytest.mark.parametrize("path", FILES, ids=name)


def findings(data: rdflib.Graph) -> dict[URIRef, list[tuple[str, str]]]:
    """Return (shape, message) of each violation, by the focus node."""
    shapes = rdflib.Graph().parse(SHAPES)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True)
    found = defaultdict(list)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        owner = shapes.value(None, SH.property, shape) or shape
        message = str(report.value(result, SH.resultMessage))
        found[report.value(result, SH.focusNode)].append((owner.removeprefix(TWS), message))
    return found


@pytest.fixture(scope="module")
def graphs() -> dict[Path, rdflib.Graph]:
    return {path: rdflib.Graph().parse(path) for path in FILES}


@pytest.fixture(scope="module")
def whole(graphs: dict[Path, rdflib.Graph]) -> rdflib.Graph:
    union = rdflib.Graph()
    for graph in graphs.values():
        union += graph
    return union


@pytest.fixture(scope="module")
def lint(whole: rdflib.Graph) -> dict[URIRef, list[tuple[str, str]]]:
    return findings(whole)


@each_file
def test_a_file_breaks_no_rule_of_the_lint(path, graphs, lint):
    typed = set(graphs[path].subjects(RDF.type, None))
    broken = sorted(f"{node}: {text}" for node in typed for _, text in lint.get(node, ()))
    assert not broken, "\n".join(broken)


@each_file
def test_every_iri_of_ours_that_a_file_uses_is_defined_somewhere(path, graphs, whole):
    defined = set(whole.subjects(RDF.type, None))
    used = {
        node
        for triple in graphs[path]
        for node in triple
        if isinstance(node, URIRef) and str(node).startswith(OURS)
    }
    assert sorted(used - defined) == []


@each_file
def test_every_property_and_class_that_a_file_uses_is_declared(path, graphs, whole):
    declared = set(whole.subjects(RDF.type, None))
    built_in = (str(OWL), str(RDF), str(rdflib.RDFS), str(rdflib.XSD))
    used = set(graphs[path].predicates()) | set(graphs[path].objects(None, RDF.type))
    foreign = {node for node in used - declared if not str(node).startswith(built_in)}
    assert sorted(foreign) == []


@each_file
def test_a_file_stays_under_600_lines(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 600


@each_file
def test_what_a_file_defines_says_that_this_file_defines_it(path, graphs):
    graph = graphs[path]
    header = graph.value(None, RDF.type, OWL.Ontology)
    elsewhere = {
        node
        for node, home in graph.subject_objects(rdflib.RDFS.isDefinedBy)
        if str(node).startswith(OURS) and home != header
    }
    assert sorted(elsewhere) == []


def test_no_term_is_defined_by_two_files(graphs):
    homes = defaultdict(list)
    for path, graph in graphs.items():
        for node in set(graph.subjects(SKOS.definition, None)):
            homes[node].append(name(path))
    assert {str(node): files for node, files in homes.items() if len(files) > 1} == {}


def test_a_display_unit_measures_the_same_as_the_canonical_unit(whole):
    different = {
        prop
        for prop, shown in whole.subject_objects(TW.displayUnit)
        for kept in whole.objects(prop, QUDT.hasUnit)
        if whole.value(shown, TW.canonicalUnit) != whole.value(kept, TW.canonicalUnit)
    }
    assert sorted(different) == []


def test_every_import_resolves_in_the_protege_catalog_to_the_file_with_that_header(graphs, whole):
    catalog = ElementTree.parse(ONTOLOGY / "catalog-v001.xml").getroot()
    resolved = {
        URIRef(entry.get("name")): ONTOLOGY / entry.get("uri")
        for entry in catalog.iter("{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri")
    }
    headers = {graph.value(None, RDF.type, OWL.Ontology): path for path, graph in graphs.items()}
    imported = set(whole.objects(None, OWL.imports)) | set(resolved)
    wrong = {str(iri) for iri in imported if resolved.get(iri, "?") != headers.get(iri)}
    assert wrong == set()


GOOD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:file> a owl:Ontology ; dcterms:title "file" ; dcterms:description "A file." ;
    dcterms:license <urn:licence> ; owl:versionIRI <urn:file/1> .
tw:power a owl:DatatypeProperty ; rdfs:range xsd:decimal ; qudt:hasUnit tw:WATT ;
    tw:displayUnit tw:WATT ;
    rdfs:label "power"@en ; skos:definition "Power."@en ; rdfs:isDefinedBy <urn:file> .
tw:old a owl:ObjectProperty ; owl:deprecated true ; dcterms:isReplacedBy tw:power ;
    rdfs:label "old"@en ; skos:definition "Old."@en ; rdfs:isDefinedBy <urn:file> .
tw:WATT a qudt:Unit ; qudt:symbol "W" ; qudt:conversionMultiplier 1.0 ; tw:canonicalUnit tw:WATT ;
    tw:factor 1 ; qudt:hasQuantityKind tw:strength ;
    rdfs:label "watt"@en ; skos:definition "A watt."@en ; rdfs:isDefinedBy <urn:file> .
tw:strength a qudt:QuantityKind ;
    rdfs:label "strength"@en ; skos:definition "Strength."@en ; rdfs:isDefinedBy <urn:file> .
tw:measured a tw:Standing ;
    rdfs:label "measured"@en ; skos:definition "Measured."@en ; rdfs:isDefinedBy <urn:file> .
cat:sheet a tw:Source ; rdfs:label "sheet"@en ;
    dcterms:title "Sheet" ; dcterms:identifier "urn:1" .
cat:board a tw:HardwareModel ; tw:hasPart cat:cpu ;
    tw:standing tw:measured ; dcterms:source cat:sheet ;
    rdfs:label "board"@en ; skos:definition "A board."@en ; rdfs:isDefinedBy <urn:file> .
cat:cpu a tw:Part ; rdfs:label "cpu"@en ;
    tw:hasFigure [ a tw:Figure ; tw:figureOf tw:power ; tw:value "1 W" ] .
"""

# What each shape refuses: the text of GOOD that is replaced, and by what.
BAD = {
    "Label": ('rdfs:label "cpu"@en', "rdfs:seeAlso <urn:x>"),
    "Definition": ('skos:definition "Power."@en', 'skos:definition "Leistung."@de'),
    "CatalogueDefinition": ('skos:definition "A board."@en ;', ""),
    "DefinedBy": ('"Power."@en ; rdfs:isDefinedBy <urn:file>', '"Power."@en'),
    "CatalogueDefinedBy": ('"A board."@en ; rdfs:isDefinedBy <urn:file>', '"A board."@en'),
    "Deprecated": ("dcterms:isReplacedBy tw:power ;", ""),
    "Header": ("dcterms:license <urn:licence> ;", ""),
    "FigureProperty": ("qudt:hasUnit tw:WATT ;", ""),
    "DisplayUnit": ("tw:displayUnit tw:WATT", "tw:displayUnit tw:VOLT"),
    "Unit": ("tw:factor 1", "tw:factor 0"),
    "Source": ('dcterms:identifier "urn:1"', 'dcterms:date "2026"'),
    "Figure": ("tw:standing tw:measured ;", ""),
    "Stated": ("dcterms:source cat:sheet ;", ""),
    "Part": ("tw:hasPart cat:cpu ;", ""),
}


def shapes_that_refuse(turtle: str) -> set[str]:
    found = findings(rdflib.Graph().parse(data=turtle, format="turtle"))
    return {shape for results in found.values() for shape, _ in results}


def test_a_file_that_keeps_all_rules_conforms():
    assert shapes_that_refuse(GOOD) == set()


@pytest.mark.parametrize("shape", BAD)
def test_a_shape_refuses_the_nearest_file_that_breaks_its_rule(shape):
    text, instead = BAD[shape]
    assert GOOD.count(text) == 1
    assert shape in shapes_that_refuse(GOOD.replace(text, instead))


def test_every_shape_with_a_target_has_a_case_that_it_refuses():
    shapes = rdflib.Graph().parse(SHAPES)
    targets = (SH.targetClass, SH.targetSubjectsOf)
    targeted = {shape.removeprefix(TWS) for p in targets for shape in shapes.subjects(p, None)}
    assert targeted == set(BAD)
