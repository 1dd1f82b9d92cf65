"""A deprecated term is told with what takes its place; one that means the same is mended."""

from dataclasses import replace
from pathlib import Path

import pytest

from tierwise.reasoner.facts import Facts, literal
from tierwise.reasoner.namespaces import DCTERMS, OWL, XSD, tw
from tierwise.reasoner.validate import validate
from tierwise.reasoner.validate.finding import Fix
from tierwise.reasoner.validate.fixes import apply_fixes
from tierwise.reasoner.validate.vocabulary import Vocabulary, bundled_vocabulary

HEAD = "@prefix tw: <https://w3id.org/tierwise/ontology#> .\n"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bundled_vocabulary()


@pytest.fixture(scope="module")
def later(vocabulary: Vocabulary) -> Vocabulary:
    """Return a vocabulary in which the flash pool is called a storage pool."""
    more = (
        (tw("FlashPool"), OWL + "deprecated", literal("true", XSD + "boolean")),
        (tw("FlashPool"), DCTERMS + "isReplacedBy", tw("StoragePool")),
    )
    return replace(vocabulary, facts=Facts((*vocabulary.facts.triples, *more)))


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "own.ttl"
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    return write


def warnings(path: Path, vocabulary: Vocabulary):
    found = validate([path], vocabulary).findings
    return [each for each in found if "deprecated" in each.message]


def test_a_deprecated_property_is_a_warning_at_its_line_that_names_the_new_one(file, vocabulary):
    (found,) = warnings(file("<urn:x> tw:macsPerCycle 2 ."), vocabulary)
    assert (found.severity, found.place.line, found.message, found.expected) == (
        "warning", 2, "tw:macsPerCycle is deprecated", "tw:costPerMac"
    )


def test_what_is_measured_otherwise_by_the_new_term_is_not_renamed(file, vocabulary):
    (found,) = warnings(file("<urn:x> tw:macsPerCycle 2 ."), vocabulary)
    assert found.fix is None


def test_a_term_that_means_the_same_is_mended(file, later):
    path = file("<urn:x> a tw:FlashPool .")
    (found,) = warnings(path, later)
    assert found.fix == Fix("FlashPool", "StoragePool")
    apply_fixes([found])
    assert "a tw:StoragePool ." in path.read_text(encoding="utf-8")
