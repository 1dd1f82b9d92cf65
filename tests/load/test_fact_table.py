"""Facts of a table answer as facts that are indexed whole."""

from __future__ import annotations

import pytest

from tierwise.reasoner.build import parse
from tierwise.reasoner.bundle import bundled_sources
from tierwise.reasoner.fact_table import TabledFacts
from tierwise.reasoner.facts import Fact, Facts
from tierwise.reasoner.load.columns import fact_rows, table_of
from tierwise.reasoner.namespaces import RDF_TYPE, tw

ABSENT = "urn:x#nothing"


@pytest.fixture(scope="module")
def whole() -> Facts:
    return Facts.of(parse(bundled_sources()[:6]))


@pytest.fixture(scope="module")
def tabled(whole) -> TabledFacts:
    written = [Fact(*triple, place) for triple, place in whole.places.items()]
    return TabledFacts(table_of(fact_rows(written)))


def test_they_are_equal_to_the_same_facts_indexed_whole(whole, tabled):
    assert tabled == whole
    assert tabled != Facts(whole.triples[1:], whole.places)


def test_what_is_said_of_each_subject_comes_in_the_same_order(whole, tabled):
    subjects = {subject for subject, _, _ in whole.triples}
    assert {s: tabled.properties(s) for s in subjects} == {
        s: whole.properties(s) for s in subjects
    }


def test_the_subjects_of_each_object_come_in_the_same_order(whole, tabled):
    ends = {(predicate, object_) for _, predicate, object_ in whole.triples}
    assert {e: tabled.subjects(*e) for e in ends} == {e: whole.subjects(*e) for e in ends}


def test_all_facts_with_a_property_are_found(whole, tabled):
    assert tabled.with_predicate(RDF_TYPE) == whole.with_predicate(RDF_TYPE) != []


def test_each_fact_has_the_place_where_it_was_written(whole, tabled):
    assert {each: tabled.place(each) for each in whole.triples} == whole.places


@pytest.mark.parametrize("end", [ABSENT, tw("Task")])
def test_of_what_no_fact_says_anything_nothing_is_found(end, tabled):
    assert tabled.objects(ABSENT, RDF_TYPE) == tabled.subjects(ABSENT, end) == []
    assert tabled.place((end, ABSENT, end)) is None
    assert tabled.with_predicate(ABSENT) == []


def test_without_some_and_with_others_they_are_as_whole_ones_would_be(whole, tabled):
    gone, more = whole.triples[:2], [(ABSENT, RDF_TYPE, tw("Task"))]
    assert tabled.altered(gone, more, {}) == whole.altered(gone, more, {})
