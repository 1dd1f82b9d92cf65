"""The screen leaves out what surely conforms, and no more: pyshacl alone finds nothing else."""

from pathlib import Path

import pyshacl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph

from tierwise.reasoner.facts import Fact, Facts
from tierwise.reasoner.namespaces import RDF_TYPE, XSD, tw
from tierwise.reasoner.turtle import parse_turtle
from tierwise.reasoner.validate import shapes
from tierwise.reasoner.validate.figures import flatten
from tierwise.reasoner.validate.vocabulary import Vocabulary, bundled_vocabulary

CASES = sorted(Path(__file__).parent.glob("shapes/*/*.ttl"))
VALUES = (
    f'"0"^^<{XSD}decimal>', f'"7"^^<{XSD}integer>', f'"1e3"^^<{XSD}double>', '"text"', '"wort"@de',
    f'"true"^^<{XSD}boolean>', tw("device-level"), tw("Cpu"), "urn:x:nothing", "_:nothing",
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bundled_vocabulary()


@st.composite
def changed_facts(draw: st.DrawFn) -> list[Fact]:
    """Return the facts of some case, of which some are gone, said twice, or of another value."""
    path = draw(st.sampled_from(CASES))
    facts = parse_turtle(path.read_text(encoding="utf-8"), path.name)
    values = st.sampled_from([*VALUES, *(each.object for each in facts)])
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(facts) - 1))
        fact = facts[at]
        other = Fact(fact.subject, fact.predicate, draw(values), fact.place)
        facts[at : at + 1] = draw(st.sampled_from([[], [other], [fact, other]]))
        if not facts:
            break
    return facts


def named(path: str | None) -> str:
    """Return a property; empty for a path of several, whose node has another name each time."""
    return path if path and not path.startswith("_:") else ""


def found_by_pyshacl(flat: list[Fact], vocabulary: Vocabulary) -> set[tuple[str, str, str]]:
    """Return (focus, path, value) of each result of all shapes on all facts."""
    data = Graph(bind_namespaces="none")
    for triple in shapes._with_context(flat, vocabulary):
        data.add(shapes._nodes(triple))
    _, results, _ = pyshacl.validate(
        data, shacl_graph=vocabulary.shapes_graph, inference="none", advanced=False, inplace=True
    )
    typed = {each.subject for each in flat if each.predicate == RDF_TYPE}
    stated = {each.triple for each in flat}
    told = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (
            shapes._term(results.value(result, each))
            for each in (SH.focusNode, SH.resultPath, SH.value)
        )
        if focus in typed or (focus, path, value) in stated:
            told.add((focus, named(path), value))
    return told


def test_what_the_screen_leaves_out_breaks_no_shape(vocabulary: Vocabulary) -> None:
    @settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
    @given(changed_facts())
    def each(facts: list[Fact]) -> None:
        indexed = Facts.of(facts)
        flat = list(flatten(facts, indexed, vocabulary).facts)
        found = {
            (finding.focus, named(path), value or "")
            for finding, path, value in shapes.shape_findings(flat, indexed, vocabulary)
        }
        assert found == found_by_pyshacl(flat, vocabulary)

    each()
