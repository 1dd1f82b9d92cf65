"""YAML and JSON-LD mean what Turtle means, and each fact keeps its line."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

import tierwise
from tierwise.reasoner.bundle import bundled_sources
from tierwise.reasoner.errors import ParseError, Place
from tierwise.reasoner.facts import Fact, Facts, literal
from tierwise.reasoner.linked_context import context_of
from tierwise.reasoner.linked_data import LinkedData
from tierwise.reasoner.linked_writer import json_ld, turtle, yaml_ld
from tierwise.reasoner.namespaces import PREFIXES, RDF_TYPE, XSD, tw
from tierwise.reasoner.turtle import parse_turtle
from tierwise.reasoner.written import Written

ROOT = Path(tierwise.__file__).parent
BUNDLED = ROOT / "ontology" / "context.jsonld"
CONTEXT = json.loads(BUNDLED.read_text(encoding="utf-8"))["@context"]
READER = LinkedData(BUNDLED.read_text(encoding="utf-8"))
WRITERS = {"x.jsonld": json_ld, "x.yaml": yaml_ld, "x.ttl": lambda facts, _: turtle(facts)}
FILES = [
    *sorted(ROOT.glob("examples/**/*.ttl")),
    *(ROOT / "ontology" / each for each in ("constraints.ttl", "shapes/quantities.ttl")),
    *(ROOT / "ontology" / "catalog" / each for each in ("espressif.ttl", "runtimes.ttl")),
]


def graph(facts):
    lines = (f"{_term(f.subject)} <{f.predicate}> {_term(f.object)} ." for f in facts)
    return Graph().parse(data="\n".join(lines), format="nt")


def _term(term):
    return term if term.startswith(("_:", '"')) else f"<{term}>"


def test_the_bundled_context_is_that_of_the_vocabulary():
    facts = Facts.of([f for e in bundled_sources() for f in parse_turtle(e.text, e.name)])
    made = json.dumps(context_of(facts), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("REFRESH_CONTEXT"):
        BUNDLED.write_text(made, encoding="utf-8")
    assert BUNDLED.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_means_the_same_in_turtle_json_ld_and_yaml(file, form):
    facts = parse_turtle(file.read_text(encoding="utf-8"), file.name)
    back = Written().parse(WRITERS[form](Facts.of(facts), CONTEXT), form)
    assert isomorphic(graph(back), graph(facts))


IRIS = st.sampled_from([
    tw("ram"), tw("function"), tw("detect"), tw("onnx"), PREFIXES["cat"] + "esp32", "urn:x:y",
    "https://example.org/a#b", "https://example.org/a#c d".replace(" ", "%20"),
    PREFIXES["schema"] + "url", PREFIXES["rdfs"] + "label",
])  # fmt: skip
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Co", "Cc", "Cn"]) | st.sampled_from("\n\t"),
    max_size=20,
)
LITERALS = st.one_of(
    TEXTS.map(literal), TEXTS.map(lambda text: literal(text, language="en")),
    st.sampled_from(["yes", "null", "1e3", "", "~", "12:30", "0x1f", "2026-07-20"]).map(literal),
    st.integers().map(lambda number: literal(str(number), XSD + "integer")),
    st.decimals(-9999, 9999, places=2).map(lambda number: literal(str(number), XSD + "decimal")),
    st.sampled_from(["true", "false"]).map(lambda word: literal(word, XSD + "boolean")),
    st.just(literal("2026-07-20", XSD + "date")),
)
SUBJECTS = IRIS | st.sampled_from(["_:a", "_:b"])
FACTS = st.lists(
    st.tuples(SUBJECTS, IRIS | st.just(RDF_TYPE), SUBJECTS | LITERALS).filter(
        lambda triple: triple[1] != RDF_TYPE or not triple[2].startswith('"')
    ),
    min_size=1, max_size=8, unique=True,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(FACTS, st.sampled_from(sorted(WRITERS)))
def test_any_facts_come_back_as_they_were_written(triples, form):
    facts = [Fact(*each, Place("x", 1)) for each in triples]
    back = Written().parse(WRITERS[form](Facts.of(facts), CONTEXT), form)
    assert isomorphic(graph(back), graph(facts))


def test_a_fact_has_the_line_of_its_value():
    text = 'id: cat:mine\ntype: MicrocontrollerBoard\nhasPart:\n- type: Cpu\n  clock: 64 MHz\n'
    found = {f.predicate.rsplit("#")[1]: f.place.line for f in READER.parse(text, "x.yaml")}
    assert found == {"type": 4, "clock": 5, "hasPart": 4} | {"type": 4}


@pytest.mark.parametrize(("written", "turtle"), [
    ("4", "4"), ("4.20", "4.20"), ("1e-6", "1e-6"), ("true", "true"), ("no", "'no'"),
    ("12:30", "'12:30'"), ("512 KiB", "'512 KiB'"), ("'4'", "'4'"),
])  # fmt: skip
def test_a_value_has_the_type_that_turtle_gives_it(written, turtle):
    (fact,) = READER.parse(f"id: cat:a\ncapacity: {written}", "x.yaml")
    (same,) = parse_turtle(f"<urn:x:a> <urn:x:b> {turtle} .", "x.ttl")
    assert fact.object == same.object


def test_an_unknown_key_is_a_fact_that_validation_tells_of():
    (fact,) = READER.parse("id: cat:a\ndeadlin: 10 ms", "x.yaml")
    assert (fact.predicate, fact.place.line) == (tw("deadlin"), 2)


REFUSED = {
    "not closed": ("a.yaml", "id: [1", 1, "expected ',' or"),
    "an anchor": ("a.yaml", "id: cat:a\nlabel: &x b\ncomment: *x", 2, "anchor x"),
    "a tag": ("a.yaml", "label: !!python/object:os.system x", 1, "tag"),
    "two documents": ("a.yaml", "id: cat:a\n---\nid: cat:b", 2, "second document"),
    "a key twice": ("a.yaml", "id: cat:a\nram: 1\nram: 2", 3, "also at line 2"),
    "deep nesting": ("a.yaml", "[" * 100_000, 1, "more"),
    "deep JSON": ("a.json", "[" * 100_000, None, "more"),
    "a control character": ("a.yaml", 'id: cat:a\nlabel: "\x01"', 2, "control characters"),
    "no mapping": ("a.yaml", "- 5", 1, "5"),
    "nothing": ("a.yaml", "", 1, "nothing"),
    "no name": ("a.yaml", "id: cat:a\nhasPart: a b", 2, "a b"),
    "a number for a name": ("a.yaml", "id: 5", 1, "5"),
    "a key with a space": ("a.yaml", "id: cat:a\ndead line: 10 ms", 2, "dead line"),
    "a key of JSON-LD": ("a.yaml", 'id: cat:a\n"@reverse": {hasPart: cat:b}', 2, "@reverse"),
    "a context to fetch": ("a.yaml", '"@context": http://example.org/c\nid: cat:a', 1, "http"),
    "a nested context to fetch":
        ("a.yaml", 'id: cat:a\nhasPart:\n  "@context": http://example.org/c', 3, "http"),
    "an import": ("a.yaml", '"@context": {"@import": http://x/}\nid: cat:a', 1, "@import"),
    "a context of a term":
        ("a.yaml", '"@context": {a: {"@id": "tw:a", "@context": "http://x/"}}', 1, "@context"),
    "JSON that is only YAML": ("a.json", "{a: 1}", 1, "property name"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused_at_its_line(case):
    name, text, line, told = REFUSED[case]
    with pytest.raises(ParseError, match=told) as caught:
        READER.parse(text, name)
    assert caught.value.place == Place(name, line)
