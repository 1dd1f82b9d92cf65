"""Prove verdicts: of a candidate by its constraints, of a node by its candidates, of the level."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ..contrast import Contrast
from ..decide.judge import Decision
from ..definitions import Constraint, Definitions
from ..formula import variables
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..placement import NodeResult, TaskResult
from ..proof import CandidateVerdict, Judgement, LevelVerdict, NodeVerdict, Proof, Refusal
from ..sureness import Sureness
from ..verdict import Verdict
from .builder import Builder
from .case import Case
from .constraints import ConstraintProver, relative_miss
from .contrasts import contrast
from .doubts import doubts
from .facts import FactProver
from .numbers import NumberProver
from .words import layout_words


class Explainer:
    """Explains the results of one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.facts = FactProver(knowledge)

    @cached_property
    def simplest_first(self) -> tuple[Constraint, ...]:
        """Return the constraints of candidates, those first whose proofs need the least numbers."""
        definitions = self.knowledge.definitions
        return tuple(sorted(
            definitions.candidate_constraints(), key=lambda each: len(numbers_of(definitions, each))
        ))

    def fact(self, triple: tuple[str, str, str]) -> Proof:
        """Return the proof of a fact that holds."""
        builder = Builder()
        return builder.proof(self.facts.add(builder, triple))

    def node(self, result: NodeResult, decision: Decision) -> Proof:
        """Return the proof of a task's verdict at a node."""
        builder = Builder()
        return builder.proof(self.add_node(builder, result, decision))

    def contrast(
        self, one: tuple[NodeResult, Decision], other: tuple[NodeResult, Decision]
    ) -> Contrast:
        """Return where the best candidates of two nodes differ."""
        first, second = (Case(d, *_cell(d, r)) for r, d in (one, other))
        return contrast(self.facts, (first, second), (self.node(*one), self.node(*other)))

    def sureness(self, result: NodeResult, decision: Decision) -> Sureness:
        """Return how sure the verdict of a node's best candidate is."""
        case = Case(decision, *_cell(decision, result))
        return doubts(self.facts, case, self.node(result, decision))

    def add_node(
        self, builder: Builder, result: NodeResult, decision: Decision, is_brief: bool = False
    ) -> int:
        """Add the best candidate's proof, and for each other one why it is no better.

        Briefly, the best one too has just the constraint that keeps it from being better.
        """
        cells, best = _cells(decision, result), _cell(decision, result)
        premises = [] if is_brief else [self.add_candidate(builder, decision, *best)]
        if result.verdict < Verdict.FEASIBLE:
            others = [each for each in cells if is_brief or each != best]
            premises += [self._refusal(builder, decision, *each) for each in others]
        case = Case(decision, *best)
        said = (
            f"{local_name(result.task)} on {local_name(result.node)} is {result.verdict.word}"
            f"{_choice_words(result)}; best of {len(cells)} "
            f"{'candidate' if len(cells) == 1 else 'candidates'}"
        )
        return builder.add(
            NodeVerdict(said, tuple(dict.fromkeys(premises)), result.task, result.node,
                        result.verdict, case.name, len(cells))
        )

    def add_candidate(self, builder: Builder, decision: Decision, i: int, j: int) -> int:
        """Add a candidate's verdict with all its constraints, failures first."""
        numbers = NumberProver(self.knowledge, builder, self.facts, Case(decision, i, j))
        prover = ConstraintProver(numbers)
        verdicts = numbers.case.verdicts()
        steps = [
            prover.add(each, verdicts[each.name])
            for each in self.knowledge.definitions.candidate_constraints()
        ]
        steps.sort(key=lambda at: _urgency(builder, at))
        verdict = numbers.case.verdict
        applied = sum(v != Verdict.NOT_ASSESSED for v in verdicts.values())
        count = "1 constraint that applies" if applied == 1 else f"{applied} constraints that apply"
        said = (
            f"{numbers.case.name} is {verdict.word}: the least of {count}, "
            f"{len(verdicts) - applied} do not"
        )
        return builder.add(
            CandidateVerdict(
                said, (*steps, numbers.choices.candidate()), numbers.case.name, verdict
            )
        )

    def _refusal(self, builder: Builder, decision: Decision, i: int, j: int) -> int:
        """Add the simplest constraint that keeps a candidate from being better than it is."""
        case = Case(decision, i, j)
        least, constraints = case.verdict, self.simplest_first
        deciding = constraints[int(self.facts.alike(decision).deciding(constraints)[i, j])]
        numbers = NumberProver(self.knowledge, builder, self.facts, case)
        judged = ConstraintProver(numbers).add(deciding, least)
        name = numbers.case.name
        said = f"{name} is {least.word} by {deciding.name}"
        below = (judged, numbers.choices.candidate())
        return builder.add(Refusal(said, below, name, least))

    def level(
        self, result: TaskResult, decisions: Sequence[Decision]
    ) -> Proof:
        """Return the proof of the level that is concluded for a task."""
        builder = Builder()
        has = tw("hasDriver")
        drivers = sorted(set(self.knowledge.facts.objects(result.task, has)))
        premises = [self.facts.add(builder, (result.task, has, each)) for each in drivers]
        for each in _deciding_nodes(result):
            decision = next(d for d in decisions if _holds(d, each))
            is_brief = each.verdict < result.verdict
            premises.append(self.add_node(builder, each, decision, is_brief))
        scores = tuple(
            (each.level, each.verdict.word, len(each.in_favour), len(each.for_others))
            for each in result.levels
        )
        return builder.proof(
            builder.add(
                LevelVerdict(
                    level_words(result), tuple(dict.fromkeys(premises)), result.task,
                    result.concluded, result.verdict, result.decided_by, scores,
                )
            )
        )


