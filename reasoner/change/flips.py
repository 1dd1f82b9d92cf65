"""Compare verdicts before and after a change: what flips, what moves, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..change_set import Change
from ..facts import is_literal, lexical
from ..figures import Figure
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..placement import NodeResult, TaskResult
from ..sides import Sides, number, sides, verdict_at
from ..trial import Decided, Trial
from ..verdict import Verdict
from ..what_if import Cause, Flip, LevelChange, Movement, Stated, WhatIf
from .overlay import effective

_SAME = 1e-9  # relative; below it two numbers are one, as for constraints
_OUTCOME = ("responseTime", "monthlyCost", "price")  # what people compare placements by


@dataclass(frozen=True)
class _Seen:
    """The best candidate of a task at a node, and where it stands in its decision."""

    knowledge: Knowledge
    result: NodeResult
    decision: Decided
    row: int
    column: int

    @property
    def choice(self) -> tuple[str, ...]:
        target = self.result.target
        chosen = (self.result.question.variant, target.unit, target.runtime)
        return tuple(each for each in chosen if each)

    def verdict(self, constraint: str) -> Verdict:
        return verdict_at(self.decision, constraint, self.row, self.column)

    def number(self, quantity: str) -> float | None:
        return number(self.decision, quantity, self.row, self.column)


_Pairs = dict[tuple[str, str], _Seen]


def compare(
    before: Trial, changes: Sequence[Change], tasks: Sequence[str], pipelines: Sequence[str] = ()
) -> WhatIf:
    """Return what a change set comes to for tasks at all nodes, and for pipelines as a whole."""
    after = before.changed(changes)
    old, levels = _judge(before, tasks)
    new, new_levels = _judge(after, tasks)
    pairs = sorted({**old, **new})
    supposed = {each.property for each in changes}
    return WhatIf(
        tuple(changes),
        tuple(_stated(before.knowledge, after.knowledge, each) for each in effective(changes)),
        tuple(f for p in pairs if (f := _flip(p, old.get(p), new.get(p)))),
        tuple(
            m for p in pairs for m in _movements(p, old.get(p), new.get(p))
            if tw(m.quantity) not in supposed  # what is supposed has been said already
        ),
        (*_levels(levels, new_levels), *_architectures(before, after, pipelines)),
        len(pairs) + len(pipelines),
    )


def _judge(engine: Trial, tasks: Sequence[str]) -> tuple[_Pairs, list[TaskResult]]:
    pairs: _Pairs = {}
    results: dict[str, list[NodeResult]] = {each: [] for each in tasks}
    for decision in engine.decide(tasks):
        rows = {each: i for i, each in enumerate(decision.questions)}
        columns = {each: j for j, each in enumerate(decision.targets)}
        for task in dict.fromkeys(each.task for each in decision.questions):
            for result in engine.best(decision, task):
                results[task].append(result)
                pairs[task, result.node] = _Seen(
                    engine.knowledge, result, decision, rows[result.question],
                    columns[result.target],
                )
    return pairs, [engine.concluded(task, found) for task, found in results.items()]


def _flip(pair: tuple[str, str], old: _Seen | None, new: _Seen | None) -> Flip | None:
    was, is_ = (each.result.verdict if each else None for each in (old, new))
    if was == is_:
        return None
    if not (old and new):
        return Flip(*pair, was, is_, ())
    choices = (old.choice, new.choice) if old.choice != new.choice else ((), ())
    return Flip(*pair, was, is_, tuple(_causes(old, new)), *choices)


def _causes(old: _Seen, new: _Seen) -> list[Cause]:
    """Return the constraints that held the verdict down before, or hold it down now."""
    was, is_ = old.result.verdict, new.result.verdict
    found = []
    for name in sorted(old.decision.by_constraint):
        before, after = old.verdict(name), new.verdict(name)
        if (before < is_) if is_ > was else (after < was):
            shown = _shown(old, name, before), _shown(new, name, after)
            found.append(Cause(name, before, after, *shown))
    return found


def _shown(seen: _Seen, constraint: str, verdict: Verdict) -> Sides | None:
    if verdict == Verdict.NOT_ASSESSED:
        return None
    return sides(seen.knowledge, seen.decision, constraint, seen.row, seen.column)


def _movements(pair: tuple[str, str], old: _Seen | None, new: _Seen | None) -> Iterator[Movement]:
    if not (old and new):
        return
    is_open = max(old.result.verdict, new.result.verdict) > Verdict.INFEASIBLE
    read = set(_OUTCOME)
    for seen in (old, new):
        for constraint in seen.knowledge.definitions.candidate_constraints():
            if constraint.is_numeric and seen.verdict(constraint.name) != Verdict.NOT_ASSESSED:
                read |= {constraint.demand, constraint.supply}
    for name in sorted(read):
        was, is_ = old.number(name), new.number(name)
        if not _is_same(was, is_):
            yield Movement(name, *pair, was, is_, is_open)


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_SAME)


def _levels(old: list[TaskResult], new: list[TaskResult]) -> Iterator[LevelChange]:
    for was, is_ in zip(old, new, strict=True):
        nodes = [each.recommended.node if each.recommended else None for each in (was, is_)]
        if (was.concluded, was.verdict) != (is_.concluded, is_.verdict) or nodes[0] != nodes[1]:
            yield LevelChange(
                was.task, was.concluded, is_.concluded, nodes[0], nodes[1], was.verdict, is_.verdict
            )


def _architectures(
    before: Trial, after: Trial, pipelines: Sequence[str]
) -> Iterator[LevelChange]:
    for pipeline in pipelines:
        (was, verdict), (is_, then) = (each.architecture(pipeline) for each in (before, after))
        if (was, verdict) != (is_, then):
            ends = [(each,) if each else () for each in (was, is_)]
            yield LevelChange(pipeline, ends[0], ends[1], None, None, verdict, then)


def _stated(knowledge: Knowledge, after: Knowledge, change: Change) -> Stated:
    """Return what was said before, in the words of whoever wrote it, and what is supposed.

    On both sides also what follows by a rule: a change of what is stated leaves that.
    """
    subject, property_, figure = change.subject, change.property, change.figure
    chosen = knowledge.figures.chosen.get((subject, property_))
    stated = knowledge.asserted.objects(subject, property_)
    before = (_written(knowledge, chosen),) if chosen else tuple(map(_word, stated))
    supposed = (_written(knowledge, figure),) if figure else tuple(map(_word, change.values))
    return Stated(
        subject, property_, (*before, *_by_rule(knowledge, change)),
        (*supposed, *_by_rule(after, change)),
    )


def _by_rule(knowledge: Knowledge, change: Change) -> Iterator[str]:
    """Yield the values that no one states and that follow by a rule."""
    for each in knowledge.facts.objects(change.subject, change.property):
        if (change.subject, change.property, each) in knowledge.inferred:
            yield f"{_word(each)} (by a rule)"


def _written(knowledge: Knowledge, figure: Figure) -> str:
    """Return a figure as it was written, with its unit where that was left out."""
    name = local_name(figure.property)
    has_unit = any(each.isalpha() or each == "%" for each in figure.text)
    if has_unit or name not in knowledge.definitions.quantities:
        return figure.text
    return knowledge.show(name, figure.value)


def _word(term: str) -> str:
    return lexical(term) if is_literal(term) else local_name(term)
