"""Other variants: of the same model, or of a model of its family, that the task does not list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..candidate import Question
from ..change_set import Change
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..placement import NodeResult
from ..repair_option import Proposal, Step
from ..requirement import read_by
from ..sides import at
from ..trial import Decided, Trial
from ..verdict import Verdict
from .shortfall import Standing, standing

KIND = tw("other-variant")
_TIMES = ("inferenceTime", "timePerToken")  # what a measured run gives in place of an estimate


@dataclass(frozen=True)
class Found:
    """The variants that would pass, best first, and those that a measured run speaks against."""

    proposals: tuple[Proposal, ...]
    contradicted: tuple[str, ...]


def other_variants(trial: Trial, result: NodeResult, for_speed: bool = False) -> Found:
    """Return the variants with which a task would not fail at a node.

    `for_speed` says that more than the task itself is too slow.
    """
    judged = _judged(trial, result, for_speed)
    if judged is None:
        return Found((), ())
    passing = [
        (question, best) for question, best in judged.best.items() if best > Verdict.INFEASIBLE
    ]
    kept = [
        (q, best) for q, best in passing
        if q.variant not in judged.contradicted
        and (best == Verdict.FEASIBLE or judged.may_be_quicker(trial.knowledge, q))
    ]
    kept.sort(key=lambda each: _preference(trial.knowledge, *each))
    return Found(
        tuple(_proposal(trial.knowledge, result, q) for q, _ in kept),
        tuple(sorted(q.variant for q, _ in passing if q.variant in judged.contradicted)),
    )


def nearer_variants(trial: Trial, result: NodeResult, before: Standing) -> Iterator[Proposal]:
    """Yield the variants with which a task would still fail, but less, the least first."""
    knowledge, judged = trial.knowledge, _judged(trial, result)
    if judged is None:
        return
    columns = range(len(judged.decision.targets))
    found = []
    for question, best in judged.best.items():
        if best > Verdict.INFEASIBLE or question.variant in judged.contradicted:
            continue
        if not judged.may_be_quicker(knowledge, question):
            continue
        row = list(judged.decision.questions).index(question)
        after = standing(knowledge, judged.decision, [row], columns)
        if after.is_nearer(before):
            found.append((after.order, _preference(knowledge, question, best), question))
    for _, _, question in sorted(found, key=lambda each: each[:2]):
        yield _proposal(knowledge, result, question)


@dataclass(frozen=True)
class _Judged:
    """The variants that a task lacks, judged at a node beside those that it lists."""

    decision: Decided
    best: dict[Question, Verdict]
    contradicted: set[str]
    result: NodeResult
    needs_speed: bool

    def may_be_quicker(self, knowledge: Knowledge, question: Question) -> bool:
        """Say whether speed is not short, or an estimate may promise it."""
        now = self.result.question.variant
        return not self.needs_speed or _is_lighter(knowledge, question.variant, now)


def _judged(trial: Trial, result: NodeResult, for_speed: bool = False) -> _Judged | None:
    asked = alternatives(trial.knowledge, result.task)
    theirs = trial.targets_of([result.node])
    if not asked or not theirs or result.question.variant is None:
        return None
    current = _listed(trial.knowledge, result.task, result.question)
    asked = [replace(each, source=result.question.source) for each in asked]
    decision = trial.judged([*current, *asked], theirs)
    best = {
        question: Verdict(int(decision.total[i].max()))
        for i, question in enumerate(decision.questions) if question in asked
    }
    times = _TIMES if for_speed else _needs_speed(trial.knowledge, result)
    contradicted = _contradicted(trial, decision, times, current)
    return _Judged(decision, best, contradicted, result, bool(times))


def alternatives(knowledge: Knowledge, task: str) -> list[Question]:
    """Return a task with each variant of its models, and of their families, that it lacks."""
    facts = knowledge.facts
    listed = set(facts.objects(task, tw("hasVariant")))
    models = {m for each in listed for m in facts.objects(each, tw("variantOf"))}
    families = {f for each in models for f in facts.objects(each, tw("inFamily"))}
    models |= {m for each in families for m in facts.subjects(tw("inFamily"), each)}
    others = {v for each in models for v in facts.subjects(tw("variantOf"), each)} - listed
    source = facts.object(task, tw("dataSource"))
    return [_question(knowledge, task, each, source) for each in sorted(others)]


def _question(knowledge: Knowledge, task: str, variant: str, source: str | None) -> Question:
    facts = knowledge.facts
    return Question(
        task, variant, facts.object(variant, tw("variantOf")),
        facts.object(variant, tw("numericType")), source,
    )


def _listed(knowledge: Knowledge, task: str, question: Question) -> list[Question]:
    listed = sorted(set(knowledge.facts.objects(task, tw("hasVariant"))))
    return [_question(knowledge, task, each, question.source) for each in listed]


def _preference(knowledge: Knowledge, question: Question, best: Verdict) -> tuple[object, ...]:
    """What works for certain, then the same model, then the more accurate, then the larger."""
    accuracy = _figure(knowledge, question.variant, "accuracy")
    size = _figure(knowledge, question.variant, "macs") or 0.0
    listed = {
        m for v in knowledge.facts.objects(question.task, tw("hasVariant"))
        for m in knowledge.facts.objects(v, tw("variantOf"))
    }
    known = 1.0 - accuracy if accuracy is not None else 2.0
    return (-best, question.model not in listed, known, -size, question.variant)


def _figure(knowledge: Knowledge, thing: str | None, name: str) -> float | None:
    found = knowledge.figures.chosen.get((thing or "", tw(name)))
    return found.value if found else None


def _proposal(knowledge: Knowledge, result: NodeResult, question: Question) -> Proposal:
    variant, now = question.variant or "", result.question.variant
    step = Step(
        KIND, result.task, tw("hasVariant"), local_name(now or ""), local_name(variant),
        note=_accuracy_note(knowledge, now, variant),
        changes=(Change(result.task, tw("hasVariant"), (variant,), adds=True),),
    )
    return Proposal((step,), result.node)


def _accuracy_note(knowledge: Knowledge, now: str | None, variant: str) -> str:
    shown = [
        None if (value := _figure(knowledge, each, "accuracy")) is None
        else knowledge.show("accuracy", value) for each in (now, variant)
    ]
    if shown[1] is None:
        return "its accuracy is not stated"
    return f"accuracy {shown[1]}" + (f" instead of {shown[0]}" if shown[0] else "")


def _contradicted(
    trial: Trial, decision: Decided, names: Sequence[str], current: Sequence[Question]
) -> set[str]:
    """Return the variants that were measured to be no faster than the task's, where speed is short.

    A run on the same unit with any runtime speaks, also against an estimate with another runtime.
    """
    found: set[str] = set()
    for name in names:
        times = _measured(trial.knowledge, decision, name)
        for unit in {each.unit for each in decision.targets}:
            ours = [j for j, each in enumerate(decision.targets) if each.unit == unit]
            fastest = np.nanmin(
                np.concatenate([times[: len(current), ours].ravel(), [np.inf]])
            )
            for i, question in enumerate(decision.questions):
                runs = times[i, ours][~np.isnan(times[i, ours])]
                if i >= len(current) and runs.size and runs.min() >= fastest:
                    found.add(question.variant or "")
    return found


def _needs_speed(knowledge: Knowledge, result: NodeResult) -> list[str]:
    """Return the computing times that what fails depends on."""
    definitions = knowledge.definitions
    sides = [
        side for each in result.failed if definitions.by_name[each].is_numeric
        for side in (definitions.by_name[each].demand, definitions.by_name[each].supply)
    ]
    read = set(read_by(definitions, sides))
    return [each for each in _TIMES if each in read]


def _is_lighter(knowledge: Knowledge, variant: str | None, now: str | None) -> bool:
    """Say whether a variant computes or reads less: only then may an estimate promise speed."""
    pairs = [
        (_figure(knowledge, variant, each), _figure(knowledge, now, each))
        for each in ("macs", "modelBytes")
    ]
    return any(one is not None and other is not None and one < other for one, other in pairs)


def _measured(knowledge: Knowledge, decision: Decided, name: str) -> NDArray[np.float64]:
    """Return the times that a measured run gives, NaN where there is none."""
    definitions = knowledge.definitions
    runs = [
        each for each in read_by(definitions, [name])
        if definitions.quantities[each].is_of_run
    ]
    shape = (len(decision.questions), len(decision.targets))
    times = np.full(shape, np.nan)
    for i in range(shape[0]):
        for j in range(shape[1]):
            if any(at(decision.columns.is_bound(each), i, j) for each in runs):
                times[i, j] = at(decision.columns.column(name, "middle"), i, j)
    return times
