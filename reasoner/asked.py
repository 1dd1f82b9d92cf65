"""What is asked of: the names that the user's files give, which something defines, and the site."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import InputError, TopologyError, UnknownName, did_you_mean
from .facts import Fact, Facts
from .namespaces import PREFIXES, RDF_TYPE, curie, local_name, tw
from .template import BLANK, is_blank


def check_names(asserted: Sequence[Fact], facts: Facts, own: set[str]) -> None:
    """Refuse a name of ours that nothing defines: a misspelt property would be passed over."""
    ours = (PREFIXES["tw"], PREFIXES["cat"])
    for fact in asserted:
        if fact.place.file not in own:
            continue
        if is_blank(fact):
            raise InputError(
                f"{local_name(fact.predicate)} is not filled in", expected="a value", found=BLANK,
                hint="fill it in, or delete the line", place=fact.place,
            )
        for term in (fact.predicate, fact.object):
            if term.startswith(ours) and not facts.properties(term):
                names = (s for s, _, _ in facts.triples if s.startswith(ours))
                hint = did_you_mean(curie(term), map(curie, dict.fromkeys(names)))
                raise UnknownName(
                    f"unknown name {curie(term)}", expected="a term of the vocabulary or catalogue",
                    found=curie(term), hint=hint, place=fact.place,
                )
        _check_object(fact, facts)


def _check_object(fact: Fact, facts: Facts) -> None:
    """Refuse a thing of the user's that nothing is said of: a misspelt model would be no model."""
    thing = fact.object
    if (
        thing.startswith(('"', "_:")) or facts.properties(thing)
        or not fact.predicate.startswith(PREFIXES["tw"])
        or not facts.is_a(fact.predicate, PREFIXES["owl"] + "ObjectProperty")
    ):
        return
    named = (
        s for s, p, _ in facts.triples
        if p == RDF_TYPE and not s.startswith(("_:", PREFIXES["tw"]))
    )
    raise UnknownName(
        f"nothing is said of {curie(thing)}", expected=f"a thing that {curie(fact.predicate)} "
        "can lead to, with its facts", found=local_name(thing),
        hint=did_you_mean(local_name(thing), map(local_name, dict.fromkeys(named))),
        place=fact.place,
    )


def find_site(facts: Facts, name: str | None, own: set[str]) -> str | None:
    """Return the site of the user's files that is asked of; None for the whole catalogue."""
    written = [
        (each, facts.place((each, RDF_TYPE, tw("Site"))))
        for each in facts.subjects(RDF_TYPE, tw("Site"))
    ]
    sites = [each for each, place in written if place and place.file in own]
    if name is None:
        if len(sites) > 1:
            raise TopologyError(
                "the files hold several sites", expected="one, or --site NAME",
                found=", ".join(sorted(local_name(each) for each in sites)),
            )
        return sites[0] if sites else None
    for each in sites:
        if name in (each, local_name(each)):
            return each
    known = [local_name(each) for each in sites]
    raise UnknownName(
        f"unknown site {name}", expected=", ".join(known) or "a file with a tw:Site", found=name,
        hint=did_you_mean(name, known),
    )
