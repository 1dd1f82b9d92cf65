"""What is wrong with a constraint, quantity or rule of one's own is a finding at its line."""

import pytest

from tierwise.reasoner.linting import lint

from .test_templates import written

FORMULA = """@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix my: <https://example.org/my#> .
my:sendingTime a tw:Quantity ;
    tw:scope tw:candidate-scope ; qudt:hasUnit unit:SEC ;
    tw:formula "?inputBytes * 8 / ?pathUplinkRate" ;
    rdfs:label "sending time"@en ; skos:definition "Time to send an input."@en .
"""


def findings(path):
    return [(each.place.line, each.message) for each in lint([path]).findings]


@pytest.fixture
def formula(tmp_path):
    def write(text):
        path = tmp_path / "mine.ttl"
        path.write_text(FORMULA.replace("?inputBytes * 8 / ?pathUplinkRate", text), "utf-8")
        return path

    return write


@pytest.mark.parametrize("kind", ["constraint", "rule", "question"])
def test_a_filled_template_has_no_finding(kind, tmp_path):
    assert findings(written(tmp_path, kind, "device-depth")) == []


@pytest.mark.parametrize(("text", "told"), [
    ("?inputBytes + ?pathLatency", "time is added to data"),
    ("?inputBytes", "has another dimension than its unit"),
    ("?inputBites / ?pathUplinkRate", "reads ?inputBites"),
    ("?inputBytes / ", "formula"),
    ("?pathLatency - ?pathLatency / 2", "is not monotone in ?pathLatency"),
])  # fmt: skip
def test_a_formula_that_is_not_sound_is_told_at_its_line(formula, text, told):
    ((line, message),) = findings(formula(text))
    assert line == 9 and told in message


def test_a_formula_that_is_sound_has_no_finding(formula):
    assert findings(formula("?inputBytes * 8 / ?pathUplinkRate")) == []


@pytest.mark.parametrize(("old", "new", "told"), [
    ("demand: my:deviceDepthOfProduct\n", "demand: my:deviceDeep\n", "deviceDeep"),
    ("supply: my:deviceDepthAllowed", "supply: tw:deadline", "different units"),
    ("sentence: is", "sentenz: is", "sentenz"),
    ("  sentence: is {demand} deep, the housing holds {supply}\n", "", "sentence"),
])  # fmt: skip
def test_a_constraint_that_is_not_sound_is_told(old, new, told, tmp_path):
    path = written(tmp_path, "constraint", "device-depth")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(told in message for _, message in findings(path))


@pytest.mark.parametrize(("old", "new", "told"), [
    ("{ ?board tw:updateMode tw:remote-deployment }", "{ ?other tw:updateMode tw:x }", "?other"),
    ("# says:", "# sayz:", "says"),
    ("WHERE {", "WHERE { FILTER NOT EXISTS { ?board tw:updateMode tw:remote-deployment }",
     "negates"),
    ("tw:over-the-air-update .", "tw:over-the-air-update . FILTER(", "does not parse"),
])  # fmt: skip
def test_a_rule_that_is_not_sound_is_told(old, new, told, tmp_path):
    path = written(tmp_path, "rule", "remote-by-air")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(told in message for _, message in findings(path))


@pytest.mark.parametrize(("old", "new", "told"), [
    ("minInclusive: 50000.0", "minInclusive: 50 kB", "does not realise"),
    ("{task}", "{tsk}", "does not say which task"),
    ("https://example.org/my#", "https://example.org/m y#", "my is no IRI"),
])  # fmt: skip
def test_a_driver_that_is_not_sound_is_told(old, new, told, tmp_path):
    path = written(tmp_path, "driver", "heavy-input")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(told in message for _, message in findings(path))
