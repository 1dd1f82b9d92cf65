"""What a release keeps to: version IRIs, a line for each deprecated term, the same bytes again."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tierwise
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.namespaces import DCTERMS, OWL, curie
from tierwise.reasoner.turtle import parse_turtle

ROOT = Path(tierwise.__file__).parent
FILES = sorted((ROOT / "ontology").rglob("*.ttl"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
_HEADER = re.compile(
    r"^<([^>]+)> a owl:Ontology ;.*?owl:versionIRI <([^>]+)> ;\s+owl:versionInfo \"([^\"]+)\"",
    re.DOTALL | re.MULTILINE,
)
WRITES = "import sys; from tierwise.cli.main import main; sys.argv[0] = 'tierwise'; main()"


@pytest.fixture(scope="module")
def vocabulary() -> Facts:
    files = sorted((ROOT / "ontology").glob("*.ttl"))
    return Facts.of(f for each in files for f in parse_turtle(each.read_text("utf-8"), each.name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_states_its_version_in_its_version_iri_too(path):
    (header,) = _HEADER.findall(path.read_text(encoding="utf-8"))
    iri, version_iri, version = header
    assert version_iri == f"{iri}/{version}"


def test_the_version_of_each_module_is_a_heading_of_the_changelog():
    versions = {_HEADER.findall(each.read_text(encoding="utf-8"))[0][2] for each in FILES}
    assert {each for each in versions if not re.search(rf"^## {each}\b", CHANGELOG, re.M)} == set()


def test_each_deprecated_term_has_a_line_in_the_changelog_and_what_replaces_it(vocabulary):
    gone = [s for s, _, _ in vocabulary.with_predicate(OWL + "deprecated")]
    assert gone
    assert [each for each in gone if f"`{curie(each)}`" not in CHANGELOG] == []
    assert [e for e in gone if not vocabulary.objects(e, DCTERMS + "isReplacedBy")] == []


def test_the_protege_catalog_finds_each_module_of_the_vocabulary():
    catalog = ElementTree.parse(ROOT / "ontology" / "catalog-v001.xml").getroot()
    found = {entry.get("uri") for entry in catalog.iter() if entry.get("uri")}
    assert sorted({each.name for each in (ROOT / "ontology").glob("*.ttl")} - found) == []


@pytest.mark.parametrize("form", ["ttl", "yaml", "jsonld"])
def test_what_is_written_is_the_same_in_each_process(form):
    call = [sys.executable, "-c", WRITES, "convert", "examples/own-board.ttl", "--to", form]
    written = {
        subprocess.run(
            call, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True,
            check=True, timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(written) == 1
