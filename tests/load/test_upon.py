"""What is built upon the ground of the bundle is what is read all at once, fact for fact."""

from __future__ import annotations

import json

import pytest

from tierwise.reasoner.build import build, ground_from, parse
from tierwise.reasoner.bundle import bundled_rules, bundled_sources
from tierwise.reasoner.errors import QuantityError, UnknownName
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.load.grounds import added_of, added_rows, ground_of, ground_rows
from tierwise.reasoner.load.memory import Memory
from tierwise.reasoner.load.merging import laid
from tierwise.reasoner.source import Source
from tierwise.reasoner.upon import Asked, added_to

HEAD = (
    "@prefix tw: <https://w3id.org/tierwise/ontology#> . @prefix : <urn:x#> .\n"
    "@prefix qudt: <http://qudt.org/schema/qudt/> . @prefix unit: <http://qudt.org/vocab/unit/> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix cat: <urn:catalogue#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
# A small catalogue in place of the bundled one, which takes a second to read at once.
CATALOGUE = HEAD + """
cat:board a tw:HardwareModel ; tw:typicalRole tw:device-level ; tw:standing tw:datasheet ;
    tw:hasPart cat:board-ram , cat:board-cpu ; tw:price "12 USD" .
cat:board-ram a tw:SramPool ; tw:capacity "256 KiB" .
cat:board-cpu a tw:Cpu ; tw:hasFigure [ a tw:Figure ; tw:figureOf tw:clock ; tw:value "80 MHz" ] .
cat:spotting a tw:Task ; tw:deadline "1 s" .
cat:server a tw:HardwareModel , tw:Server ; tw:typicalRole tw:cloud-level .
"""
SITE = """
:site a tw:Site ; tw:hasNode :one , :two ; tw:hasLink [ a tw:Link ; tw:from :one ; tw:to :two ;
    tw:uplinkRate "2 Mbit/s" ] ; tw:dataArisesAt :one .
:one a tw:Node ; tw:instanceOf cat:board ; tw:role tw:device-level .
:two a tw:Node ; tw:instanceOf cat:server .
:task a tw:Task ; tw:deadline "20 ms" .
"""
# What files say, and whether that leaves the figures of the ground as they are.
FILES = {
    "nothing": ("", True),
    "a site": (SITE, True),
    "a figure of a thing below": ('cat:spotting tw:inputRate "3 /s" .', True),
    "a rival in long form of what stands in long form":
        ('cat:board-cpu tw:hasFigure [ tw:figureOf tw:clock ; tw:value "64 MHz" ] .', False),
    "a rival in short form": ('cat:board-cpu tw:clock "64 MHz" .', False),
    "a rival that is the same number": ("cat:board-cpu tw:clock 80000000.0 .", False),
    "the standing of a thing below": ("cat:board-ram tw:standing tw:measured .", False),
    "whom a thing below belongs to": (":both tw:hasPart cat:board-ram .", False),
    "a task below in a pipeline": (":line a tw:Pipeline ; tw:hasTask cat:spotting .", False),
    "a class and its members": (
        ":Odd a owl:Class ; owl:equivalentClass [ owl:intersectionOf ( tw:Task [ "
        "owl:onProperty tw:deadline ; owl:hasValue 1.0 ] ) ] .", True,
    ),
    "what the ground says too":
        ("cat:board a tw:HardwareModel . cat:server a tw:MicrocontrollerBoard .", True),
    "what follows below": ("cat:board-cpu a tw:ProcessingUnit .", True),
    "a quantity": (
        ":height a owl:DatatypeProperty ; qudt:hasUnit unit:M ; tw:scope tw:task-scope . "
        ':task a tw:Task ; :height "1 cm" .', True,
    ),
    "a product that extends one":
        (':mine tw:extends cat:board ; tw:price "13 USD" ; tw:ram "1 MiB" .', True),
    "a part's property stated of the product": (
        ':mine a tw:HardwareModel ; tw:ram "1 MiB" ; tw:hasPart :ram . :ram a tw:SramPool .', True,
    ),
    "a product below that now extends one": ("cat:server tw:extends cat:board .", False),
}  # fmt: skip


@pytest.fixture(scope="module")
def below():
    vocabulary = [each for each in bundled_sources() if "catalog/" not in each.name]
    return parse([*vocabulary, Source("catalogue.ttl", CATALOGUE)])


@pytest.fixture(scope="module")
def memory(below):
    return Memory()


@pytest.fixture(scope="module")
def ground(below, memory):
    rows = ground_rows(ground_from(below, bundled_rules(), memory, ()))
    return ground_of(json.loads(json.dumps(rows)))


@pytest.fixture
def upon(ground, below, memory):
    """Return the maker of what a text adds to the ground."""

    def make(text, rules=()):
        more = parse([Source("own.ttl", HEAD + text)])
        asked = Asked([*bundled_rules(), *rules], None, {"own.ttl"})
        return added_to(ground, more, asked, memory, lambda: Facts.of(below))

    return make


def parts(knowledge):
    """Return all of it, with the order of facts, of what follows and of figures."""
    return (
        knowledge.asserted.triples, knowledge.asserted.places, list(knowledge.inferred.items()),
        knowledge.facts.triples, knowledge.figures.all, knowledge.definitions, knowledge.rules,
        knowledge.units.rows(), knowledge.site,
    )


@pytest.mark.parametrize(("text", "is_upon"), FILES.values(), ids=FILES)
def test_what_is_built_upon_the_ground_is_what_is_built_at_once(
    text, is_upon, upon, ground, below, memory
):
    added = upon(text)
    assert (added is not None) == is_upon
    if added is not None:
        more = parse([Source("own.ttl", HEAD + text)])
        whole = build([*below, *more], bundled_rules(), None, {"own.ttl"}, memory)
        assert parts(laid(ground, added, ())) == parts(whole)


def test_rules_of_ones_own_are_run_on_all_facts(upon, ground, below, memory):
    rule = Source("own.rq", (
        "# rule: any\n# says: {x} is.\nPREFIX : <urn:x#>\n"
        "CONSTRUCT { ?x :any ?x } WHERE { ?x ?p ?y . FILTER(isIRI(?x)) }\n"
    ))
    added = upon(SITE, [rule])
    more = parse([Source("own.ttl", HEAD + SITE)])
    whole = build([*below, *more], [*bundled_rules(), rule], None, {"own.ttl"}, memory)
    assert added.afresh and parts(laid(ground, added, ())) == parts(whole)


@pytest.mark.parametrize(("text", "error"), [
    (":a a tw:Tusk .", UnknownName), (":a tw:extends :b .", UnknownName),
    ("cat:board tw:hasPart :nothing .", UnknownName),
    (':a a tw:Task ; tw:deadline "20 kg" .', QuantityError),
], ids=["a name of ours", "a base", "a thing", "a unit"])  # fmt: skip
def test_what_is_wrong_is_refused_as_ever(text, error, upon, below, memory):
    with pytest.raises(error) as told:
        upon(text)
    more = parse([Source("own.ttl", HEAD + text)])
    with pytest.raises(error) as wanted:
        build([*below, *more], bundled_rules(), None, {"own.ttl"}, memory)
    assert str(told.value) == str(wanted.value)


def test_what_is_added_is_read_back_as_it_was_kept(upon, ground):
    added = upon(FILES["a quantity"][0])
    kept = added_of(json.loads(json.dumps(added_rows(added))))
    assert parts(laid(ground, kept, ())) == parts(laid(ground, added, ()))


@pytest.mark.parametrize(("part", "value"), [
    ("site", 1), ("by", []), ("ranks", [-1]), ("flat_ranks", [True]), ("figures", {}),
    ("afresh", 1), ("rules", [1]), ("plain", []), ("inferred", {}), ("definitions", {}),
])
def test_what_is_added_is_not_read_with_a_wrong_part(part, value, upon):
    rows = json.loads(json.dumps(added_rows(upon(FILES["a site"][0]))))
    assert added_of(rows) is not None
    assert added_of(rows | {part: value}) is None


@pytest.mark.parametrize(("part", "value"), [
    ("plain", 0), ("plain", True), ("ranks", ""), ("defining", [[1], [], [], []]), ("owned", [1]),
    ("knowledge", {}),
])
def test_a_ground_with_a_wrong_part_is_not_read(part, value, ground):
    rows = ground_rows(ground)
    assert ground_of(json.loads(json.dumps(rows)) | {part: value}) is None
