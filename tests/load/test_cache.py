"""What the cache folder holds is read back as it was kept, or is as if it were not there."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierwise.reasoner.build import build, parse
from tierwise.reasoner.bundle import bundled_ground, bundled_rules, bundled_sources, load
from tierwise.reasoner.formula import as_tree
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.load.cache import cache_folder, read_kept, write_kept
from tierwise.reasoner.load.columns import FLOAT, INTEGER, fact_rows, facts_of, packed
from tierwise.reasoner.load.memory import Memory
from tierwise.reasoner.load.snapshot import knowledge_of, knowledge_rows
from tierwise.reasoner.rule import Reach

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
)
WRONG = {
    "a rule that is a list": ("rules", 0, []),
    "a quantity with too many parts": ("quantities", 0, {"name": "n", "new": 1}),
    "a unit that is a number": ("units", 0, [1] * 9),
}
ONE, FAR = (packed([number], INTEGER) for number in (1, 10**9))
WRONG_COLUMNS = {
    "terms that are no texts": ("terms", [7]),
    "a fact without such a term": ("objects", FAR),
    "a column that is no base64": ("subjects", "?"),
    "a column that is a list": ("subjects", [1]),
    "a column that was cut": ("objects", ONE),
    "a place that is no place": ("at", FAR),
    "a line that is no number": ("line", "AAA="),
    "a file that is no text": ("files", [None]),
}
WRONG_FIGURES = {
    "a value that is a text": ("value", "1"),
    "a unit that is none of the texts": ("unit", FAR),
    "a property that is not stated": ("property", packed([-1], INTEGER)),
    "conditions that are no texts": ("conditions", [[1]]),
    "one value for many figures": ("value", packed([1.0], FLOAT)),
    "texts that are numbers": ("texts", [1]),
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    vocabulary = [each for each in bundled_sources() if "catalog/" not in each.name]
    return build(parse(vocabulary), bundled_rules(), None, set())


@pytest.fixture(scope="module")
def rows(knowledge):
    return json.loads(json.dumps(knowledge_rows(knowledge)))


@pytest.fixture(scope="module")
def facts():
    return parse(bundled_sources()[:3])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("TIERWISE_CACHE_DIR", str(tmp_path))
    return tmp_path


def parts(knowledge: Knowledge | None):
    assert knowledge is not None
    return (knowledge.asserted, knowledge.inferred, knowledge.figures, knowledge.definitions,
            knowledge.rules, knowledge.units.rows(), knowledge.site)


def test_knowledge_is_read_back_as_it_was_kept(knowledge, rows):
    assert parts(knowledge_of(rows)) == parts(knowledge)


def test_facts_are_read_back_with_their_places(facts):
    assert facts_of(json.loads(json.dumps(fact_rows(facts)))) == facts


@pytest.mark.parametrize(("part", "index", "value"), WRONG.values(), ids=WRONG)
def test_knowledge_with_a_wrong_part_is_not_read(part, index, value, rows):
    wrong = copy.copy(rows)
    wrong[part] = [*rows[part]]
    wrong[part][index] = value
    assert knowledge_of(wrong) is None


@pytest.mark.parametrize(("column", "value"), WRONG_COLUMNS.values(), ids=WRONG_COLUMNS)
def test_facts_with_a_wrong_column_are_not_read(column, value, rows, facts):
    assert facts_of(fact_rows(facts) | {column: value}) is None
    assert knowledge_of(rows | {"facts": rows["facts"] | {column: value}}) is None


@pytest.mark.parametrize(("column", "value"), WRONG_FIGURES.values(), ids=WRONG_FIGURES)
def test_figures_with_a_wrong_column_are_not_read(column, value, rows):
    assert knowledge_of(rows | {"figures": rows["figures"] | {column: value}}) is None


@pytest.mark.parametrize("name", ["tree", "applies"])
def test_knowledge_with_a_hostile_formula_is_not_read(name, rows):
    part = "quantities" if name == "tree" else "constraints"
    wrong = copy.deepcopy(rows)
    wrong[part][-1][name] = ["__import__", ["variable", "os"]]
    assert knowledge_of(wrong) is None


@given(JSON)
def test_any_json_is_read_or_passed_over(data):
    for read in (knowledge_of, facts_of, as_tree, Reach.from_rows):
        read(data)
    Memory(data).find("formula", "?a")


def test_a_file_that_was_changed_or_cut_is_as_one_that_is_not_there(folder):
    write_kept("facts", "key", ["a", "b"])
    (file,) = folder.iterdir()
    assert read_kept("facts", "key") == ["a", "b"]
    file.write_bytes(file.read_bytes().replace(b'"b"', b'"c"'))
    assert read_kept("facts", "key") is None


def test_a_file_that_is_nested_too_deeply_is_as_one_that_is_not_there(folder):
    data = b"[" * 10**6
    check = hashlib.sha256(data).hexdigest().encode()
    (folder / "facts-key.json").write_bytes(check + b"\n" + data)
    assert read_kept("facts", "key") is None


def test_of_each_kind_only_the_newest_files_are_kept(folder):
    for number in range(5):
        write_kept("facts", str(number), [])
    write_kept("memory", "other", [])
    assert len(list(folder.glob("facts-*"))) == 3
    assert len(list(folder.glob("memory-*"))) == 1


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path, monkeypatch):
    occupied = tmp_path / "file"
    occupied.write_text("", encoding="utf-8")
    monkeypatch.setenv("TIERWISE_CACHE_DIR", str(occupied))
    write_kept("facts", "key", [])
    assert read_kept("facts", "key") is None


def test_knowledge_is_the_same_whatever_stands_in_the_cache(tmp_path, monkeypatch):
    first, kept = load(), list(cache_folder().iterdir())
    monkeypatch.setenv("TIERWISE_CACHE_DIR", str(tmp_path))
    for each in kept:
        kind, _, key = each.stem.partition("-")
        write_kept(kind, key, {"formula 1": ["?"], "terms": [1]})
    for _ in range(2):
        bundled_ground.cache_clear()  # as in another process
        assert parts(load()) == parts(first)


def test_a_formula_that_is_remembered_wrongly_is_replaced():
    memory = Memory({"formula ?a + 1": ["explode"]})
    assert as_tree(memory.find("formula", "?a + 1")) is None
    right = ("+", ("variable", "a"), ("number", 1.0))
    memory.keep("formula", "?a + 1", right)
    assert as_tree(memory.find("formula", "?a + 1")) == right
    assert memory.has_new and memory.rows() == {"formula ?a + 1": right}