def level_words(result: TaskResult) -> str:
    """Return the conclusion on a task's level as a sentence."""
    names = " or ".join(local_name(each).removesuffix("-level") for each in result.concluded)
    scores = "; ".join(
        f"{local_name(e.level).removesuffix('-level')} is {e.verdict.word}, drivers: "
        f"{len(e.in_favour)} for it, {len(e.for_others)} for others"
        for e in result.levels
    )
    where = f"on the {names} (decided by {result.decided_by})" if names else "nowhere"
    return f"{local_name(result.task)} belongs {where}: {scores or 'there is no node'}"


def _deciding_nodes(result: TaskResult) -> list[NodeResult]:
    """Return the best node of each level, and all nodes of a level that falls short of the best."""
    best = result.verdict
    found: list[NodeResult] = []
    for level in result.levels:
        ours = [each for each in result.nodes if each.level == level.level]
        found += ours[:1] if level.verdict == best == Verdict.FEASIBLE else ours
    return found


def _cells(decision: Decision, result: NodeResult) -> list[tuple[int, int]]:
    rows = [i for i, q in enumerate(decision.questions) if q.task == result.task]
    columns = [j for j, t in enumerate(decision.targets) if t.node == result.node]
    return [(i, j) for i in rows for j in columns]


def _cell(decision: Decision, result: NodeResult) -> tuple[int, int]:
    return next(
        (i, j) for i, j in _cells(decision, result)
        if decision.targets[j] == result.target
        and decision.questions[i].variant == result.question.variant
    )


def _holds(decision: Decision, result: NodeResult) -> bool:
    return any(q.task == result.task for q in decision.questions) and any(
        t == result.target for t in decision.targets
    )


def numbers_of(definitions: Definitions, constraint: Constraint) -> set[str]:
    """Return all quantities that the verdict of a constraint may need, down to what is stated."""
    waiting = [constraint.demand, constraint.supply]
    waiting += variables(constraint.applies) if constraint.applies else ()
    found: set[str] = set()
    while waiting:
        quantity = definitions.quantities.get(waiting.pop())  # None: of a set
        if quantity is None or quantity.name in found:
            continue
        found.add(quantity.name)
        waiting += [*(variables(quantity.tree) if quantity.tree else ())]
        waiting += [each for each in (quantity.below, quantity.above) if each]
    return found


def _urgency(builder: Builder, at: int) -> tuple[int, float, str]:
    """Order failures first, those that miss farthest before the others."""
    step = builder.steps[at]
    assert isinstance(step, Judgement)
    return step.verdict, -relative_miss(step), step.constraint


def _choice_words(result: NodeResult) -> str:
    question, target = result.question, result.target
    choice = " with ".join(local_name(each) for each in (question.variant, target.runtime) if each)
    on = f" on {local_name(target.unit)}" if target.unit else ""
    return f" ({choice}{on}, {layout_words(target)})" if choice else ""
