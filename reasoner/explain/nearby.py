"""The facts that a rule's body can match once some of its variables are known.

A query over them has the same answers as one over all facts, which would first have to be put
into a store: for one proof, most of the work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..facts import Facts, Triple, is_literal
from ..namespaces import RDF_TYPE
from .bodies import is_path, named, path_steps, patterns

_BRACE = re.compile(r"[{}]")
_TYPE = re.compile(r"\ba\b")


@dataclass(frozen=True)
class Group:
    """The patterns that stand together between braces, and the groups inside.

    `unread` are names that no pattern, as we read them, has as its property: if one is a property
    all the same, all its facts are taken.
    """

    patterns: tuple[Triple, ...]
    inner: tuple[Group, ...]
    unread: frozenset[str] = frozenset()


def group_of(body: str) -> Group:
    """Return the patterns of a rule's body by its braces."""
    outer, inner = _split(body)
    group = Group(tuple(patterns(outer)), tuple(group_of(each) for each in inner))
    names = named(body) | ({RDF_TYPE} if _TYPE.search(body) else frozenset())
    return Group(group.patterns, group.inner, names - _read(group))


def _split(text: str) -> tuple[str, list[str]]:
    """Return what stands outside of braces, and what stands in each outermost pair of them."""
    outside, inside, depth, start = [], [], 0, 0
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            if depth == 0:
                outside.append(text[start : brace.start()])
                start = brace.end()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                inside.append(text[start : brace.start()])
                start = brace.end()
    return " . ".join([*outside, text[start:]]), inside


def _read(group: Group) -> set[str]:
    found = {each for inner in group.inner for each in _read(inner)}
    for _, predicate, _ in group.patterns:
        found.update([step for step, _ in path_steps(predicate)] if is_path(predicate)
                     else [predicate])
    return found


def nearby(known: Facts, group: Group, bound: dict[str, str]) -> set[Triple]:
    """Return all facts that a solution under these bindings can rest on, negations too."""
    found: set[Triple] = {t for each in group.unread for t in known.with_predicate(each)}
    ends = {f"?{name}": {value} for name, value in bound.items() if not is_literal(value)}
    _gather(known, group, ends, found)
    return found


def _gather(known: Facts, group: Group, ends: dict[str, set[str]], found: set[Triple]) -> None:
    """Add the facts of a group: those at ends that are known first, which make others known.

    A variable is known by a pattern that each solution has to match; what only an inner group
    says (OPTIONAL, NOT EXISTS) is known in that group.
    """
    waiting = list(group.patterns)
    while waiting:
        pattern = min(waiting, key=lambda each: _openness(each, ends))
        waiting.remove(pattern)
        matched = _matching(known, pattern, ends)
        found |= matched
        if not is_path(pattern[1]):
            for end, at in ((pattern[0], 0), (pattern[2], 2)):
                if end.startswith("?") and end not in ends:
                    values = {each[at] for each in matched}
                    if not any(map(is_literal, values)):
                        ends[end] = values
    for each in group.inner:
        _gather(known, each, dict(ends), found)


def _openness(pattern: Triple, ends: dict[str, set[str]]) -> int:
    """Return 0 where a pattern's subject is known, 1 where its object is, 2 where neither is."""
    if _known(pattern[0], ends) is not None:
        return 0
    return 1 if _known(pattern[2], ends) is not None else 2


def _known(end: str, ends: dict[str, set[str]]) -> set[str] | None:
    """Return what an end can be; a literal says nothing, as stores write 1.0 as 1."""
    if end.startswith("?"):
        return ends.get(end)
    return None if is_literal(end) else {end}


def _matching(known: Facts, pattern: Triple, ends: dict[str, set[str]]) -> set[Triple]:
    subject, predicate, object_ = pattern
    subjects, objects = _known(subject, ends), _known(object_, ends)
    if is_path(predicate):
        return _along(known, predicate, subjects, objects)
    if predicate.startswith("?"):
        if subjects is None:
            return set(known.triples)
        return {(s, p, o) for s in subjects for p, os in known.properties(s).items() for o in os}
    if subjects is not None:
        return {(s, predicate, o) for s in subjects for o in known.objects(s, predicate)}
    if objects is not None:
        return {(s, predicate, o) for o in objects for s in known.subjects(predicate, o)}
    return set(known.with_predicate(predicate))


def _along(
    known: Facts, path: str, subjects: set[str] | None, objects: set[str] | None
) -> set[Triple]:
    """Return the facts of a path's steps, taken in any order, from the end that is known."""
    steps = path_steps(path)
    if subjects is None and objects is None:
        return {each for step, _ in steps for each in known.with_predicate(step)}
    found: set[Triple] = set()
    waiting = list(subjects if subjects is not None else objects or ())
    seen = set(waiting)
    while waiting:
        here = waiting.pop()
        for step, is_inverse in steps:
            if is_inverse == (subjects is not None):
                fresh = {(each, step, here) for each in known.subjects(step, here)}
                reached = {each[0] for each in fresh}
            else:
                fresh = {(here, step, each) for each in known.objects(here, step)}
                reached = {each[2] for each in fresh}
            found |= fresh
            waiting += reached - seen
            seen |= reached
    return found
