"""A product that extends another has all of it but for the differences; the checker agrees."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierwise
from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.check import extending as checker_extending
from tierwise.reasoner.check.facts import Facts as CheckerFacts
from tierwise.reasoner.check.quantities import Units
from tierwise.reasoner.check.turtle import read_turtle
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.extending import extended
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.load.quantities import quantity_units, read_figures
from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.starting import extension_of
from tierwise.reasoner.template import blanks, filled
from tierwise.reasoner.turtle import parse_turtle
from tierwise.reasoner.units import UnitSystem
from tierwise.reasoner.validate import validate
from tierwise.reasoner.written import Written, write

ROOT = Path(tierwise.__file__).parent
MY = "https://example.org/my#"
HEAD = (
    "@prefix tw: <https://w3id.org/tierwise/ontology#> . @prefix my: <https://example.org/my#> .\n"
    "@prefix cat: <https://w3id.org/tierwise/catalog#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
)
BASE = HEAD + """my:base a tw:SingleBoardComputer ; rdfs:label "Base" ; tw:standing tw:datasheet ;
    dcterms:source my:sheet ; tw:hasInterface cat:ble , cat:usb-2 ; tw:price "10 USD" ;
    tw:hasPart my:base-cpu , my:base-ram , my:base-disk .
my:base-cpu a tw:Cpu ; rdfs:label "CPU of Base" ; tw:clock "1 GHz" ; tw:coreCount "4" ;
    tw:worksIn my:base-ram ; tw:hasPeakRate [ a tw:PeakRate ; tw:forNumericType tw:int8 ] .
my:base-ram a tw:DramPool ; rdfs:label "RAM of Base" ; tw:capacity "1 GiB" .
my:base-disk a tw:StoragePool ; tw:hasFigure [ a tw:Figure ; tw:figureOf tw:capacity ;
        tw:value "8 GB" ; tw:standing tw:assumed ] .
