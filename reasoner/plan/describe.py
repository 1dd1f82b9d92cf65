"""Say in the words of the site what an assignment of options stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from ..formula import Tree
from ..namespaces import local_name, tw
from ..network import Ints
from ..plan_objective import Declared
from ..plan_problem import Bools, Combine
from ..plan_result import End, Placed, Point, Value
from ..verdict import Verdict
from .assemble import Built
from .columns import RoutedColumns
from .evaluate import Arbiter
from .frame import DRIVERS
from .objectives import UPPER_BOUND, battery

COUNTED = frozenset(tw(each) for each in ("detect", "correlate", "infer", "train", "store"))
_MOST = 3  # missing figures of one kind that are named


class Describer:
    """Turns assignments of one problem into placements."""

    def __init__(self, built: Built) -> None:
        self.built, self.survey = built, built.survey
        self.arbiter, self.p95 = Arbiter.of(built.problem), Arbiter.of(built.p95)
        self.counted = [task for task in self.survey.choices if self._counts(task)]

    def _counts(self, task: str) -> bool:
        """Say whether a task processes, trains on or keeps data; one without a function does."""
        stated = set(self.survey.knowledge.facts.objects(task, tw("function")))
        return bool(stated & COUNTED) or not stated

    def points(self, rows: Ints, ties: Iterable[int | None]) -> list[Point]:
        """Return placements with their values, in the order of the rows."""
        values, at_p95 = self.arbiter.values(rows), self.p95.values(rows)
        return [
            self._point(row, values[i].tolist(), at_p95[i].tolist(), tie)
            for i, (row, tie) in enumerate(zip(rows, ties, strict=True))
        ]

    def _point(
        self, row: Ints, values: list[float], at_p95: list[float], ties: int | None
    ) -> Point:
        problem = self.built.problem
        names = [each.name for each in problem.objectives]
        found = dict(zip(names, values, strict=True))
        late = dict(zip(names, at_p95, strict=True))
        nodes = [int(t.node[o]) for t, o in zip(problem.tasks, row, strict=True)]
        shown = []
        for each in self.built.objectives:
            if each.name == UPPER_BOUND:
                typical = next(e for e in self.built.objectives if e.combine is Combine.PATH)
                value = late[typical.name]
            else:
                value = found[each.name]
            shown.append(Value(each.name, value, self._missing(each, row, nodes)))
        placed = tuple(
            self._placed(task, int(row[place])) for place, task in enumerate(self.survey.choices)
        )
        return Point(
            self._architecture(nodes), placed, tuple(shown), round(found[DRIVERS]), ties,
            tuple(self._ends(row)), tuple(dict.fromkeys(self._doubts(nodes))),
        )

    def _doubts(self, nodes: list[int]) -> Iterator[tuple[str, str]]:
        """Yield what is in doubt on the way of each flow and input that is in use."""
        for leg, flow in zip(self.survey.legs, self.built.problem.flows, strict=True):
            i, j = nodes[flow.sender], nodes[flow.receiver]
            tables = [(leg.name, i, leg.verdicts)]
            tables.append((leg.receiver, i if leg.source is None else 0, leg.by_node))
            for thing, row, verdicts in tables:
                for name, each in verdicts.items():
                    verdict = Verdict(int(each[row, j]))
                    if verdict in (Verdict.CONDITIONAL, Verdict.UNKNOWN):
                        yield f"{name} of {local_name(thing)}", verdict.word

    def _ends(self, row: Ints) -> Iterator[End]:
        """Yield how long each pipeline with a deadline takes, at the end of the interval held."""
        problem, rows = self.built.problem, row[None, :]
        for each in problem.ends:
            longest = self.arbiter.longest(
                each.percentile, rows, self.arbiter.nodes(rows), each.pipeline
            )
            pipeline = self.survey.chains[each.pipeline].pipeline
            yield End(pipeline, float(longest[0]), each.at_most)

    def _placed(self, task: str, option: int) -> Placed:
        choices = self.survey.choices[task]
        at = int(self.built.chosen[self.built.tasks.index(task)][option])
        target = choices.targets[choices.column[at]]
        place = self.survey.ways.network.place_of[target.node]
        level = self.survey.levels[place]
        facts = self.survey.knowledge.facts
        spare = self.built.spares.known.get(task)
        drivers = () if spare else tuple(
            each for each in sorted(set(facts.objects(task, tw("hasDriver"))))
            if level in facts.objects(each, tw("favours"))
        )
        by_verdict = {
            verdict: tuple(sorted(
                name for name, each in choices.verdicts.items() if each[at] == int(verdict)
            ))
            for verdict in (Verdict.CONDITIONAL, Verdict.UNKNOWN)
        }
        question = choices.questions[choices.row[at]]
        return Placed(
            task, target.node, level, question.variant, target.unit, target.runtime, drivers,
            by_verdict[Verdict.CONDITIONAL], by_verdict[Verdict.UNKNOWN],
            spare.main if spare else None, question, target,
        )

    def _architecture(self, nodes: list[int]) -> str | None:
        tasks = list(self.survey.choices)
        levels = {self.survey.levels[nodes[tasks.index(each)]] for each in self.counted}
        if len(levels) > 1:
            return tw("hybrid")
        level = next(iter(levels), None)
        found = self.survey.knowledge.facts.subjects(tw("ofLevel"), level) if level else []
        return min(found, default=None)

    def _missing(self, objective: Declared, row: Ints, nodes: list[int]) -> tuple[str, ...]:
        """Return which figures of what is in use nobody states: `price of gw-3`."""
        terms = self.built.terms[objective.name]
        # What has no battery lacks nothing that a battery would be emptied by.
        counts = np.isfinite(battery(self.survey)) if objective.combine is Combine.LOAD else (
            np.ones(len(self.survey.nodes), dtype=bool))
        site = self.survey.legs[0].columns
        found = [
            *self._of_links(terms.link_gaps, nodes),
            *(
                f"{leaf} of {self.built.problem.nodes[each]}"
                for name, gaps in terms.node_gaps.items() for each in self._needed(gaps, nodes)
                if gaps[each] for leaf in self._leaves(site, name, 0, each)
            ),
        ]
        spares = self.built.spares
        for place, (task, choices) in enumerate(self.survey.choices.items()):
            if not spares.is_counted(objective, task) or not counts[nodes[place]]:
                continue  # it adds nothing while it waits
            at = int(self.built.chosen[place][int(row[place])])
            i, j = int(choices.row[at]), int(choices.column[at])
            found += [
                f"{leaf} of {local_name(task)} on {local_name(choices.targets[j].node)}"
                for name, gaps in terms.task_gaps.get(task, {}).items() if gaps[at]
                for leaf in self._leaves(choices.columns, name, i, j)
            ]
        for leg, flow in zip(self.survey.legs, self.built.problem.flows, strict=True):
            is_counted = spares.is_counted(objective, leg.sender, leg.receiver)
            if not is_counted or not counts[nodes[flow.sender]]:
                continue
            i, j = nodes[flow.sender], nodes[flow.receiver]
            found += [
                f"{leaf} of {flow.name}"
                for name, gaps in terms.leg_gaps.get(leg.name, {}).items() if gaps[i, j]
                for leaf in self._leaves(leg.columns, name, i if leg.source is None else 0, j)
            ]
        return tuple(dict.fromkeys(found))

    def _leaves(self, columns: RoutedColumns, name: str, i: int, j: int) -> list[str]:
        """Return the labels of the figures that a quantity lacks at one place."""
        knowledge = self.survey.knowledge
        quantities = knowledge.definitions.quantities
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            each = waiting.pop(0)
            if columns.spread(each, "bound")[i, j]:
                continue
            tree = quantities[each].tree
            if tree is None:
                found[knowledge.facts.label(quantities[each].iri)] = None
            else:
                waiting += dict.fromkeys(_needs(
                    tree, lambda other: bool(columns.spread(other, "bound")[i, j])
                ))
        return list(found)[:_MOST]

    def _crossed(self, nodes: list[int]) -> list[int]:
        """Return the links that data crosses; what comes nearest may have no way at all."""
        legs = zip(self.survey.legs, self.built.problem.flows, strict=True)
        ends = [(leg.ways.routes, nodes[f.sender], nodes[f.receiver]) for leg, f in legs]
        return sorted({
            link for routes, i, j in ends if routes.exists[i, j] for link in routes.links(i, j)
        })

    def _needed(self, gaps: Bools, nodes: list[int]) -> list[int]:
        """Return the nodes in use, those that only relay too, of which some lack a figure."""
        if not gaps.any():
            return []
        ends = self.survey.ways.network.end
        return sorted({*nodes, *(int(ends[each]) for each in self._crossed(nodes))})

    def _of_links(self, gaps: Mapping[str, Bools], nodes: list[int]) -> list[str]:
        used = self._crossed(nodes) if any(each.any() for each in gaps.values()) else []
        names, facts = self.survey.ways.network.names, self.survey.knowledge.facts
        found = list(dict.fromkeys(  # what a link lacks for both directions it lacks once
            f"{facts.label(tw(name))} of {names.whole(link)}"
            for name, lacking in gaps.items() for link in used if lacking[link]
        ))
        return [*found[:_MOST], f"{len(found) - _MOST} more"] if len(found) > _MOST else found


def _needs(tree: Tree, is_bound: Callable[[str], bool]) -> Iterator[str]:
    """Yield the variables that a formula could be worked out by: of alternatives the last."""
    operator = tree[0]
    if operator == "variable":
        yield tree[1]
    elif operator == "coalesce":
        yield from _needs(tree[-1], is_bound)
    elif operator == "if":
        asks = tree[1][1][1] if tree[1][0] == "bound" else None
        if asks is None or is_bound(asks):
            yield from _needs(tree[2], is_bound)
        if asks is None or not is_bound(asks):
            yield from _needs(tree[3], is_bound)
    elif operator != "number":
        for each in tree[1:]:
            yield from _needs(each, is_bound)
