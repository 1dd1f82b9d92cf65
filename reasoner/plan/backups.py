"""Links that carry what another link carries while that one is down: what both come to together.

While a link is down its backup does its work, so that one of the two has to work: both together
fail only if both do.  A backup is no link of its own: nothing else is sent over it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import TopologyError
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..network import Corners, Floats, Ints, LinkNames, Network

BACKUP = tw("backedUpBy")
Combined = Callable[[Floats, Floats], Floats]
# What both are like where either may carry: for requirements, the worse of the two.
_WORSE: dict[str, Combined] = {
    **dict.fromkeys(("latencyFloor", "latencyP50", "latencyP95", "latencyP99", "latencyWorst",
                     "jitter", "length"), np.maximum),
    **dict.fromkeys(("uplinkRate", "downlinkRate", "payloadLimit", "dutyCycle",
                     "dailyAllowance"), np.minimum),
}
_SHARED_OUT = ("pricePerByte", "energyPerByte")  # what each takes in its share of the time


def backups(
    knowledge: Knowledge, stated: Sequence[str], ends: Mapping[str, tuple[str, str] | None],
    both_ways: Sequence[bool],
) -> dict[int, int]:
    """Return the place of the backup of each stated link that has one, by its place.

    Raises TopologyError where a backup does not join what its link joins, has a backup of its own,
    or is that of several.
    """
    facts, place_of = knowledge.facts, {link: place for place, link in enumerate(stated)}
    found: dict[int, int] = {}
    for place, link in enumerate(stated):
        other = facts.object(link, BACKUP)
        if other is None:
            continue
        wrong = None
        if other not in place_of:
            wrong = "no link of the site"
        elif ends[other] != ends[link] or (both_ways[place] and not both_ways[place_of[other]]):
            wrong = "a link with other ends or directions"
        elif facts.object(other, BACKUP) is not None:
            wrong = "a link that is backed up itself"
        elif place_of[other] in found.values():
            wrong = "a link that backs up another one"
        if wrong is not None:
            raise TopologyError(
                f"{local_name(link)} can't be backed up by {local_name(other)}",
                expected="a link of the site with the same ends and directions, for this one alone",
                found=wrong, place=knowledge.asserted.places.get((link, BACKUP, other)),
            )
        found[place] = place_of[other]
    return found


def with_backups(network: Network, found: Mapping[int, int]) -> Network:
    """Return the network without the links that are backups, whose links have what both have.

    Its `worst` figures are those while any link may be down: requirements hold then too.
    """
    if not found:
        return network
    pairs = _Pairs.of(network, found)
    figures = {name: pairs.usual(name, network.figures) for name in network.figures}
    worst = {name: pairs.worst(name, network.figures) for name in network.figures}
    keep, names = pairs.keep, network.names
    return replace(
        network, start=network.start[keep], end=network.end[keep],
        figures={name: _kept(each, keep) for name, each in figures.items()},
        # What either sends out of the premises may leave them.
        wide=pairs.joined(network.wide, np.maximum)[keep], unlimited=network.unlimited[keep],
        names=LinkNames(names.stated, names.table, names.row[keep], names.forwards[keep]),
        typical=network.typical[keep],
        worst={name: _kept(each, keep) for name, each in worst.items()},
    )


def _kept(corners: Corners, keep: Ints) -> Corners:
    low, middle, high = (each[keep] for each in corners)
    return low, middle, high


@dataclass(frozen=True)
class _Pairs:
    """Which links [m] of a network are backed up (`main`) by which (`backup`); `keep` the rest."""

    main: Ints
    backup: Ints
    keep: Ints

    @classmethod
    def of(cls, network: Network, found: Mapping[int, int]) -> _Pairs:
        """Return the pairs: both have the same ends and direction."""
        names = network.names
        at = {
            (int(row), bool(forth), int(start), int(end)): place
            for place, (row, forth, start, end) in enumerate(
                zip(names.row, names.forwards, network.start, network.end, strict=True))
            if int(row) in {*found, *found.values()}
        }
        pairs = [
            (place, at[found[row], forth, start, end])
            for (row, forth, start, end), place in at.items() if row in found
        ]
        main, backup = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        gone = np.isin(names.row, [*found.values()])
        return cls(main, backup, np.nonzero(~gone)[0])

    def joined(self, values: Floats, how: Combined) -> Floats:
        """Return values with those of each pair combined; NaN where either is not known."""
        found = np.array(values, dtype=float)
        found[self.main] = how(found[self.main], found[self.backup])
        return found

    def worst(self, name: str, figures: Mapping[str, Corners]) -> Corners:
        """Return the figures of a property while any link may be down."""
        if name not in _WORSE:
            return self.usual(name, figures)
        low, middle, high = (self.joined(each, _WORSE[name]) for each in figures[name])
        return low, middle, high

    def usual(self, name: str, figures: Mapping[str, Corners]) -> Corners:
        """Return the figures of a property: of time and rate those of the link itself."""
        corners = figures[name]
        if name == "linkAvailability":
            low, middle, high = (
                self.joined(each, lambda a, b: 1 - (1 - a) * (1 - b)) for each in corners)
            return low, middle, high
        if name == "linkMonthlyFee":
            low, middle, high = (self.joined(each, np.add) for each in corners)
            return low, middle, high
        if name in _SHARED_OUT:
            return self._shared_out(corners, figures["linkAvailability"])
        return corners

    def _shared_out(self, corners: Corners, up: Corners) -> Corners:
        """Return what each takes in its share of the time: the backup while the link is down."""
        low, middle, high = (np.array(each, dtype=float) for each in corners)
        ours, theirs = (tuple(each[at] for each in corners) for at in (self.main, self.backup))
        at = [np.where(ours[i] == theirs[i], 0.0, each[self.main]) for i, each in enumerate(up)]
        mixed = [share * ours[i] + (1 - share) * theirs[i] for i in (0, 2)
                 for share in (at[0], at[2])]
        low[self.main], high[self.main] = np.minimum(*mixed[:2]), np.maximum(*mixed[2:])
        middle[self.main] = at[1] * ours[1] + (1 - at[1]) * theirs[1]
        return low, middle, high
