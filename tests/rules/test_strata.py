"""Negation reads lower strata only; what can't be so ordered is refused with its cycle."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierwise.reasoner.errors import DefinitionError
from tierwise.reasoner.infer.strata import stratified
from tierwise.reasoner.rule import Pattern, Reach, Rule

NOT_MONOTONE = {
    "not exists": "?x :q ?y . FILTER NOT EXISTS { ?x :p ?y }",
    "negated exists": "?x :q ?y . FILTER(!EXISTS { ?x :p ?y })",
    "not exists in not exists": "?x :q ?y . FILTER NOT EXISTS { ?x :r ?z "
    "FILTER NOT EXISTS { ?z :p ?y } }",
    "one of two filters": "?x :q ?y . FILTER(?x != ?y) FILTER NOT EXISTS { ?x :p ?y }",
    "minus": "?x :q ?y . MINUS { ?x :p ?y }",
    "optional that is not bound": "?x :q ?y . OPTIONAL { ?x :p ?z } FILTER(!BOUND(?z))",
    "coalesce over optional": "?x :q ?z . OPTIONAL { ?x :p ?own } BIND(COALESCE(?own, ?z) AS ?y)",
    "exists as a value": "?x :q ?y . BIND(EXISTS { ?x :p ?y } AS ?has) FILTER(!?has)",
    "aggregate": "{ SELECT ?x (MAX(?z) AS ?y) { ?x :p ?z } GROUP BY ?x }",
    "sub-select with a limit": "{ SELECT ?x ?y { ?x :p ?y } LIMIT 1 }",
    "in a union": "{ ?x :q ?y } UNION { ?x :r ?y MINUS { ?x :p ?y } }",
    "path": "?x :q ?y . FILTER NOT EXISTS { ?x :r/^:p+ ?y }",
    "negated property set": "?x :q ?y . FILTER NOT EXISTS { ?x !:r ?y }",
    "any property": "?x :q ?y . FILTER NOT EXISTS { ?x ?any ?y }",
}
MONOTONE = {
    "itself": "?x :p ?z . ?z :p ?y .",
    "path": "?x :p+/:q* ?y .",
    "union": "{ ?x :q ?y } UNION { ?y :p ?x }",
    "exists": "?x :q ?y . FILTER EXISTS { ?x :p ?z } FILTER(?x != ?y)",
    "values and bind": "?x :p ?z . VALUES ?z { :a } BIND(:b AS ?y)",
    "negation of another": "?x :p ?y . MINUS { ?x :q ?y } OPTIONAL { ?x :r ?z }",
}


@pytest.mark.parametrize("body", NOT_MONOTONE.values(), ids=NOT_MONOTONE)
def test_a_rule_that_negates_its_own_head_is_refused(body, rule):
    with pytest.raises(DefinitionError, match="own conclusions"):
        stratified([rule("own", "?x :p ?y", body)])


@pytest.mark.parametrize("body", MONOTONE.values(), ids=MONOTONE)
def test_a_rule_that_reads_its_own_head_without_negation_is_taken(body, rule):
    assert stratified([rule("own", "?x :p ?y", body)])[0].stratum == 1


def test_a_cycle_through_a_negation_is_named_rule_by_rule_with_its_lines(rule):
    rules = [
        rule("fresh", "?x a :Fresh", "?x a :Fruit .\n  FILTER NOT EXISTS { ?x :has :mould }"),
        rule("shown", "?x :liesIn :window", "?x a :Fresh ."),
        rule("mouldy", "?x :has :mould", "?x a :Fruit .\n  ?x :liesIn :window ."),
    ]
    with pytest.raises(DefinitionError) as refused:
        stratified(rules)
    ours = "https://example.org/rule#"
    assert str(refused.value.place) == "fresh.rq:7"
    assert refused.value.found == (
        f"fresh (fresh.rq:4) → a <{ours}Fresh> → shown (shown.rq:6) → <{ours}liesIn> "
        f"→ mouldy (mouldy.rq:7) → <{ours}has>, negated → fresh (fresh.rq:7)"
    )


def test_a_cycle_through_two_negations_names_both(rule):
    rules = [rule("a", "?x a :A", "?x a :X . FILTER NOT EXISTS { ?x a :B }"),
             rule("b", "?x a :B", "?x a :X . FILTER NOT EXISTS { ?x a :A }")]
    with pytest.raises(DefinitionError) as refused:
        stratified(rules)
    assert str(refused.value.found).count(", negated") == 2


def test_a_rule_that_does_not_parse_is_told_at_its_line(rule):
    with pytest.raises(DefinitionError) as refused:
        rule("broken", "?x :p ?y", "?x :q ?y .\n  FILTER(?x <> ?y)")
    assert str(refused.value.place) == "broken.rq:7"


def test_a_rule_with_an_unknown_prefix_is_refused_with_the_prefix(rule):
    with pytest.raises(DefinitionError, match="unknown prefix no:"):
        rule("unknown", "?x :p ?y", "?x no:q ?y .")


def test_negation_of_one_class_is_no_negation_of_another(rule):
    rules = [rule("b", "?x a :B", "?x a :A . FILTER NOT EXISTS { ?x a :C }"),
             rule("c", "?x a :C", "?x a :A . FILTER NOT EXISTS { ?x a :D }")]
    assert {each.name: each.stratum for each in stratified(rules)} == {"b": 2, "c": 1}


def test_a_rule_that_writes_any_class_closes_a_cycle_over_a_negated_class(rule):
    rules = [rule("b", "?x a :B", "?x a :A . FILTER NOT EXISTS { ?x a :C }"),
             rule("wider", "?x a ?y", "?x a ?z . ?z :within ?y .")]
    with pytest.raises(DefinitionError, match="wider"):
        stratified(rules)


def test_the_shipped_rules_are_stratified_with_what_they_negate_below(shipped):
    rules = stratified(shipped.values())
    wrong = [
        (writer.name, reader.name)
        for writer, reader in product(rules, rules)
        for written, negated in product(writer.reach.writes, reader.reach.negates)
        if written.meets(negated) and writer.stratum >= reader.stratum
    ]
    assert wrong == []


PATTERNS = st.lists(st.sampled_from("pqrst").map(Pattern), max_size=2).map(tuple)
HEADS = st.lists(st.sampled_from("pqrst").map(Pattern), min_size=1, max_size=1).map(tuple)
REACHES = st.lists(st.builds(Reach, HEADS, PATTERNS, PATTERNS), min_size=1, max_size=6)


def _rules(reaches: list[Reach]) -> list[Rule]:
    return [
        Rule(f"rule-{number}", "", "", 0, "", "", "", "", "", reach=reach)
        for number, reach in enumerate(reaches)
    ]


@given(REACHES)
def test_rules_are_ordered_by_what_they_read_or_refused(reaches):
    try:
        rules = stratified(_rules(reaches))
    except DefinitionError as refused:
        assert ", negated → " in str(refused.found)
        return
    for writer, reader in product(rules, rules):
        written = set(writer.reach.writes)
        assert not written & set(reader.reach.reads) or writer.stratum <= reader.stratum
        assert not written & set(reader.reach.negates) or writer.stratum < reader.stratum
