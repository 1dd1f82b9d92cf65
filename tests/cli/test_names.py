"""Names as people type them: one that several things have is no guess."""

import pytest

from tierwise.cli.render.table import table
from tierwise.reasoner.errors import UnknownName
from tierwise.reasoner.reading import find_instance, find_thing

TWO = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/one#> .
@prefix ey: <https://example.org/other#> .
ex:watch a tw:Task ; rdfs:label "Watch the door" .
ey:watch a tw:Task ; rdfs:label "Watch the gate" .
ey:count a tw:Task ; rdfs:label "Count" .
"""
MEANT = {
    "https://example.org/one#watch": "https://example.org/one#watch",
    "<https://example.org/other#watch>": "https://example.org/other#watch",
    "watch the gate": "https://example.org/other#watch",
    "count": "https://example.org/other#count",
}


@pytest.mark.parametrize("name", MEANT)
def test_a_name_that_one_thing_has_is_found(name, knowledge_of):
    assert find_instance(knowledge_of(TWO), name, "Task") == MEANT[name]


def test_a_name_that_several_things_have_is_refused_with_all_of_them(knowledge_of):
    for find in (find_thing, lambda *asked: find_instance(*asked, "Task")):
        with pytest.raises(UnknownName, match="watch names several things") as refusal:
            find(knowledge_of(TWO), "watch")
        assert "<https://example.org/one#watch>, <https://" in (refusal.value.found or "")


def test_a_table_is_made_where_the_caller_has_closed_its_output(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    assert table(["name"], [["esp32"]]) == "name\nesp32"
