"""What the checker keeps of installed files is what it read, and nothing else is taken for it."""

import json

import pytest

from tierwise.reasoner.check.joins import join_of
from tierwise.reasoner.check.kept import Kept
from tierwise.reasoner.check.library import File, installed_facts
from tierwise.reasoner.check.turtle import read_turtle

TEXT = """@prefix : <urn:x:> .
:a :p "a \\"word\\"" , "mot"@fr , 5e-3 ;
    :q [ :r ( 1 2 ) ] .
"""
FILE = File("x.ttl", TEXT)


@pytest.fixture
def kept(tmp_path):
    kept = Kept(tmp_path / "check")
    kept.keep_statements(FILE, read_turtle(FILE.text, FILE.name))
    return kept


@pytest.mark.parametrize("file", [FILE, installed_facts()[3]], ids=["small", "installed"])
def test_statements_are_read_back_as_they_were_read(file, kept):
    read = read_turtle(file.text, file.name)
    kept.keep_statements(file, read)
    assert kept.statements(file) == read


def test_formulas_are_read_back_as_they_were_read(kept):
    trees = {"?a / 2.5": ("/", ("variable", "a"), ("number", 2.5))}
    kept.keep_trees(trees)
    assert kept.trees() == trees


@pytest.mark.parametrize("other", [File("x.ttl", TEXT + "\n"), File("y.ttl", TEXT)])
def test_another_text_or_name_has_nothing_kept(other, kept):
    assert kept.statements(other) is None


@pytest.mark.parametrize(
    "damaged", [b"", b"{}", b"\xff\n{}", b"0\n[]"], ids=["empty", "bare", "bytes", "digest"]
)
def test_a_damaged_file_is_as_if_it_were_not_there(damaged, kept):
    (path,) = kept.folder.iterdir()
    path.write_bytes(damaged)
    assert kept.statements(FILE) is None


def test_a_fact_that_is_changed_in_the_kept_file_is_not_read(kept):
    (path,) = kept.folder.iterdir()
    path.write_bytes(path.read_bytes().replace(b"mot", b"non"))
    assert kept.statements(FILE) is None


def test_without_a_folder_nothing_is_kept():
    Kept(None).keep_statements(FILE, [])
    assert Kept(None).statements(FILE) is None and Kept(None).trees() == {}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    kept = Kept(tmp_path / "file")
    kept.keep_trees({})
    assert kept.trees() == {}


def test_trees_that_are_no_formulas_are_passed_over(kept):
    kept.keep_trees(json.loads("[1]"))
    assert kept.trees() == {}


@pytest.fixture(scope="module")
def world(checker):
    return checker.world(None, [])


def test_a_rule_that_only_joins_concludes_what_rdflib_concludes(world):
    rules = [each for each in world.rules.values() if join_of(each)]
    ours = {each.name: set(join_of(each).conclusions(world.graph, None)) for each in rules}
    assert ours == {each.name: set(world.graph.query(each.construct)) for each in rules}
    assert {"subclass", "support-operator-set"} <= ours.keys()


def test_what_is_new_adds_just_what_was_not_concluded_without_it(world):
    join = join_of(world.rules["subclass"])
    triples = sorted(world.graph)
    new, before = triples[::7], type(world.graph)()
    before += [each for at, each in enumerate(triples) if at % 7]
    found = {*join.conclusions(before, None), *join.conclusions(world.graph, new)}
    assert found == set(join.conclusions(world.graph, None))
