"""Links that back up others: what both come to together, and what holds while one is down.

What a link itself states is then told of a twin, such as fibre-alone, at the line where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace

from .facts import Facts
from .figures import Figure, Key
from .ground import Ground
from .lookups import Lookups
from .refusal import Refused
from .terms import short, tw
from .world import World

BACKUP = tw("backedUpBy")
_AT_MOST = ("latencyP50", "latencyP95", "latencyP99", "latencyWorst", "jitter", "length")
_AT_LEAST = ("uplinkRate", "downlinkRate", "payloadLimit", "dutyCycle", "dailyAllowance")
_UP, _FEE, _BY_TIME = "linkAvailability", "linkMonthlyFee", ("pricePerByte", "energyPerByte")
Span = tuple[float, float, float]
Followed = dict[Key, tuple[Figure, tuple[Key, ...]]]


def backup_of(facts: Facts, link: str) -> str | None:
    """Return the link that carries what another carries while that one is down."""
    return facts.object(link, BACKUP)


def pairs_of(facts: Facts, site: str | None) -> list[tuple[str, str]]:
    """Return the links of a site that have a backup, with that."""
    found = ((link, backup_of(facts, link)) for link in facts.objects(site or "", tw("hasLink")))
    return [(link, backup) for link, backup in found if backup]


def with_backups(world: World) -> World:
    """Return the world of plans with the figures of links and their backups together."""
    pairs = pairs_of(world.facts, world.site)
    if not pairs:
        return world
    usual = _Figures(world)
    for pair in pairs:
        usual.of_pair(*pair)
    found = world.following({**world.derived_figures, **usual.followed}, world.by, usual.twins)
    worse = _Figures(found)
    for pair in pairs:
        worse.worst_of(*pair)
    found.down = _while_down(found, worse)
    return found


def _while_down(world: World, worse: _Figures) -> World:
    """Return the world in which links with a backup are as bad as either, on the usual ways."""
    found = copy(world)
    more = {**worse.twins, **{key: figure for key, (figure, _) in worse.followed.items()}}
    found.figures = world.figures.with_more(more)
    found.derived, found._cases = {}, {}
    network = copy(world.ground.network)
    network.figures = found.figures
    found.__dict__.pop("carrying", None)
    found.__dict__["ground"] = Ground(
        world.facts, found.figures, world.vocabulary, Lookups(world.facts, found.figures), network
    )
    return found


@dataclass
class _Figures:
    """Figures that follow from those of links and their backups, and twins of what links state."""

    world: World
    followed: Followed = field(default_factory=dict)
    twins: dict[Key, Figure] = field(default_factory=dict)

    def of_pair(self, link: str, backup: str) -> None:
        """Add what counts for availability, money and energy."""
        self._refuse_unlike(link, backup)
        self._add(link, backup, _UP, _either, "it or its backup works")
        self._add(link, backup, _FEE, lambda a, b: (a[0] + b[0], a[1] + b[1], a[2] + b[2]),
                  "it and its backup")
        up = self.world.ground.network.figure(link, tw(_UP))
        for name in _BY_TIME:
            if self._span(link, name) != self._span(backup, name):
                if up is None:
                    raise Refused("how often the link works is not stated", "a share", short(link))
                shares = (up.low, up.middle, up.high)
                self._add(link, backup, name, _Shares(shares), "each in its share of the time", up)

    def worst_of(self, link: str, backup: str) -> None:
        """Add what requirements are held against while either may carry."""
        for names, how in ((_AT_MOST, max), (_AT_LEAST, min)):
            for name in names:
                self._add(link, backup, name, _Each(how), "the worse of it and its backup")

    def _refuse_unlike(self, link: str, backup: str) -> None:
        """Refuse a backup that may cross other borders, or has no limit where its link has one."""
        facts, network = self.world.facts, self.world.ground.network
        crossed = [
            next(filter(None, (facts.object(e, tw("crosses")) for e in network.speakers(each))),
                 None) for each in (link, backup)
        ]
        if crossed[0] != crossed[1]:
            raise Refused("a backup leaves the premises where its link does not", short(link),
                          short(backup))
        for rate in (tw("uplinkRate"), tw("downlinkRate")):
            limits = [
                any(rate in facts.objects(e, tw("unlimited")) for e in network.speakers(each))
                for each in (link, backup)
            ]
            if limits[0] != limits[1]:
                raise Refused("one of a link and its backup has no limit", short(link),
                              short(backup))

    def _span(self, link: str, name: str) -> Span | None:
        figure = self.world.ground.network.figure(link, tw(name))
        if figure is not None:
            return figure.low, figure.middle, figure.high
        absent = self.world.vocabulary.quantity(name).absent
        return None if absent is None else (absent, absent, absent)

    def _add(
        self, link: str, backup: str, name: str, how: Callable[[Span, Span], Span], told: str,
        *more: Figure,
    ) -> None:
        """Add the figure that follows from those of both; refuse one that only one of both has."""
        ours, theirs = self._span(link, name), self._span(backup, name)
        if (ours is None) != (theirs is None):
            raise Refused("one of a link and its backup states no such figure", name, short(link))
        stated = [self.world.ground.network.figure(each, tw(name)) for each in (link, backup)]
        known = [each for each in (*stated, *more) if each is not None]
        if ours is None or theirs is None or not known:
            return
        of = []
        for each in known:
            key = (f"{link}-alone" if each.subject == link else each.subject, each.property)
            if each.subject == link:
                self.twins[key] = replace(each, subject=key[0])
            of.append(key)
        low, middle, high = how(ours, theirs)
        figure = replace(
            known[0], subject=link, property=tw(name), low=low, middle=middle, high=high, text=told,
            unit=self.world.figures.unit_of[tw(name)], how=None, conditions=(),
        )
        self.followed[link, tw(name)] = figure, tuple(dict.fromkeys(of))


@dataclass(frozen=True)
class _Each:
    """The greater, or the lesser, of two numbers at each corner."""

    how: Callable[[float, float], float]

    def __call__(self, ours: Span, theirs: Span) -> Span:
        low, middle, high = map(self.how, ours, theirs)
        return low, middle, high


@dataclass(frozen=True)
class _Shares:
    """What two links take in their shares of the time: the backup while the link is down."""

    up: Span

    def __call__(self, ours: Span, theirs: Span) -> Span:
        at = [0.0 if a == b else up for up, a, b in zip(self.up, ours, theirs, strict=True)]
        ends = {
            i: [share * ours[i] + (1 - share) * theirs[i] for share in (at[0], at[2])]
            for i in (0, 2)
        }
        return min(ends[0]), at[1] * ours[1] + (1 - at[1]) * theirs[1], max(ends[2])


def _either(ours: Span, theirs: Span) -> Span:
    low, middle, high = (1 - (1 - a) * (1 - b) for a, b in zip(ours, theirs, strict=True))
    return low, middle, high