my:run a tw:Measurement ; tw:onHardware my:base ; tw:measuredLatency "5 ms" .
"""


def read(*names):
    """Return the facts of files of the package."""
    texts = {each: (ROOT / each).read_text(encoding="utf-8") for each in names}
    return [fact for name, text in texts.items() for fact in parse_turtle(text, name)]


SCHEMA = read(*(f"ontology/{each}.ttl" for each in ("units", "hardware", "models", "extending")))
UNITS = UnitSystem.from_facts(Facts.of(SCHEMA))


def extending(differences, base=BASE):
    """Return facts and figures of the base and of what extends it."""
    new = parse_turtle(HEAD + differences, "new.ttl")
    found = extended([*SCHEMA, *parse_turtle(base, "base.ttl"), *new], UNITS)
    assert not found.refused, found.refused
    facts = Facts.of(found.facts)
    _, figures = read_figures(found.facts, facts, quantity_units(facts), UNITS)
    chosen = {}
    for each in figures:
        chosen.setdefault((each.subject, each.property), each)
    return facts, lambda thing, name: chosen.get((MY + thing, tw(name)))


def refusal(differences):
    new = parse_turtle(HEAD + differences, "new.ttl")
    (found,) = extended([*SCHEMA, *parse_turtle(BASE, "base.ttl"), *new], UNITS).refused
    return found


def test_it_has_a_copy_of_each_part_that_leads_to_the_other_copies():
    facts, _ = extending('my:new tw:extends my:base ; rdfs:label "New" .')
    assert facts.objects(MY + "new", tw("hasPart")) == [
        f"{MY}new-{each}" for each in ("cpu", "ram", "disk")
    ]
    assert facts.objects(MY + "new-cpu", tw("worksIn")) == [MY + "new-ram"]
    assert facts.label(MY + "new-cpu") == "CPU of New"


def test_an_inherited_figure_keeps_its_line_source_and_standing_and_says_of_whom_it_is():
    _, figure = extending('my:new tw:extends my:base ; dcterms:source my:other .')
    found = figure("new-cpu", "clock")
    assert (str(found.place), found.source, found.standing, found.conditions) == (
        "base.ttl:8", MY + "sheet", tw("datasheet"), ("inherited from base-cpu",)
    )


@pytest.mark.parametrize(("differences", "thing", "name", "value"), [
    ('my:new tw:extends my:base ; tw:price "12 USD" .', "new", "price", 12),
    ('my:new tw:extends my:base ; tw:ram "2 GiB" .', "new-ram", "capacity", 2**31),
    ('my:new tw:extends my:base ; tw:storageSize "16 GB" .', "new-disk", "capacity", 16e9),
    ("my:new tw:extends my:base . my:new-cpu tw:clock \"2 GHz\" .", "new-cpu", "clock", 2e9),
    ("my:new tw:extends my:base . my:new-cpu tw:clock \"2 GHz\" .", "new-cpu", "coreCount", 4),
    ('my:new tw:extends my:base ; tw:hasFigure [ tw:figureOf tw:price ; tw:value "9 USD" ] .',
     "new", "price", 9),
])  # fmt: skip
def test_what_is_stated_replaces_what_would_be_inherited(differences, thing, name, value):
    _, figure = extending(differences)
    assert figure(thing, name).value == value


def test_a_stated_figure_is_not_said_to_be_inherited():
    _, figure = extending('my:new tw:extends my:base ; tw:ram "2 GiB" ; tw:standing tw:assumed .')
    found = figure("new-ram", "capacity")
    assert (found.conditions, found.standing, found.place.file) == ((), tw("assumed"), "new.ttl")


def test_stated_values_replace_all_and_parts_come_beside():
    facts, _ = extending(
        "my:new tw:extends my:base ; tw:hasInterface cat:wifi-5 ; tw:hasPart my:npu ."
    )
    assert [e.rsplit("#")[1] for e in facts.objects(MY + "new", tw("hasInterface"))] == ["wifi-5"]
    assert len(facts.objects(MY + "new", tw("hasPart"))) == 4


def test_it_is_without_a_part_or_a_value():
    facts, figure = extending(
        "my:new tw:extends my:base ; tw:without my:new-disk , cat:usb-2 ."
    )
    assert [e.rsplit("#")[1] for e in facts.objects(MY + "new", tw("hasInterface"))] == ["ble"]
    assert figure("new-disk", "capacity") is None


def test_one_that_extends_what_extends_has_both_differences_and_the_first_origin():
    _, figure = extending(
        'my:two tw:extends my:one . my:one tw:extends my:base ; tw:ram "2 GiB" .'
        'my:two-cpu tw:coreCount "8" .'
    )
    assert figure("two-ram", "capacity").conditions == ("inherited from one-ram",)
    assert figure("two-cpu", "clock").conditions == ("inherited from base-cpu",)
    assert figure("two-cpu", "coreCount").value == 8


@pytest.mark.parametrize(("difference", "holds"), [
    ('my:new tw:price "12 USD" .', True),
    ('my:new tw:ram "2 GiB" .', True),
    ('my:new tw:ram "1 GiB" .', True),
    ('my:new tw:ram "512 MiB" .', False),
    ('my:new-cpu tw:clock "1 GHz" .', True),
    ('my:new-cpu tw:clock "2 GHz" .', False),
    ('my:new tw:activePower "3 W" .', False),
    ("my:new tw:without my:new-disk .", False),
    ("my:new tw:hasPart my:npu .", False),
    ("my:new tw:hasPart my:new-cpu .", True),
    ('my:new tw:hasFigure [ tw:figureOf tw:price ; tw:value "9 USD" ] .', True),
])  # fmt: skip
def test_a_run_carries_over_where_no_difference_bears_on_it(difference, holds):
    facts, figure = extending(f"my:new tw:extends my:base . {difference}")
    runs = facts.subjects(tw("onHardware"), MY + "new")
    assert runs == ([MY + "new--run"] if holds else [])
    assert (figure("new--run", "measuredLatency") is not None) == holds


@pytest.mark.parametrize(("differences", "thing"), [
    ("my:a tw:extends my:b .\nmy:b tw:extends my:base , my:a .", "b extends two products"),
    ("my:new tw:extends my:bas .", "new extends bas, of which nothing is said"),
    ("my:new tw:extends my:base ; tw:without my:base-gpu .",
     "new is without base-gpu, which base has not"),
    ('my:new tw:extends my:base ; tw:flash "1 MB" .',
     "flash of new is meant for one part, and there is none"),
    ('my:new tw:extends my:base ; tw:hasPart my:more ; tw:ram "1 GB" . my:more a tw:SramPool .',
     "ram of new is meant for one part, and there is more than one"),
])  # fmt: skip
def test_what_cannot_be_is_refused(differences, thing):
    assert refusal(differences).thing == thing


def test_an_unknown_base_is_refused_with_the_nearest_names_and_its_line():
    found = refusal("my:new tw:extends my:bas .")
    assert (found.hint, str(found.place)) == ("did you mean base?", "new.ttl:5")


def test_a_circle_is_refused_with_its_way_and_its_line():
    new = parse_turtle(HEAD + "my:a tw:extends my:b .\nmy:b tw:extends my:a .", "new.ttl")
    found = extended([*SCHEMA, *new], UNITS).refused
    assert [(e.found, str(e.place)) for e in found] == [("a → b → a", "new.ttl:5")]


def test_a_chain_of_more_than_a_thousand_is_written_out():
    few = "my:base a tw:Server ; tw:updateMode tw:manual ."
    links = "\n".join(f"my:p{n} tw:extends my:p{n + 1} ." for n in range(1500))
    found = extended(parse_turtle(f"{HEAD}{few} my:p1500 tw:extends my:base . {links}", "x"), UNITS)
    assert found.refused == () and len(found.facts) > 4 * 1500


TERMS = st.sampled_from([
    'tw:ram "2 GiB"', 'tw:price "5 USD"', "tw:without my:base-disk", "tw:hasInterface cat:ble",
    'tw:hasFigure [ a tw:Figure ; tw:figureOf tw:price ; tw:value "5 USD" ]', 'rdfs:label "New"@en',
])  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(TERMS, unique=True), st.booleans())
def test_turtle_yaml_and_json_ld_extend_alike(terms, has_part):
    text = HEAD + " ; ".join(["my:new tw:extends my:base", *terms]) + " ."
    text += 'my:new-cpu tw:clock "2 GHz" .' if has_part else ""
    base = [*SCHEMA, *parse_turtle(BASE, "base.ttl")]
    meant = set()
    for form in ("ttl", "yaml", "jsonld"):
        new = Written().parse(write(parse_turtle(text, "new.ttl"), form), f"new.{form}")
        facts = Facts.of(extended([*base, *new], UNITS).facts)
        meant.add(frozenset(
            (s, p, o) for s, p, o in facts.triples if not {s[:2], o[:2]} & {"_:"}
        ))  # fmt: skip
    assert len(meant) == 1


def test_a_product_stands_plain_in_yaml():
    (fact,) = Written().parse("- {id: 'urn:x', extends: raspberry-pi-5-8gb}", "new.yaml")
    assert fact.object == "https://w3id.org/tierwise/catalog#raspberry-pi-5-8gb"


CATALOGUE = ["ontology/catalog/raspberry-pi.ttl", "ontology/catalog/npus.ttl",
             "ontology/catalog/espressif.ttl", "ontology/catalog/boards-measured.ttl"]


@pytest.fixture(scope="module")
def of_catalogue():
    """Return each product of some of the catalogue, extended by one that differs a little."""
    facts = Facts.of(read(*CATALOGUE))
    products = sorted({s for s, _, _ in facts.with_predicate(tw("hasPart"))})
    return HEAD + "\n".join(
        f'my:n{place} tw:extends <{each}> ; rdfs:label "N" ; tw:price "1 USD" .'
        + (f' my:n{place}-cpu tw:clock "1 GHz" .' if place % 2 else "")
        for place, each in enumerate(products)
    )


def test_the_checker_reads_extended_products_as_the_engine_does(of_catalogue):
    names = [f"ontology/{e}.ttl" for e in ("units", "hardware", "models", "extending")] + CATALOGUE
    asserted = [*read(*names), *parse_turtle(of_catalogue, "new.ttl")]
    stated = [
        each for name in names
        for each in read_turtle((ROOT / name).read_text(encoding="utf-8"), name)
    ] + read_turtle(of_catalogue, "new.ttl")
    ours = [(e.triple, e.place.file, e.place.line) for e in extended(asserted, UNITS).facts]
    theirs = checker_extending.written_out(stated, Units(CheckerFacts(stated)))
    assert ours == [(each.triple, each.file, each.line) for each in theirs]


def test_the_example_conforms_and_its_proof_is_accepted(checker):
    file = ROOT / "examples" / "pi-5-32gb.yaml"
    assert validate([file]).findings == ()
    engine = Engine.load([file])
    found = engine.explain(
        engine.find("industrial-vision-pipeline", "Task"), engine.find("pi-5-32gb", "Node")
    )
    document = proof_document(engine.knowledge, found)
    said = {each["conclusion"] for each in document["inferences"]}
    assert "pi-5-32gb-cpu states core count 4 (inherited from raspberry-pi-5-8gb-cpu)" in said
    assert checker.check(json.dumps(document)).refusals == ()


BASES = ("raspberry-pi-5-8gb", "esp32-s3", "jetson-orin-nano", "aws-g4dn-xlarge")


def test_a_product_that_differs_in_nothing_has_the_answers_of_the_other(tmp_path):
    path = tmp_path / "new.ttl"
    path.write_text(HEAD + "\n".join(
        f'my:new-{each} tw:extends cat:{each} ; tw:standing tw:assumed .' for each in BASES
    ), encoding="utf-8")  # fmt: skip
    engine = Engine.load([path])
    pairs = [[engine.find(f"{head}{each}", "Node") for head in ("", "new-")] for each in BASES]
    found = {
        (each.task, node.node): (
            node.verdict, node.response_time, node.monthly_cost, node.question.variant, node.failed,
        )
        for each in engine.place(None, [node for pair in pairs for node in pair])
        for node in each.nodes
    }
    tasks = {task for task, _ in found}
    assert tasks and all(
        found[task, old] == found[task, new] for task in tasks for old, new in pairs
    )


def test_the_template_of_an_extension_filled_with_its_examples_conforms(tmp_path):
    text = extension_of("raspberry-pi-5-8gb", "mine")
    path = tmp_path / "mine.yaml"
    path.write_text(filled(text, {e.line: e.example for e in blanks(text)}), encoding="utf-8")
    assert validate([path]).findings == ()


@pytest.mark.parametrize(("line", "message"), [
    ("extends: raspbery-pi-5-8gb", "cat:raspbery-pi-5-8gb is not defined"),
    ("extends: cortex-a76", "x: what it extends is no product"),
])  # fmt: skip
def test_validation_names_a_wrong_base_at_its_line(line, message, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(f"- id: https://example.org/my#x\n  {line}\n", encoding="utf-8")
    assert (message, 2) in [(e.message, e.place.line) for e in validate([path]).findings]
