"""Infer again what follows where a few facts are other: a rule is run if what it reads is.

What each rule concludes is known from before.  A rule whose conclusions turn out the same ends the
matter there, however much could have followed from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from ..facts import Facts, Triple
from ..rule import Pattern, Rule
from ..store import new_store, to_triple
from .fixpoint import conclusions, infer, pattern, readable
from .rest import Rest

_Concluded = dict[str, frozenset[Triple]]  # by rule, whoever else says so


@dataclass(frozen=True)
class _Group:
    """Rules that read what they conclude themselves, or one rule that does not."""

    rules: tuple[Rule, ...]
    is_recursive: bool

    def due(self, other: Iterable[Triple], stated: Iterable[Triple]) -> list[Rule]:
        """Return the rules that read facts which are other than before.

        Of rules that read their own conclusions also those that may have concluded what was stated.
        """
        met, said = ({pattern(each) for each in ours} for ours in (other, stated))
        return [
            each for each in self.rules
            if _meet(met, (*each.reach.reads, *each.reach.negates))
            or (self.is_recursive and _meet(said, each.reach.writes))
        ]


def _meet(met: Iterable[Pattern], patterns: Iterable[Pattern]) -> bool:
    return any(each.meets(other) for each in patterns for other in met)


class Again:
    """Facts with all that follows from them, asked what would follow from nearly the same facts.
    """

    def __init__(self, facts: Facts, inferred: dict[Triple, str], rules: Sequence[Rule]) -> None:
        self._known = facts, inferred, rules
        self._world: _World | None = None
        self._rest: Rest | None = None
        self._met: frozenset[str] = frozenset()  # subjects that have led to less before
        self._is_asked = False
        self._lock = Lock()

    def after(self, asserted: Facts, other: Iterable[Triple]) -> dict[Triple, str]:
        """Return what follows from asserted facts, each triple with a rule that concludes it.

        `other` are all that are stated and were not, or were stated and are not.  The first time
        it is inferred from nothing.  So it is where rules that read their own conclusions may
        conclude less than before, for what is left could rest on itself; but where that is met
        with the same subjects again, they are laid upon what follows without them.
        """
        other = set(other)
        with self._lock:
            found = self._from_before(asserted, other) if self._is_asked else None
            self._is_asked = True
        return infer(asserted, self._known[2]) if found is None else found

    def _from_before(self, asserted: Facts, other: set[Triple]) -> dict[Triple, str] | None:
        facts, _, rules = self._known
        if self._world is None:
            self._world = _World(*self._known)
        found = self._world.after(asserted, other)
        if found is not None:
            return found
        subjects = frozenset(each[0] for each in other)
        if not subjects <= self._met:
            self._met |= subjects
            return None
        if self._rest is None or not subjects <= self._rest.subjects:
            self._rest = Rest(facts, self._met, rules)
        return self._rest.after(asserted)


class _World:
    """The stores that rules are run on; they are changed for one question and changed back."""

    def __init__(self, facts: Facts, inferred: dict[Triple, str], rules: Sequence[Rule]) -> None:
        self.inferred, self.groups = inferred, _groups(rules)
        self.circular = {e.name: e for g in self.groups if g.is_recursive for e in g.rules}
        self._read = {p.predicate for e in rules for p in (*e.reach.reads, *e.reach.negates)}
        self._store = new_store(readable((*facts.triples, *inferred), rules))
        self.concluded: _Concluded = {each.name: self.run(each) for each in rules}
        # Without what rules conclude that read what they conclude themselves.
        first = (each for each, name in inferred.items() if name not in self.circular)
        self._first = new_store(readable((*facts.triples, *first), rules))

    def after(self, asserted: Facts, other: Iterable[Triple]) -> dict[Triple, str] | None:
        """Return what follows from asserted facts; None where that can't be told from before."""
        trial = _Trial(self, asserted, dict(self.concluded))
        try:
            return trial.inferred() if trial.run(set(other)) else None
        finally:
            trial.undo()

    def put(self, triple: Triple, is_there: bool, is_first: bool) -> None:
        """Add a triple to the stores, or take it out; what no rule reads is in neither."""
        if None in self._read or triple[1] in self._read:
            quad = ox.Quad(*to_triple(triple))
            for each in (self._store, self._first) if is_first else (self._store,):
                (each.add if is_there else each.remove)(quad)

    def run(self, rule: Rule) -> frozenset[Triple]:
        """Return what a rule concludes as things are now."""
        return frozenset(conclusions(self._store, rule))

    def run_first(self, rule: Rule) -> frozenset[Triple]:
        """Return what it concludes from what can not rest on itself.

        Nothing where it negates what may: without that it could conclude too much.
        """
        written = [each for e in self.circular.values() for each in e.reach.writes]
        is_safe = not _meet(written, rule.reach.negates)
        return frozenset(conclusions(self._first, rule)) if is_safe else frozenset()


