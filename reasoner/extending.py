"""Write out products that extend another: all that the other has, but for the stated differences.

A product that `tw:extends` another gets its own copy of each part, named after itself.  What it, or
such a part, states of a property replaces all that the other says of it; parts are added, and
`tw:without` takes away.  A figure that is taken over keeps its line, source and standing, and says
whom it is inherited from.  `tw:ram` and its like stand for the capacity of the one such part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .errors import DefinitionError, InputError, UnknownName, did_you_mean
from .facts import Fact, Facts
from .inheriting import EXTENDS, WITHOUT, Product
from .namespaces import RDF_TYPE, local_name, tw
from .said import Said
from .units import UnitSystem

_MOST_INHERITED = 500_000  # facts: some 5,000 products; what is read may be hostile
_MOST_NAMES = 12  # of a circle
_HAS_PART, _SHORT_FOR, _OF_PART = tw("hasPart"), tw("shortFor"), tw("ofPartKind")


@dataclass(frozen=True)
class Extended:
    """Facts with all products written out, and why some product could not be."""

    facts: list[Fact]
    refused: tuple[InputError, ...] = ()


def extended(
    asserted: Sequence[Fact], units: UnitSystem, known: Facts | None = None, before: bool = False
) -> Extended:
    """Return facts with what products inherit; what can't be is told, not raised.

    `known` has facts beside those asserted, such as the catalogue's: what is inherited of them gets
    the place of the `tw:extends`, or, where they were read `before`, stays at its own.
    """
    stated = [each for each in asserted if each.predicate == EXTENDS]
    short = {e.subject: e.object for e in asserted if e.predicate == _SHORT_FOR}
    short |= {s: o for s, _, o in known.with_predicate(_SHORT_FOR)} if known else {}
    briefly = [each for each in asserted if each.predicate in short]
    if not stated and not briefly:
        return Extended(list(asserted))
    said = Said(asserted, known, before)
    refused: list[InputError] = []
    extending = {each.subject for each in stated}
    for each in briefly:
        if each.subject not in extending:
            refused += _spell_out(each, short[each.predicate], said, {})
    for link in _in_order(stated, said, refused):
        product = Product(link, said, units)
        for each in briefly:
            if each.subject == link.subject:
                refused += _spell_out(each, short[each.predicate], said, product.names)
        refused += product.write_out()
        if len(said.facts) - len(asserted) > _MOST_INHERITED:
            refused.append(_too_much(link))
            break
    used = {*short, WITHOUT}  # what they say stands in the facts now
    return Extended([e for e in said.facts if e.predicate not in used], tuple(refused))


def inherits(asserted: Iterable[Fact], known: Facts) -> bool:
    """Say whether facts extend a product, or state a part's property of the product it is in."""
    stated = list(asserted)
    short = {e.subject for e in stated if e.predicate == _SHORT_FOR}
    short |= {s for s, _, _ in known.with_predicate(_SHORT_FOR)}
    return any(each.predicate == EXTENDS or each.predicate in short for each in stated)


def _in_order(
    stated: Sequence[Fact], said: Said, refused: list[InputError]
) -> Iterator[Fact]:
    """Yield each product's `tw:extends`, bases first; refuse circles, second and unknown bases."""
    links: dict[str, Fact] = {}
    for each in stated:
        if links.setdefault(each.subject, each).object != each.object:
            refused.append(_second(each, links[each.subject]))
    done: dict[str, bool] = {}  # whether what was looked at is sound
    for each in links.values():
        if each.subject in done:
            continue
        chain = _chain(each, links, done)
        base = chain[-1].object
        is_sound = done.get(base, base not in links and bool(said.of(base, each.place)))
        if base in links and base not in done:
            refused.append(_circle(each, chain, links[base]))
        elif base not in done and not is_sound:
            refused.append(_unknown(chain[-1], said))
        done |= {link.subject: is_sound for link in chain}
        yield from reversed(chain) if is_sound else ()


def _chain(link: Fact, links: Mapping[str, Fact], done: Mapping[str, bool]) -> list[Fact]:
    """Return a product's link, its base's and so on, up to what is no link, or known already."""
    found = {link.subject: link}
    while (base := link.object) in links and base not in found and base not in done:
        link = found[base] = links[base]
    return list(found.values())


def _second(link: Fact, first: Fact) -> DefinitionError:
    return DefinitionError(
        f"{local_name(link.subject)} extends two products", expected="one product",
        found=f"{local_name(first.object)} and {local_name(link.object)}", place=link.place,
    )


def _circle(link: Fact, chain: Sequence[Fact], again: Fact) -> DefinitionError:
    return DefinitionError(
        f"{local_name(link.subject)} extends what extends itself",
        expected="a product that extends nothing, at the end",
        found=" → ".join(local_name(each.subject) for each in (*chain[:_MOST_NAMES], again)),
        place=link.place,
    )


def _unknown(link: Fact, said: Said) -> UnknownName:
    name = local_name(link.object)
    return UnknownName(
        f"{local_name(link.subject)} extends {name}, of which nothing is said",
        expected="a product of the catalogue or of the files", found=name, place=link.place,
        hint=did_you_mean(name, {local_name(s) for s, _ in said.with_predicate(_HAS_PART)}),
    )


def _too_much(link: Fact) -> DefinitionError:
    return DefinitionError(
        "the products inherit too much", expected=f"at most {_MOST_INHERITED} facts",
        found="more", place=link.place,
    )


def _spell_out(
    fact: Fact, property_: str, said: Said, names: Mapping[str, str]
) -> list[InputError]:
    """State of the one part that a shorthand is about what is stated of the product.

    `names` has what its copies of the parts of another product are called.
    """
    classes = set(said.objects(fact.predicate, _OF_PART))
    types = {new: said.objects(old, RDF_TYPE) for old, new in names.items()}
    for part in (*types, *said.objects(fact.subject, _HAS_PART)):
        part = names.get(part, part)
        types[part] = said.objects(part, RDF_TYPE) or types.get(part, [])
    fitting = [part for part, own in types.items() if not classes.isdisjoint(own)]
    if len(fitting) == 1:
        said.add(Fact(fitting[0], property_, fact.object, fact.place))
        return []
    name, of = local_name(fact.predicate), local_name(property_)
    return [DefinitionError(
        f"{name} of {local_name(fact.subject)} is meant for one part, and there is "
        + ("none" if not fitting else "more than one"),
        expected=f"one part that is a {' or '.join(sorted(map(local_name, classes)))}",
        found=", ".join(sorted(map(local_name, fitting))) or "no such part",
        hint=f"state {of} of the part that is meant" if fitting else f"add the part, with its {of}",
        place=fact.place,
    )]  # fmt: skip
