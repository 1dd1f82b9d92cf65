"""What a file would change in the collection: which tasks gain or lose a place by it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .answers import Answers
from .bundle import load
from .facts import Fact, Facts
from .namespaces import OWL, QUDT, RDF_TYPE, tw
from .placement import NodeResult
from .source import Source
from .verdict import Verdict

# What changes how all candidates are judged; other facts bear on the things they are said of.
_DEFINING = {
    *(tw(each) for each in (
        "Quantity", "Lookup", "PathQuantity", "PoolQuantity", "StructuralQuantity", "Driver",
        "FitConstraint", "RequirementConstraint", "EfficiencyFactor", "RuntimeSupport",
        "Measurement", "RunOfRelease",
    )),
    *(OWL + each for each in ("DatatypeProperty", "ObjectProperty", "Class")),
    QUDT + "Unit",
}  # fmt: skip

_Results = dict[tuple[str, str], NodeResult]


@dataclass(frozen=True)
class Turn:
    """A task at a node, before and after; None where one of them is not there."""

    task: str
    node: str
    before: NodeResult | None
    after: NodeResult | None

    @property
    def gains(self) -> bool:
        """Say whether the task has a place here that it had not."""
        return _is_place(self.after) and not _is_place(self.before)

    @property
    def loses(self) -> bool:
        """Say whether the task had a place here that it has no more."""
        return _is_place(self.before) and not _is_place(self.after)

    @property
    def stays(self) -> bool:
        """Say whether the task has a place here before and after, by another verdict."""
        return _is_place(self.before) and _is_place(self.after) and _turns(self)


@dataclass(frozen=True)
class Impact:
    """The products and tasks that a file speaks of, and each verdict that is another."""

    nodes: tuple[str, ...]
    tasks: tuple[str, ...]
    turns: tuple[Turn, ...]
    judged: int


def impact_of(
    before: Sequence[Source], after: Sequence[Source], changed: Iterable[Fact] | None
) -> Impact:
    """Return what it changes that the collection holds `after` in place of `before`.

    `changed` are the facts of the files that differ.  Where they are said of products and tasks
    that nothing else speaks of, only those are judged; else, or where a rule changes (None),
    everything is.
    """
    facts = Facts.of(changed or ())
    new = Answers(load(collection=after))
    is_apart = changed is not None and _is_apart(facts, new)
    # What is only added, and stands apart, was not there before.
    is_fresh = is_apart and all(each in after for each in before)
    old = None if is_fresh else Answers(load(collection=before))
    now = _judged(new, facts if is_apart else None)
    then = _judged(old, facts if is_apart else None) if old else {}
    known = [each for each in (new, old) if each]
    nodes, tasks = (
        sorted({one for each in known for one in _said(facts, each, class_)})
        for class_ in ("HardwareModel", "Task")
    )
    turns = [Turn(*pair, then.get(pair), now.get(pair)) for pair in sorted({*now, *then})]
    return Impact(
        tuple(nodes), tuple(tasks), tuple(each for each in turns if _turns(each)), len(turns)
    )


def _said(facts: Facts, known: Answers, class_: str) -> list[str]:
    """Return the instances of a class that the facts say something of."""
    said = {s for s, _, _ in facts.triples}
    return [each for each in known.knowledge.facts.instances(tw(class_)) if each in said]


def _is_apart(facts: Facts, known: Answers) -> bool:
    """Say whether facts define nothing, and speak only of what nothing else speaks of."""
    ours = {s for s, _, _ in facts.triples}
    files = {place.file for place in facts.places.values()}
    others = (
        s for (s, _, _), place in known.knowledge.asserted.places.items()
        if s in ours and place.file not in files
    )
    defining = any(p == RDF_TYPE and o in _DEFINING for _, p, o in facts.triples)
    return not defining and next(others, None) is None


def _judged(answers: Answers, about: Facts | None) -> _Results:
    """Return the results of all, or of the products and tasks that facts speak of."""
    if about is None:
        return _results(answers, None, None)
    nodes, tasks = (_said(about, answers, each) for each in ("HardwareModel", "Task"))
    return _results(answers, None, nodes) | _results(answers, tasks, None)


def _results(
    answers: Answers, tasks: Sequence[str] | None, among: Sequence[str] | None
) -> _Results:
    if tasks == [] or among == []:
        return {}
    found = answers.place(tasks, among)
    return {(each.task, node.node): node for each in found for node in each.nodes}


def _turns(turn: Turn) -> bool:
    one, other = turn.before, turn.after
    return one is None or other is None or one.verdict != other.verdict


def _is_place(result: NodeResult | None) -> bool:
    return result is not None and result.verdict >= Verdict.CONDITIONAL
