"""Prove verdicts: every constraint of a candidate with both numbers and the margin."""

from __future__ import annotations

import math

from ..decide.judge import Decision, Members, judge, read_members
from ..definitions import Constraint, SetProperty
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..placement import NodeResult, TaskResult
from ..proof import Step
from ..verdict import Verdict
from .bounds import bound_text
from .facts import FactProver, source_title
from .numbers import NumberProver

_ORDER = (Verdict.INFEASIBLE, Verdict.UNKNOWN, Verdict.CONDITIONAL, Verdict.FEASIBLE)


class Explainer:
    """Explains the results of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.facts = FactProver(knowledge)

    def result(self, result: NodeResult, decision: Decision) -> Step:
        """Return the proof of a task's best candidate at a node, failures first."""
        question, target = result.question, result.target
        path = decision.columns.paths[question.source or "", target.node]
        numbers = NumberProver(self.knowledge, question, target, path)
        verdicts = self._verdicts(numbers, result)
        steps: list[Step] = []
        for verdict in _ORDER:
            steps += [
                self._constraint(each, numbers, verdict)
                for each in self.knowledge.definitions.candidate_constraints()
                if verdicts.get(each.name) == verdict
            ]
        choice = " with ".join(
            local_name(each) for each in (question.variant, target.runtime) if each
        )
        on = f" on {local_name(target.unit)}" if target.unit else ""
        by = f" ({choice}{on}, {layout(result)})" if choice else ""
        skipped = [name for name, v in verdicts.items() if v == Verdict.NOT_ASSESSED]
        said = (
            f"{local_name(result.task)} on {local_name(result.node)} is {result.verdict.word}{by}; "
            f"{len(skipped)} constraints do not apply"
        )
        return Step("verdict", result.verdict.word, said, tuple(steps), result.verdict)

    def _verdicts(self, numbers: NumberProver, result: NodeResult) -> dict[str, Verdict]:
        decision = judge(
            self.knowledge, [result.question], [result.target], numbers.columns.paths
        )
        return {name: Verdict(int(v.flat[0])) for name, v in decision.by_constraint.items()}

    def _constraint(
        self, constraint: Constraint, numbers: NumberProver, verdict: Verdict
    ) -> Step:
        if constraint.is_numeric:
            return self._numeric(constraint, numbers, verdict)
        return self._sets(constraint, numbers, verdict)

    def _numeric(self, constraint: Constraint, numbers: NumberProver, verdict: Verdict) -> Step:
        demand, supply = constraint.demand, constraint.supply
        said = constraint.sentence.format(demand=numbers.text(demand), supply=numbers.text(supply))
        margin = self.margin(constraint, numbers)
        if constraint.is_fit and not math.isnan(numbers.interval("witness")[1]):
            witness = [numbers.step("witness")]
            said += "; a measured run settles it"
        else:
            witness = []
        premises = (*witness, numbers.step(demand), numbers.step(supply))
        return Step(
            "constraint", constraint.name, said + (f": {margin}" if margin else ""), premises,
            verdict, None, None,
            source_title(self.knowledge, self.knowledge.facts.object(constraint.iri, _SOURCE)),
            margin, constraint.notations,
        )

    def margin(self, constraint: Constraint, numbers: NumberProver) -> str:
        """Return by how much the numbers pass or miss, in the worst case that is certain."""
        small, great = constraint.demand, constraint.supply
        if constraint.relation == "at-least":
            small, great = great, small
        need, have = numbers.interval(small), numbers.interval(great)
        show = self.knowledge.show
        if need[2] <= have[0]:
            return f"{show(great, have[0] - need[2])} to spare" if math.isfinite(have[0]) else ""
        if need[0] > have[2]:
            return f"{show(small, need[0] - have[2])} too much"
        if numbers.is_known(small) and numbers.is_known(great):
            what = _uncertain(self, numbers, small, great)
            return f"the interval straddles the bound; measure {what}"
        missing = {
            s.name: s.sentence for n in (small, great) for s in numbers.step(n).leaves()
            if s.kind == "absence"
        }
        return "; ".join(self._lacking(constraint, numbers, missing))

    def _lacking(
        self, constraint: Constraint, numbers: NumberProver, missing: dict[str, str]
    ) -> list[str]:
        """Return what is missing; where one figure would settle it, the bound that it must meet."""
        if len(missing) == 1:
            [(name, sentence)] = missing.items()
            bound = bound_text(constraint, numbers, name)
            return [f"{sentence}; it passes with {bound}" if bound else sentence]
        return list(missing.values())

    def _sets(self, constraint: Constraint, numbers: NumberProver, verdict: Verdict) -> Step:
        sets = self.knowledge.definitions.sets
        demand_of, supply_of = sets[constraint.demand], sets[constraint.supply]
        demand, supply = (self._members(each, numbers) for each in (demand_of, supply_of))
        wanted = demand.stated
        if constraint.considers_only:
            wanted &= frozenset(constraint.considers_only)
        lacking = sorted(local_name(each) for each in wanted - supply.stated)
        said = constraint.sentence.format(demand=_names(wanted), supply=_names(supply.stated))
        if verdict in (Verdict.INFEASIBLE, Verdict.CONDITIONAL):
            said += f": {', '.join(lacking) or _names(wanted & supply.stated)}"
            said += " after an undertaking" if verdict == Verdict.CONDITIONAL else (
                " is missing" if lacking else " is ruled out")
        if verdict == Verdict.UNKNOWN:
            holder = supply_of if demand.is_stated else demand_of
            said += f": state tw:{holder.name}"
        premises = self._member_steps(demand_of, wanted, numbers) + self._member_steps(
            supply_of, wanted & supply.stated, numbers
        )
        return Step(
            "constraint", constraint.name, said, tuple(premises), verdict, None, None,
            source_title(self.knowledge, self.knowledge.facts.object(constraint.iri, _SOURCE)),
            None, constraint.notations,
        )

    def _members(self, property_: SetProperty, numbers: NumberProver) -> Members:
        on_rows = property_.scope in ("task", "variant")
        item = numbers.question if on_rows else numbers.target
        return read_members(self.knowledge, property_, item)

    def _member_steps(
        self, property_: SetProperty, members: frozenset[str], numbers: NumberProver
    ) -> list[Step]:
        q, t = numbers.question, numbers.target
        by_scope: dict[str, list[str | None]] = {
            "task": [q.task], "variant": [q.variant, q.model], "support": [t.support],
            "node": [t.node, t.hardware],
        }
        holders = by_scope.get(property_.scope, [t.unit])
        found = []
        for member in sorted(members)[:_MOST_MEMBERS]:
            for holder in holders:
                if holder and member in self.knowledge.facts.objects(holder, property_.iri):
                    found.append(self.facts.prove((holder, property_.iri, member)))
                    break
        return found

    def drivers(self, task: str) -> list[Step]:
        """Return the proof of each driver that the task triggers."""
        has = tw("hasDriver")
        return [
            self.facts.prove((task, has, each))
            for each in sorted(set(self.knowledge.facts.objects(task, has)))
        ]

    def level(self, result: TaskResult) -> Step:
        """Return the proof of the concluded level."""
        names = " or ".join(local_name(each).removesuffix("-level") for each in result.concluded)
        scores = "; ".join(
            f"{local_name(e.level).removesuffix('-level')} is {e.verdict.word}, {len(e.in_favour)} "
            f"drivers for it, {len(e.for_others)} for others"
            for e in result.levels
        )
        said = (
            f"{local_name(result.task)} belongs on the {names or 'no level'}, "
            f"by {result.decided_by}: {scores}"
        )
        return Step("verdict", "level", said, tuple(self.drivers(result.task)), result.verdict)


_SOURCE = "http://purl.org/dc/terms/source"
_MOST_MEMBERS = 12  # of a long operator list the first dozen are shown; all were compared


def layout(result: NodeResult) -> str:
    """Return in words where weights and activations are kept."""
    target = result.target
    if target.work_pool is None:
        return "memory not stated"
    if target.is_resident:
        return f"all in {local_name(target.work_pool)}"
    weights = local_name(target.weight_pool or "")
    return f"weights in {weights}, activations in {local_name(target.work_pool)}"


def _names(members: frozenset[str]) -> str:
    ordered = sorted(local_name(each) for each in members)
    if len(ordered) > _MOST_MEMBERS:
        return f"{', '.join(ordered[:_MOST_MEMBERS])} and {len(ordered) - _MOST_MEMBERS} more"
    return ", ".join(ordered) or "nothing"


def _uncertain(explainer: Explainer, numbers: NumberProver, *names: str) -> str:
    """Return the quantity whose interval is widest among what both numbers rest on."""
    for name in names:
        low, middle, high = numbers.interval(name)
        if low < high and math.isfinite(middle):
            return explainer.knowledge.facts.label(
                explainer.knowledge.definitions.quantities[name].iri
            )
    return "the uncertain figure"
