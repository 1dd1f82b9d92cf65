"""A problem as a model of OR-Tools CP-SAT: booleans, linear constraints, whole numbers.

Figures become whole multiples of a unit (sums.py).  What is rounded is rounded such that no
feasible assignment is lost and no bound is too good; what comes out is evaluated again.

A flow whose figures matter has a boolean for each pair of nodes it may run between, whose sums
over either end are the booleans of that end: the tight formulation of Adams and Johnson 1994
(DIMACS 16), here of single flows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from ortools.sat.python import cp_model

from ..plan_problem import Apart, Bools, Combine, Floats, Ints, Objective, Percentile
from .either import Eithers
from .enumerate import Clock
from .labels import LINKS, TOLERANCE, capacities
from .redundancy import Part, modes_of
from .space import Space
from .sums import Sum, Variable, unit_of


class Model:
    """The variables and constraints of a space; what an objective needs is added when asked for."""

    def __init__(self, space: Space, clock: Clock) -> None:
        """Build the model.  Raises TimeUp."""
        self.space, self.problem, self.clock = space, space.problem, clock
        self.model = cp_model.CpModel()
        self.chosen = [
            [self.model.new_bool_var(f"{task}:{each}") for each in range(len(kept))]
            for task, kept in enumerate(space.kept)
        ]
        self._pairs: dict[int, dict[tuple[int, int], Variable]] = {}
        self._at: dict[int, dict[int, list[Variable]]] = {}
        self._ends: dict[tuple[int, Percentile], list[Variable]] = {}
        self._units: dict[Percentile, float] = {}
        self._used: dict[tuple[str, Part], dict[int, Variable]] = {}
        self.eithers = Eithers(self.model, self.used, modes_of(self.problem))
        for task, options in enumerate(self.chosen):
            self.model.add_exactly_one(options)
            self._at[task] = defaultdict(list)
            for option, node in zip(options, space.nodes(task).tolist(), strict=True):
                self._at[task][node].append(option)
        for (one, other), good in space.pairs.items():
            clock.count(0)
            self._go_together(self.chosen[one], self.chosen[other], good)
            self._go_together(self.chosen[other], self.chosen[one], good.T)
        self._hold_capacities()
        for end in self.problem.ends:
            unit = self._unit(end.percentile)
            bound = math.floor(end.at_most * (1 + TOLERANCE) / unit)
            for done in self.ends(end.pipeline, end.percentile):
                self.model.add(done <= bound)
        for apart in self.problem.apart:
            self._keep_apart(apart)
        for limit in self.problem.limits:
            self._hold_limit(self.problem.objective(limit.objective), limit.bound)

    def _go_together(
        self, ones: list[Variable], others: list[Variable], good: Bools
    ) -> None:
        """Say that an option is chosen only beside one that goes with it."""
        groups: dict[bytes, list[int]] = defaultdict(list)
        for place, row in enumerate(good):
            groups[row.tobytes()].append(place)
        for places in groups.values():
            row = good[places[0]]
            if not row.all():
                beside = [others[each] for each in np.flatnonzero(row)]
                self.model.add(sum(ones[each] for each in places) <= sum(beside))

    def pairs(self, flow: int) -> dict[tuple[int, int], Variable]:
        """Return a boolean for each pair of nodes that a flow may run between."""
        if flow not in self._pairs:
            self.clock.count(0)
            each = self.problem.flows[flow]
            good = self.space.pair(each.sender, each.receiver)
            rows, columns = np.nonzero(good)
            nodes = np.column_stack(
                [self.space.nodes(each.sender)[rows], self.space.nodes(each.receiver)[columns]]
            )
            found = {}
            by_end: tuple[dict[int, list[Variable]], ...] = (defaultdict(list), defaultdict(list))
            for i, j in np.unique(nodes, axis=0).tolist():
                found[i, j] = self.model.new_bool_var(f"{each.name}:{i}-{j}")
                by_end[0][i].append(found[i, j])
                by_end[1][j].append(found[i, j])
            for task, ways in zip((each.sender, each.receiver), by_end, strict=True):
                for node, options in self._at[task].items():
                    self.model.add(sum(ways[node]) == sum(options))
            self._pairs[flow] = found
        return self._pairs[flow]

    def flow_sum(self, total: Sum, flow: int, figures: Floats) -> None:
        """Add a flow's figures [n, n] to a sum: over its ends, where they are one figure each."""
        each = self.problem.flows[flow]
        nodes = self.space.nodes(each.sender), self.space.nodes(each.receiver)
        table = figures[np.ix_(*nodes)].astype(float)
        if self.space.pair(each.sender, each.receiver).all():
            first, rest = table[:, :1], table[:1, :] - table[0, 0]
            if np.allclose(first + rest, table, rtol=TOLERANCE, atol=0):
                total.add(self.chosen[each.sender], first[:, 0])
                total.add(self.chosen[each.receiver], rest[0])
                return
        found = self.pairs(flow)
        keys = np.array([*found])
        total.add([*found.values()], figures[keys[:, 0], keys[:, 1]])

    def _hold_capacities(self) -> None:
        found = capacities(self.problem)
        for place, resource in enumerate(self.problem.resources):
            nodes = [each.place for each in found.get(place, [])]
            if nodes:
                loads = self.loads(resource.name)
                for node in nodes:
                    self._at_most(loads[node], float(resource.capacity[node]))
        tight = np.array([each.place for each in found.get(LINKS, [])], dtype=np.int64)
        if len(tight):
            for link, total in self._link_loads(tight).items():
                self._at_most(total, float(self.problem.links.capacity[link]))

    def _at_most(self, total: Sum, bound: float) -> None:
        if math.isinf(bound) or not total.variables:
            return
        unit = unit_of([total], [bound])
        whole, most = total.whole(unit)
        held = math.floor(bound * (1 + TOLERANCE) / unit)
        if most > held:
            self.model.add(whole <= held)

    def loads(self, name: str) -> dict[int, Sum]:
        """Return what is used of a resource at each node."""
        found: dict[int, Sum] = defaultdict(Sum)
        for place, task in enumerate(self.problem.tasks):
            if name in task.uses:
                use = task.uses[name][self.space.kept[place]]
                for option, node in enumerate(self.space.nodes(place).tolist()):
                    found[node].add([self.chosen[place][option]], use[option : option + 1])
        for place, flow in enumerate(self.problem.flows):
            for end, uses in enumerate((flow.uses_of_sender, flow.uses_of_receiver)):
                if name in uses:
                    for way, variable in self.pairs(place).items():
                        found[way[end]].add([variable], uses[name][way][None].astype(float))
        return found

    def _link_loads(self, tight: Ints) -> dict[int, Sum]:
        """Return the rate over each of some links, in bit/s."""
        found: dict[int, Sum] = defaultdict(Sum)
        wanted = set(tight.tolist())
        for place, flow in enumerate(self.problem.flows):
            rate = np.array([flow.bits_per_second])
            for way, link in self._crossings(place) if flow.bits_per_second else ():
                if link in wanted:
                    found[link].add([self.pairs(place)[way]], rate)
        return found

    def _crossings(self, flow: int) -> Iterator[tuple[tuple[int, int], int]]:
        routes = self.problem.routes_of(self.problem.flows[flow])
        for i, j in self.pairs(flow):
            way = i * len(self.problem.nodes) + j
            for link in routes.link[routes.start[way] : routes.start[way + 1]].tolist():
                yield (i, j), link

    def _unit(self, percentile: Percentile) -> float:
        """Return the unit in which times are counted, in s."""
        if percentile not in self._units:
            times = [
                self.space.own(place, percentile) for place in range(len(self.problem.tasks))
            ]
            for flow in self.problem.flows:
                if flow.precedes:
                    way = self.space.way(flow, percentile)
                    times.append(way[np.isfinite(way)])
            figures = np.unique(np.concatenate([*times, np.zeros(1)])).tolist()
            bounds = [e.at_most for e in self.problem.ends if e.percentile == percentile]
            self._units[percentile] = unit_of([], [*figures, *bounds])
        return self._units[percentile]

    def ends(self, pipeline: int, percentile: Percentile) -> list[Variable]:
        """Return when each task of a pipeline is done, in units of time: at this or later."""
        key = (pipeline, percentile)
        if key not in self._ends:
            ours = [t for t, e in enumerate(self.problem.tasks) if e.pipeline == pipeline]
            own = {task: self._own(task, percentile) for task in ours}
            ways = {
                place: self._way(place, percentile)
                for place, flow in enumerate(self.problem.flows)
                if flow.precedes and flow.receiver in own
            }
            most = sum(each[1] for each in (*own.values(), *ways.values()))
            done = {task: self.model.new_int_var(0, most, f"done:{task}") for task in ours}
            for task in ours:
                self.model.add(done[task] >= own[task][0])
            for place, (way, _) in ways.items():
                flow = self.problem.flows[place]
                after = own[flow.receiver][0]
                self.model.add(done[flow.receiver] >= done[flow.sender] + way + after)
            self._ends[key] = [done[task] for task in ours]
        return self._ends[key]

    def _own(self, task: int, percentile: Percentile) -> tuple[Variable, int]:
        total = Sum()
        total.add(self.chosen[task], self.space.own(task, percentile))
        return total.whole(self._unit(percentile))

    def _way(self, flow: int, percentile: Percentile) -> tuple[Variable, int]:
        total = Sum()
        self.flow_sum(total, flow, self.problem.flows[flow].seconds.at(percentile))
        return total.whole(self._unit(percentile))

    def _hold_limit(self, objective: Objective, bound: float) -> None:
        sign = 1 if objective.less else -1
        is_product = objective.combine in (Combine.PRODUCT, Combine.EITHER)
        if is_product:
            if bound <= 0 and not objective.less:
                return
            bound = math.log(bound) if bound > 0 else -math.inf
        value, unit = self.measure(objective)
        slack = TOLERANCE * (1.0 if is_product else abs(bound))
        held = (sign * bound + slack) / unit
        if math.isinf(held):
            self.model.add_bool_or([])
        else:
            self.model.add(value <= math.floor(held + TOLERANCE * abs(held)))

    def measure(self, objective: Objective) -> tuple[Variable, float]:
        """Return an objective in whole units, less being better, and the unit.

        Its value (of a PRODUCT or EITHER, the log of it), with its sign, is no less than these.
        """
        if objective.combine is Combine.EITHER:
            return self.eithers.measure(objective)
        if objective.combine is Combine.PATH:
            return self._longest(objective)
        if objective.combine is Combine.LOAD:
            return self._greatest(self._weighed(objective))
        if objective.combine is Combine.WORST:
            each = range(len(self.problem.pipelines))
            return self._greatest([self._added(objective, which) for which in each])
        total = self._added(objective, None)
        unit = unit_of([total])
        return total.whole(unit)[0], unit

    def _longest(self, objective: Objective) -> tuple[Variable, float]:
        done = [
            each
            for pipeline in range(len(self.problem.pipelines))
            for each in self.ends(pipeline, objective.percentile)
        ]
        longest = self.model.new_int_var(0, 2**50, "longest")
        for each in done:
            self.model.add(longest >= each)
        return longest, self._unit(objective.percentile)

    def _greatest(self, sums: list[Sum]) -> tuple[Variable, float]:
        unit = unit_of(sums)
        greatest = self.model.new_int_var(-(2**50), 2**50, "greatest")
        for each in sums:
            self.model.add(greatest >= each.whole(unit)[0])
        return greatest, unit

    def _weighed(self, objective: Objective) -> list[Sum]:
        assert objective.weight is not None
        found = [Sum()]  # no node's: 0
        loads = self.loads(objective.resource)
        for node, used in self.used("node", self._part(None)).items():
            weight = float(objective.weight[node])
            total = Sum()
            total.add(loads[node].variables, weight * np.array(loads[node].coefficients))
            if objective.base is not None:
                total.add([used], weight * objective.base[node : node + 1])
            found.append(total)
        return found

    def _added(self, objective: Objective, pipeline: int | None) -> Sum:
        """Return the signed sum of an objective's contributions (of a PRODUCT, of their logs)."""
        def weighed(figures: Floats) -> Floats:
            found = figures.astype(float)
            if objective.combine is Combine.PRODUCT:
                with np.errstate(divide="ignore"):  # of pairs of nodes without a way
                    found = np.log(found)
            return found if objective.less else -found

        problem, name, total = self.problem, objective.name, Sum()
        for place, task in enumerate(problem.tasks):
            if pipeline in (None, task.pipeline) and name in task.objectives:
                figures = weighed(task.objectives[name][self.space.kept[place]])
                total.add(self.chosen[place], figures)
        for place, flow in enumerate(problem.flows):
            ours = pipeline in (None, problem.tasks[flow.sender].pipeline)
            if ours and name in flow.objectives:
                self.flow_sum(total, place, weighed(flow.objectives[name]))
        for kind, of_each in (("node", objective.of_node), ("link", objective.of_link)):
            if of_each is not None:
                used = self.used(kind, self._part(pipeline))
                total.add([*used.values()], weighed(of_each)[[*used]])
        return total

    def _part(self, pipeline: int | None) -> Part:
        """Return the tasks of one or of all pipelines, and the flows that these send."""
        tasks = frozenset(
            t for t, each in enumerate(self.problem.tasks) if pipeline in (None, each.pipeline)
        )
        flows = (p for p, flow in enumerate(self.problem.flows) if flow.sender in tasks)
        return tasks, frozenset(flows)

    def used(self, kind: str, part: Part) -> dict[int, Variable]:
        """Return whether each node or link is in use, by some tasks and flows."""
        if (kind, part) not in self._used:
            found = self._users(kind, part)
            used = {place: self.model.new_bool_var(f"{kind}:{place}") for place in found}
            for place, users in found.items():
                for each in users:
                    self.model.add(used[place] >= sum(each))
                self.model.add(used[place] <= sum(v for each in users for v in each))
            self._used[kind, part] = used
        return self._used[kind, part]

    def _users(self, kind: str, part: Part) -> dict[int, list[list[Variable]]]:
        """Return by node or link the variables that use it, one list a task or flow."""
        found: dict[int, list[list[Variable]]] = defaultdict(list)
        tasks, flows = part
        if kind == "node":
            for place in sorted(tasks):
                for node, options in self._at[place].items():
                    found[node].append(options)
            return found
        for place in sorted(flows):
            by_link: dict[int, list[Variable]] = defaultdict(list)
            for way, link in self._crossings(place):
                by_link[link].append(self.pairs(place)[way])
            for link, ways in by_link.items():
                found[link].append(ways)
        return found

    def _keep_apart(self, apart: Apart) -> None:
        """Say that two parts use no node together, and no link that counts."""
        for kind, sides in (("node", apart.tasks), ("link", apart.flows)):
            parts: list[Part] = [
                (frozenset(each), frozenset()) if kind == "node" else (frozenset(), frozenset(each))
                for each in sides
            ]
            one, other = (self.used(kind, each) for each in parts)
            for place in one.keys() & other.keys():
                if kind == "node" or apart.links[place]:
                    self.model.add(one[place] + other[place] <= 1)
