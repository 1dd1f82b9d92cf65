"""All that is known for one set of files and one site, as the checker reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property

from rdflib import Graph

from .candidates import Candidate, candidates
from .carrying import Carrying
from .cases import Case
from .closure import closure
from .expressions import Tree
from .extending import written_out
from .facts import Facts
from .figures import Figure, Figures, Key
from .ground import NO_SITE, Ground, Links
from .lookups import Lookups
from .quantities import Units
from .routes import Network
from .rules import Rule, definitions
from .terms import TYPE, Triple, node_of, shortest, tw
from .turtle import Statement
from .vocabulary import Vocabulary

_MOST_KEPT = 100_000  # steps: some hundred proofs, and some hundred MB


class World:
    """Facts with all that follows from them, and the numbers of any candidate.

    `trees` has the formulas that were read for another world, and gets those that are read.
    """

    def __init__(
        self, stated: Sequence[Statement], rules: Iterable[Rule], site: str | None,
        trees: dict[str, Tree] | None = None,
    ) -> None:
        raw = Facts(stated)
        self.site, self.by, self.is_of_plans = site, "latency", False
        self.units = Units(raw)
        whole = written_out(stated, self.units)
        if len(whole) != len(stated):
            stated, raw = whole, Facts(whole)
        self.figures = Figures(stated, raw, self.units)
        asked = Statement(
            (tw("the-question"), tw("onSite"), site or NO_SITE), "the question", None
        )
        flat = [*self.figures.plain, *self.figures.flat(), asked]
        self.asserted = flat
        asserted = Facts(flat)
        self.rules = {e.name: e for e in (*rules, *definitions(asserted))}
        inferred, self.graph = closure(asserted, list(self.rules.values()))
        self.facts = asserted.with_inferred(inferred)
        self.vocabulary = Vocabulary(asserted, {} if trees is None else trees)
        self.derived: dict[object, object] = {}  # what steps must say, by what they are about
        self.followed: dict[Key, tuple[Key, ...]] = {}  # figures that nobody states, and of which
        self.derived_figures: dict[Key, tuple[Figure, tuple[Key, ...]]] = {}
        self.down: World | None = None  # while any link with a backup may be down
        self._cases: dict[tuple[Candidate, Links], Case] = {}
        self._candidates: dict[tuple[str, str], list[Candidate]] = {}

    def with_more(self, said: Iterable[Statement], figures: Mapping[Key, Figure]) -> World:
        """Return the world with more statements and figures, and with all that follows anew."""
        found = copy(self)
        found.figures = self.figures.with_more(figures)
        found.asserted = [*self.asserted, *said]
        asserted = Facts(found.asserted)
        inferred, found.graph = closure(asserted, list(self.rules.values()))
        found.facts = asserted.with_inferred(inferred)
        found.derived, found._cases, found._candidates = {}, {}, {}
        found._let_go()
        return found

    def following(
        self, followed: Mapping[Key, tuple[Figure, tuple[Key, ...]]], by: str,
        twins: Mapping[Key, Figure] | None = None,
    ) -> World:
        """Return the world of plans: with figures that follow from others, and routes by `by`.

        `twins` are figures told of other things than they are written of.
        """
        found = copy(self)
        found.by, found.is_of_plans = by, True
        found.figures = self.figures.with_more(
            {**(twins or {}), **{key: each for key, (each, _) in followed.items()}})
        found.derived_figures = dict(followed)
        found.followed = {key: of for key, (_, of) in followed.items()}
        found.derived, found._cases = {}, {}
        found._let_go()
        return found

    def _let_go(self) -> None:
        """Let go of what was worked out of other facts or figures."""
        for each in ("ground", "carrying"):
            self.__dict__.pop(each, None)

    @cached_property
    def ground(self) -> Ground:
        """Return what numbers are read from."""
        return Ground(
            self.facts, self.figures, self.vocabulary, Lookups(self.facts, self.figures),
            Network(self.facts, self.figures, self.site, self.by, self.is_of_plans),
        )

    @cached_property
    def carrying(self) -> Carrying:
        """Return what numbers are read from where data takes the ways that carry it."""
        return Carrying(self.facts, self.ground)

    def candidates(self, task: str, node: str) -> list[Candidate]:
        """Return all candidates of a task at a node."""
        if (task, node) not in self._candidates:
            known = (task, TYPE, tw("Task")) in self.facts and (
                node, TYPE, tw("Node")) in self.facts
            self._candidates[task, node] = candidates(self.facts, task, node) if known else []
        return self._candidates[task, node]

    def case(self, candidate: Candidate, links: Links = ()) -> Case:
        """Return a candidate with the routes that a proof names, or else the fastest."""
        key = (candidate, links)
        if key not in self._cases:
            ground = self.carrying.ground(candidate) if self.is_of_plans else self.ground
            self._cases[key] = Case(ground, candidate, links)
        return self._cases[key]

    def forget(self) -> None:
        """Let go of what was derived for documents before, once it is much."""
        if len(self.derived) > _MOST_KEPT:
            self.derived.clear()
            self.ground.forget()
            self.carrying.forget()
            if self.down is not None:
                self.down.forget()
            self._cases.clear()

    def nodes(self) -> list[str]:
        """Return the nodes of the site, or all products without one."""
        return sorted(set(self.facts.objects(self.site or NO_SITE, tw("hasNode"))))

    def graph_of(self, triples: Iterable[Triple]) -> Graph:
        """Return a graph of just these triples."""
        graph = Graph(bind_namespaces="none")  # no query names one, and binding takes a while
        for s, p, o in triples:
            graph.add((node_of(s), node_of(p), node_of(shortest(o))))
        return graph
