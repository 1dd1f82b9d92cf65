"""Every assignment of a group whose sum is below a threshold, guided by what is left at least.

From the last task placed to the first, each tells those before it what it will add at least, given
what they choose: exactly, where flows form a tree, else from below (bucket elimination with mini
buckets: Dechter and Rish 2003, doi:10.1145/636865.636866).  So few rows are joined in vain.
"""

from __future__ import annotations

import numpy as np

from ..plan_problem import Floats, Ints
from .enumerate import Clock, Join
from .groups import Group, Linear

Messages = dict[tuple[int, int], Floats]


class Guide:
    """A group with the sum that its assignments are held against."""

    def __init__(self, group: Group, term: Linear, join: Join | None = None) -> None:
        self.group = group
        self.join = Join.of(group.space, group.arbiter) if join is None else join
        space = group.space
        self.own = [
            term.tasks[task][space.kept[place]].astype(float)
            if task in term.tasks else np.zeros(len(space.kept[place]))
            for place, task in enumerate(group.tasks)
        ]
        self.between = self._between(term)
        self.messages: Messages = {}
        self.alone: dict[int, float] = {}
        self.least = self._send()

    def _between(self, term: Linear) -> Messages:
        """Return what flows add by the options of their ends, inf where they don't go together."""
        space = self.group.space
        found: Messages = {
            key: np.where(good, 0.0, np.inf) for key, good in space.pairs.items()
        }
        for place, flow in enumerate(self.group.flows):
            if flow in term.flows:
                own = space.problem.flows[place]
                ends = np.ix_(space.nodes(own.sender), space.nodes(own.receiver))
                figures = term.flows[flow][ends]
                if own.sender < own.receiver:
                    found[own.sender, own.receiver] += np.where(
                        np.isfinite(figures), figures, np.inf)
                else:
                    found[own.receiver, own.sender] += np.where(
                        np.isfinite(figures), figures, np.inf).T
        return found

    def _table(self, one: int, other: int) -> Floats | None:
        if (one, other) in self.between:
            return self.between[one, other]
        return self.between[other, one].T if (other, one) in self.between else None

    def _send(self) -> float:
        """Fill in the messages, and return what any assignment adds at least."""
        order = self.join.order
        heard = [each.copy() for each in self.own]
        least = 0.0
        for depth in reversed(range(len(order))):
            task = order[depth]
            before = [each for each in order[:depth] if self._table(each, task) is not None]
            if not before:
                self.alone[task] = float(heard[task].min(initial=np.inf))
                least += self.alone[task]
            for each in before:
                table = self._table(each, task)
                assert table is not None
                whole = table + heard[task] if each == before[-1] else table
                self.messages[task, each] = whole.min(axis=1, initial=np.inf)
                heard[each] += self.messages[task, each]
        return least

    def sums(self, rows: Ints, depth: int) -> Floats:
        """Return what rows with the tasks up to a depth will add at least."""
        order = self.join.order
        placed = order[: depth + 1]
        total = np.zeros(len(rows))
        for place, task in enumerate(placed):
            total += self.own[task][rows[:, place]]
            for earlier, other in enumerate(placed[:place]):
                table = self._table(other, task)
                if table is not None:
                    total += table[rows[:, earlier], rows[:, place]]
        for task in order[depth + 1 :]:
            for place, each in enumerate(placed):
                if (task, each) in self.messages:
                    total += self.messages[task, each][rows[:, place]]
            total += self.alone.get(task, 0.0)
        return total

    def below(
        self, threshold: float, clock: Clock, most: int, is_cut: bool = False
    ) -> tuple[Ints, Floats] | None:
        """Return the feasible assignments with a sum up to a threshold, and their sums.

        None where more than `most` rows come up on the way; with `is_cut` the least are gone on
        with instead.
        """
        join = self.join
        rows: Ints = np.zeros((1, 0), dtype=np.int32)
        for depth in range(len(join.order)):
            parts: list[Ints] = [np.zeros((0, depth + 1), dtype=np.int32)]
            count = 0
            for grown in join.joined(rows, depth):
                clock.count(0)
                near = grown[self.sums(grown, depth) <= threshold]
                parts.append(near[join.promising(near, depth)])
                count += len(parts[-1])
                if count > most and not is_cut:
                    return None
            rows = np.vstack(parts)
            if len(rows) > most:
                rows = rows[np.argsort(self.sums(rows, depth), kind="stable")[:most]]
        chosen = join.finished(rows)
        good = self.group.arbiter.feasible(chosen)
        sums = self.sums(rows, len(join.order) - 1)[good]
        order = np.lexsort((*chosen[good].T[::-1], sums))
        return chosen[good][order], sums[order]
