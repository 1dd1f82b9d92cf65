"""Each shape has a graph that conforms and one that violates it, and so does the catalogue.

A folder of shapes/ bears the shape's name; the lines `#>` of violates.ttl are all its findings.
"""

from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH

import tierwise
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.namespaces import OWL, PREFIXES, local_name
from tierwise.reasoner.validate import Finding, validate
from tierwise.reasoner.validate.vocabulary import Vocabulary, bundled_vocabulary

CASES = Path(__file__).parent / "shapes"
ONTOLOGY = Path(tierwise.__file__).parent / "ontology"
RDFS_SUBCLASS_OF = PREFIXES["rdfs"] + "subClassOf"
TWS = "https://w3id.org/tierwise/shapes#"


def shape_graph() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted((ONTOLOGY / "shapes").glob("*.ttl")):
        if path.name != "ontology.ttl":
            graph.parse(path)
    return graph


SHAPES = shape_graph()
NAMES = sorted(str(each).removeprefix(TWS) for each in SHAPES.subjects(RDF.type, SH.NodeShape))
CATALOGUE = sorted((ONTOLOGY / "catalog").glob("*.ttl"))
each_shape = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bundled_vocabulary()


def line_of(finding: Finding) -> str:
    return f"{finding.place.line}: {finding.severity}: {finding.message}"


@each_shape
def test_a_graph_that_keeps_the_shape_has_no_finding(name: str, vocabulary: Vocabulary) -> None:
    assert validate([CASES / name / "conforms.ttl"], vocabulary).findings == ()


@each_shape
def test_a_graph_that_breaks_the_shape_is_told_so_at_each_line(
    name: str, vocabulary: Vocabulary
) -> None:
    path = CASES / name / "violates.ttl"
    expected = [line[3:] for line in path.read_text("utf-8").splitlines() if line[:2] == "#>"]
    found = [line_of(each) for each in validate([path], vocabulary).findings]
    assert expected and found == expected


@each_shape
def test_what_a_graph_violates_is_said_by_the_shape_of_its_name(name: str) -> None:
    node = rdflib.URIRef(TWS + name)
    said = {str(each).split(": ")[0] for each in SHAPES.objects(node, SH.property / SH.message)}
    said |= {str(each).split(": ")[0] for each in SHAPES.objects(node, SH.message)}
    text = (CASES / name / "violates.ttl").read_text("utf-8")
    assert any(message in text for message in said)


# What the engine or an import writes, what only the vocabulary itself may add to, and classes of
# which a kind is always meant: a part, a place, a workload and a published run.
NOT_WRITTEN = {
    "Absence", "Agent", "Architecture", "Combination", "FittedFactor", "HandOver", "Level",
    "ModelGraph", "NetworkKind",
    "Objective", "Outage", "Outcome", "Part", "Place", "Placement", "PlanCombination",
    "PlanObjective", "PrivacyScope", "PublishedRun", "Question", "RankingRule", "Reading",
    "Relation", "RepairKind", "Routing", "Scope", "Standing", "TableColumn", "TableLayout",
    "TaskFunction", "Threshold", "UpdateMode", "Verdict", "Workload",
}  # fmt: skip


def test_each_class_that_a_user_writes_has_a_shape(vocabulary: Vocabulary) -> None:
    aimed = {str(each) for each in SHAPES.objects(None, SH.targetClass)}
    facts = vocabulary.facts
    bare = {
        local_name(each) for each in facts.instances(OWL + "Class")
        if each.startswith(PREFIXES["tw"]) and not aimed & {each, *_above(facts, each)}
    }
    assert bare == NOT_WRITTEN


def _above(facts: Facts, class_: str) -> set[str]:
    """Return all classes that contain a class, and those that its definition names."""
    found: set[str] = set()
    waiting = [class_]
    while waiting:
        fresh = set(facts.objects(waiting.pop(), RDFS_SUBCLASS_OF)) - found
        found |= fresh
        waiting += fresh
    return found


def test_no_case_is_left_of_a_shape_that_is_gone() -> None:
    assert sorted(each.name for each in CASES.iterdir()) == NAMES


def test_each_message_says_what_is_wrong_then_the_mend() -> None:
    messages = {str(each) for each in SHAPES.objects(None, SH.message)}
    assert [each for each in sorted(messages) if each.count(": ") != 1] == []


def test_each_property_of_a_shape_has_a_message_and_a_severity() -> None:
    # The parts of an sh:or are spoken for by the shape that holds them.
    nodes = [rdflib.URIRef(TWS + name) for name in NAMES]
    own = [each for node in nodes for each in SHAPES.objects(node, SH.property)]
    bare = [each for each in own if {SH.message, SH.severity} - set(SHAPES.predicates(each))]
    assert bare == []


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.name)
def test_the_catalogue_violates_nothing(path: Path, vocabulary: Vocabulary) -> None:
    found = validate([path], vocabulary).findings
    assert [line_of(each) for each in found if each.severity == "violation"] == []
