"""Other variants: of the same model, or of a model of its family, that the task does not list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

KIND = tw("other-variant")
_TIMES = ("inferenceTime", "timePerToken")  # what a measured run gives in place of an estimate


@dataclass(frozen=True)
class Found:
    """The variants that would pass, best first, and those that a measured run speaks against."""

    proposals: tuple[Proposal, ...]
    contradicted: tuple[str, ...]


def other_variants(trial: Trial, result: NodeResult) -> Found:
    """Return the variants with which a task would not fail at a node."""
    task, node = result.task, result.node
    asked = alternatives(trial.knowledge, task)
    if not asked or result.question.variant is None:
        return Found((), ())
    current = _listed(trial.knowledge, task, result.question)
    theirs = trial.targets_of([node])
    if not theirs:
        return Found((), ())
    decision = trial.judged([*current, *asked], theirs)
    contradicted = _contradicted(trial, decision, result, current)
    passing = []
    for i, question in enumerate(decision.questions):
        best = Verdict(int(decision.total[i].max()))
        if question in asked and best > Verdict.INFEASIBLE:
            passing.append((question, best))
    kept = [
        (q, best) for q, best in passing
        if q.variant not in contradicted
        and (best == Verdict.FEASIBLE or not _needs_speed(trial.knowledge, result)
             or _is_lighter(trial.knowledge, q.variant, result.question.variant))
    ]
    kept.sort(key=lambda each: _preference(trial.knowledge, *each))
    return Found(
        tuple(_proposal(trial.knowledge, result, q) for q, _ in kept),
        tuple(sorted(q.variant for q, _ in passing if q.variant and q.variant in contradicted)),
    )


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
    )
    change = Change(result.task, tw("hasVariant"), (variant,), adds=True)
    return Proposal((step,), (change,), result.node)


def _accuracy_note(knowledge: Knowledge, now: str | None, variant: str) -> str:
    shown = [
        None if (value := _figure(knowledge, each, "accuracy")) is None
        else knowledge.show("accuracy", value) for each in (now, variant)
    ]
    if shown[1] is None:
        return "its accuracy is not stated"
    return f"accuracy {shown[1]}" + (f" instead of {shown[0]}" if shown[0] else "")


def _contradicted(
    trial: Trial, decision: Decided, result: NodeResult, current: Sequence[Question]
) -> set[str]:
    """Return the variants that were measured to be no faster than the task's, where speed is short.

    A run on the same unit with any runtime speaks, also against an estimate with another runtime.
    """
    found: set[str] = set()
    for name in _needs_speed(trial.knowledge, result):
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
        if definitions.quantities[each].row_class == tw("Measurement")
    ]
    shape = (len(decision.questions), len(decision.targets))
    times = np.full(shape, np.nan)
    for i in range(shape[0]):
        for j in range(shape[1]):
            if any(at(decision.columns.is_bound(each), i, j) for each in runs):
                times[i, j] = at(decision.columns.column(name, "middle"), i, j)
    return times
