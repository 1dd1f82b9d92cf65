"""Facts that are altered are what they would be if they had been written so."""

from hypothesis import given
from hypothesis import strategies as st

from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Facts

NAMES = st.sampled_from("abcd")
TRIPLES = st.lists(st.tuples(NAMES, NAMES, NAMES), unique=True, max_size=12)


def facts(triples):
    return Facts(tuple(triples), {each: Place("a.ttl", i) for i, each in enumerate(triples)})


@given(TRIPLES, TRIPLES, TRIPLES)
def test_altered_facts_equal_those_that_are_written_anew(asserted, gone, more):
    found = facts(asserted).altered(gone, more, {})
    stay = [each for each in asserted if each not in gone]
    anew = Facts(tuple(dict.fromkeys([*stay, *more])))
    assert set(found.triples) == set(anew.triples)
    assert len(found.triples) == len(anew.triples)
    for s in "abcd":
        assert {p: set(o) for p, o in found.properties(s).items()} == {
            p: set(o) for p, o in anew.properties(s).items()
        }


@given(TRIPLES, TRIPLES, TRIPLES)
def test_what_is_altered_leaves_the_old_facts_as_they_were(asserted, gone, more):
    old = facts(asserted)
    before = {s: dict(old.properties(s)) for s in "abcd"}, old.triples
    old.altered(gone, more, {})
    assert ({s: dict(old.properties(s)) for s in "abcd"}, old.triples) == before


@given(TRIPLES, TRIPLES)
def test_the_index_by_object_follows(asserted, more):
    found = facts(asserted).with_triples(more)
    expected = {s for s, p, o in (*asserted, *more) if (p, o) == ("a", "b")}
    assert set(found.subjects("a", "b")) == expected