@dataclass
class _Trial:
    """One set of asserted facts, and what differs from what was known before."""

    base: _World
    asserted: Facts
    concluded: _Concluded
    other: dict[Triple, tuple[bool, bool]] = field(default_factory=dict)  # holds now, and at first
    touched: set[Triple] = field(default_factory=set)
    first: dict[Triple, str] = field(default_factory=dict)  # the rule that concluded it first

    def run(self, stated: set[Triple]) -> bool:
        """Run the rules that read what is other, those first that others rest on; False: in vain.
        """
        self.touched |= stated
        for each in stated:
            if not any(each in found for found in self.concluded.values()):
                self._set(each, self._is_stated(each), True)
            elif not self._is_stated(each) and self._is_circular(each):
                return False
        for group in self.base.groups:
            due = group.due(self.other, stated)
            if due and not (
                self._recur(group, due) if group.is_recursive else self._conclude(due[0])
            ):
                return False
        return True

    def inferred(self) -> dict[Triple, str]:
        """Return what is not stated and follows, each triple with a rule that concludes it."""
        found = dict(self.base.inferred)
        for each in self.touched:
            found.pop(each, None)
            rule = None if self._is_stated(each) else self._rule(each)
            if rule is not None:
                found[each] = rule
        return dict(sorted(found.items())) if self.touched else found

    def undo(self) -> None:
        """Leave the stores as they were."""
        for each, (holds, is_first) in self.other.items():
            self.base.put(each, not holds, is_first)

    def _rule(self, triple: Triple) -> str | None:
        """Return a rule that concludes a triple from what does not rest on it."""
        rules = [name for name, found in self.concluded.items() if triple in found]
        known = self.first.get(triple) or self.base.inferred.get(triple)
        if known in rules:
            return known
        return min(rules, key=lambda each: (each in self.base.circular, each), default=None)

    def _is_stated(self, triple: Triple) -> bool:
        return triple[2] in self.asserted.objects(triple[0], triple[1])

    def _holds(self, triple: Triple) -> bool:
        return self._is_stated(triple) or any(triple in e for e in self.concluded.values())

    def _set(self, triple: Triple, holds: bool, is_first: bool) -> None:
        """Let a triple hold that did not, or the other way round."""
        self.base.put(triple, holds, is_first)
        if triple in self.other:  # as it was at first
            del self.other[triple]
        else:
            self.other[triple] = (holds, is_first)

    def _is_circular(self, triple: Triple) -> bool:
        """Say whether a rule concludes it that reads its own conclusions."""
        return any(triple in self.concluded[name] for name in self.base.circular)

    def _conclude(self, rule: Rule) -> bool:
        """Run a rule that reads nothing of what it concludes; False where a circle may keep that.
        """
        before, found = self.concluded[rule.name], self.base.run(rule)
        fresh = [each for each in found - before if not self._holds(each)]
        self.concluded[rule.name] = found
        self.touched |= before ^ found
        self.first |= dict.fromkeys(fresh, rule.name)
        for each in fresh:
            self._set(each, True, True)
        for each in before - found:
            if not self._holds(each):
                self._set(each, False, True)
            elif self._is_circular(each):
                return False
        return True

    def _recur(self, group: _Group, due: Sequence[Rule]) -> bool:
        """Go on with rules that read what they conclude; False where they may conclude less.

        What they concluded stays if all of it follows from what can not rest on itself.
        """
        if any(not self.concluded[each.name] <= self.base.run_first(each) for each in due):
            return False
        while due:
            found = {each.name: self.base.run(each) for each in due}
            fresh = {
                triple: name for name in sorted(found, reverse=True) for triple in found[name]
                if not self._holds(triple)
            }
            self.touched |= {t for name in found for t in found[name] ^ self.concluded[name]}
            self.concluded |= found
            self.first |= fresh
            for each in fresh:
                self._set(each, True, False)
            due = group.due(fresh, ()) if fresh else []
        return True


def _groups(rules: Sequence[Rule]) -> list[_Group]:
    """Return the rules by what they rest on: no group reads what a later one concludes."""
    ours = sorted(rules, key=lambda each: (each.stratum, each.name))
    feeds = np.array([[_feeds(e, o) for o in ours] for e in ours], dtype=bool)
    leads: NDArray[np.bool_] = feeds.reshape(len(ours), len(ours))
    for _ in ours:  # what leads to what leads there
        leads |= leads @ leads
    together = leads & leads.T
    found: dict[tuple[int, ...], int] = {}
    for i in range(len(ours)):
        members = tuple(int(each) for each in np.flatnonzero(together[i])) or (i,)
        rests_on = set(np.flatnonzero(leads[:, members].any(axis=1)).tolist()) | set(members)
        found[members] = len(rests_on)
    return [
        _Group(tuple(ours[i] for i in members), bool(together[members[0], members[0]]))
        for members in sorted(found, key=lambda each: (found[each], each))
    ]


def _feeds(writer: Rule, reader: Rule) -> bool:
    read: Iterator[Pattern] = iter((*reader.reach.reads, *reader.reach.negates))
    return any(w.meets(r) for r in read for w in writer.reach.writes)
