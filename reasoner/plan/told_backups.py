"""Figures of links with a backup, as proofs tell them: what follows from those of both.

What a link itself states is told of a twin, such as fibre-alone, at the line where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from ..decide.routes import link_figure
from ..errors import TopologyError
from ..figures import Figure, Figures
from ..knowledge import Knowledge
from ..link import speaks_for
from ..namespaces import local_name, tw
from .backups import BACKUP

Span = tuple[float, float, float]  # the least, central and greatest of a number
_GREATER = ("latencyP50", "latencyP95", "latencyP99", "latencyWorst", "jitter", "length")
_LESS = ("uplinkRate", "downlinkRate", "payloadLimit", "dutyCycle", "dailyAllowance")
_UP, _FEE, _SHARED = "linkAvailability", "linkMonthlyFee", ("pricePerByte", "energyPerByte")
EITHER, BOTH, SHARES, WORSE = (
    "it or its backup works", "it and its backup", "each in its share of the time",
    "the worse of it and its backup",
)


@dataclass(frozen=True)
class Backed:
    """A link with its backup."""

    link: str
    backup: str


def backed_links(knowledge: Knowledge) -> list[Backed]:
    """Return the links of the site that have a backup, in their order."""
    facts = knowledge.facts
    links = facts.objects(knowledge.site or "", tw("hasLink"))
    found = ((each, facts.object(each, BACKUP)) for each in links)
    return [Backed(link, backup) for link, backup in found if backup is not None]


def with_told_backups(knowledge: Knowledge) -> Knowledge:
    """Return the knowledge in which links with a backup have the figures of both together.

    Raises TopologyError where only one of both states what the other needs.
    """
    figures = [f for each in backed_links(knowledge) for f in _Pair(knowledge, each).usual()]
    return _before(knowledge, figures) if figures else knowledge


def while_down(knowledge: Knowledge) -> Knowledge:
    """Return the same while any link with a backup may be down: the worse of both counts."""
    figures = [f for each in backed_links(knowledge) for f in _Pair(knowledge, each).worse()]
    return _before(knowledge, figures)


def _before(knowledge: Knowledge, figures: list[Figure]) -> Knowledge:
    """Return the knowledge with figures that count before those that are stated."""
    return replace(knowledge, figures=Figures((*figures, *knowledge.figures.all)))


class _Pair:
    """The figures that follow for one link with a backup."""

    def __init__(self, knowledge: Knowledge, pair: Backed) -> None:
        self.knowledge, self.link, self.backup = knowledge, pair.link, pair.backup
        kinds = [self._said(each, "crosses") for each in (self.link, self.backup)]
        if kinds[0] != kinds[1]:
            self._refuse("of which one may leave the premises where the other does not")
        for rate in ("uplinkRate", "downlinkRate"):
            if self._is_unlimited(self.link, rate) != self._is_unlimited(self.backup, rate):
                self._refuse(f"of which one has no limit of {rate}")

    def _said(self, link: str, property_: str) -> str | None:
        facts = self.knowledge.facts
        said = (facts.object(each, tw(property_)) for each in speaks_for(facts, link))
        return next(filter(None, said), None)

    def _is_unlimited(self, link: str, rate: str) -> bool:
        known = self.knowledge.facts
        return any(tw(rate) in known.objects(e, tw("unlimited")) for e in speaks_for(known, link))

    def _refuse(self, why: str) -> None:
        raise TopologyError(
            "a plan with these has no proof yet",
            expected="links whose backups state the same figures",
            found=f"{local_name(self.link)} and its backup {local_name(self.backup)}, {why}",
        )

    def usual(self) -> Iterator[Figure]:
        """Yield what counts for money, energy and availability, with twins of what it is of."""
        yield from self._combined(_UP, _either, EITHER, ())
        yield from self._combined(_FEE, lambda a, b: (a[0] + b[0], a[1] + b[1], a[2] + b[2]),
                                  BOTH, ())
        up = [self._figure(each, _UP) for each in (self.link, self.backup)]
        for name in _SHARED:
            ours, theirs = (self._span(each, name) for each in (self.link, self.backup))
            if ours is None or theirs is None or ours == theirs:
                self._refuse_one(name)
                continue
            share = up[0]
            if share is None:
                self._refuse("of which nobody states how often it works, which their prices need")
                continue
            at = (share.lower, share.value, share.upper)
            yield from self._combined(name, partial(_shared_out, at), SHARES, (share,))

    def worse(self) -> Iterator[Figure]:
        """Yield what requirements are held against while either may carry."""
        for names, how in ((_GREATER, _greater), (_LESS, _less)):
            for name in names:
                yield from self._combined(name, how, WORSE, ())

    def _figure(self, link: str, name: str) -> Figure | None:
        return link_figure(self.knowledge, link, tw(name))

    def _span(self, link: str, name: str) -> Span | None:
        figure = self._figure(link, name)
        if figure is not None:
            return figure.lower, figure.value, figure.upper
        absent = self.knowledge.definitions.quantities[name].absent
        return None if absent is None else (absent, absent, absent)

    def _refuse_one(self, name: str) -> None:
        """Refuse a figure that one of both states, and nothing is meant by that of the other."""
        if (self._span(self.link, name) is None) != (self._span(self.backup, name) is None):
            self._refuse(f"of which only one states its {name}")

    def _combined(
        self, name: str, how: Callable[[Span, Span], Span], told: str, more: tuple[Figure, ...]
    ) -> Iterator[Figure]:
        """Yield the figure that follows from those of both, with a twin of what the link states."""
        ours, theirs = (self._span(each, name) for each in (self.link, self.backup))
        self._refuse_one(name)
        stated = [self._figure(each, name) for each in (self.link, self.backup)]
        known = [each for each in (*stated, *more) if each is not None]
        if ours is None or theirs is None or not known:
            return
        low, middle, high = how(ours, theirs)
        twin = f"{self.link}-alone"
        follows = []
        for each in known:
            subject = twin if each.subject == self.link else each.subject
            if subject == twin:
                yield replace(each, subject=twin)
            follows.append((subject, each.property))
        like = known[0]
        yield Figure(
            self.link, tw(name), middle, low, high, told, like.unit, like.standing, like.source, (),
            like.place, None, tuple(dict.fromkeys(follows)),
        )


def _either(ours: Span, theirs: Span) -> Span:
    low, middle, high = (1 - (1 - a) * (1 - b) for a, b in zip(ours, theirs, strict=True))
    return low, middle, high


def _greater(ours: Span, theirs: Span) -> Span:
    return max(ours[0], theirs[0]), max(ours[1], theirs[1]), max(ours[2], theirs[2])


def _less(ours: Span, theirs: Span) -> Span:
    return min(ours[0], theirs[0]), min(ours[1], theirs[1]), min(ours[2], theirs[2])


def _shared_out(up: Span, ours: Span, theirs: Span) -> Span:
    """Return what each takes in its share of the time: the backup while the link is down."""
    at = [0.0 if ours[i] == theirs[i] else up[i] for i in range(3)]
    mixed = [share * ours[i] + (1 - share) * theirs[i] for i in (0, 2) for share in (at[0], at[2])]
    return min(mixed[:2]), at[1] * ours[1] + (1 - at[1]) * theirs[1], max(mixed[2:])
