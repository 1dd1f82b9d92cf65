"""The outline of a proof: a tree that fits a screen, from which text views are drawn.

What passed, what does not apply and what other candidates lack are folded into one line each;
a folded line names what to expand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ....reasoner.namespaces import local_name
from ....reasoner.proof import (
    CandidateVerdict,
    Conversion,
    Fact,
    Judgement,
    LevelVerdict,
    NodeVerdict,
    PlanValue,
    PlanVerdict,
    Proof,
    Refusal,
    SharedUse,
    Step,
    Survival,
    Written,
    number_of,
    verdict_of,
)
from ....reasoner.verdict import Verdict

FULL = 50  # the depth that stands for "down to every sourced fact"
_SCREEN = 3  # the depth that fits a screen
_SOME = 6  # names that stand for a longer list


@dataclass(frozen=True)
class Line:
    """One line of an outline, with those below it; `is_cut` says that premises are not shown."""

    text: str
    verdict: Verdict | None = None
    heading: str | None = None
    origin: str | None = None
    below: tuple[Line, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class View:
    """How much of a proof is shown: how deep, and which parts are not folded."""

    depth: int = 3
    expand: frozenset[str] = frozenset()

    @property
    def is_full(self) -> bool:
        """Say whether nothing is folded."""
        return self.depth >= FULL

    def opens(self, *names: str) -> bool:
        """Say whether a part is shown although it would be folded."""
        return self.is_full or bool(self.expand & set(names))


def outline(proof: Proof, view: View) -> Line:
    """Return the outline of a proof."""
    return _line(proof, proof.root, view, view.depth)


def _line(proof: Proof, step: Step, view: View, depth: int) -> Line:
    """Return a step's line; a verdict by its candidate's constraints is one line with them."""
    name = name_of(step)
    if view.opens(name) and not view.is_full and not isinstance(step, NodeVerdict):
        depth = FULL
    shown = depth > 0
    below = _below(proof, step, view, depth - 1) if shown and not _is_settled(step, view) else ()
    heading = heading_of(proof, step)
    cut = bool(step.premises) and not below and not isinstance(step, Conversion)
    whence = origin(proof, step, view.is_full)
    return Line(step.sentence, verdict_of(step), heading, whence, below, cut)


def heading_of(proof: Proof, step: Step) -> str | None:
    """Return the constraint that a step judges, and the flow where it is one of a placement's.

    A sentence that begins with the constraint needs no heading.  Of a plan's terms it is whom they
    are of.
    """
    name = name_of(step)
    if isinstance(proof.root, PlanVerdict) and _is_term(proof, step):
        return _whom(step)
    if not isinstance(step, Judgement) or step.sentence.startswith(name):
        return None
    is_of_whole = isinstance(proof.root, PlanVerdict) and any(
        each is step for each in proof.premises(proof.root)
    )
    return f"{name} of {step.candidate.split(' on ')[0]}" if is_of_whole else name


def _is_term(proof: Proof, step: Step) -> bool:
    """Say whether a step counts for a value of the plan that is proved."""
    values = (each for each in proof.premises(proof.root) if isinstance(each, PlanValue))
    return any(each is step for value in values for each in proof.premises(value))


def _is_settled(step: Step, view: View) -> bool:
    """Say whether a step passed, so that a first screen needs no more of it than its margin."""
    passed = isinstance(step, Judgement | SharedUse | Survival) and step.verdict == Verdict.FEASIBLE
    return passed and view.depth <= _SCREEN and not view.opens(name_of(step), "passed")


def _below(proof: Proof, step: Step, view: View, depth: int) -> tuple[Line, ...]:
    premises = proof.premises(step)
    if isinstance(step, Judgement) and step.verdict != Verdict.NOT_ASSESSED and not view.is_full:
        premises = premises[: len(premises) - step.conditions]
    if isinstance(step, Conversion):
        return tuple(_line(proof, e, view, depth) for e in premises) if view.is_full else ()
    if isinstance(step, NodeVerdict):
        return _of_node(proof, premises, view, depth)
    if isinstance(step, CandidateVerdict):
        return _of_candidate(proof, premises, view, depth)
    if isinstance(step, PlanVerdict):
        return _of_placement(proof, premises, view, depth)
    if isinstance(step, LevelVerdict):
        return _of_level(proof, premises, view, depth)
    if isinstance(step, PlanValue):
        return _of_value(proof, step, premises, view, depth)
    return tuple(_line(proof, each, view, depth) for each in premises)


def _of_node(
    proof: Proof, premises: Iterable[Step], view: View, depth: int
) -> tuple[Line, ...]:
    others = [each for each in premises if isinstance(each, Refusal)]
    found: list[Line] = []
    for each in premises:
        if isinstance(each, CandidateVerdict):
            found += _of_candidate(proof, proof.premises(each), view, depth)
    if others and view.opens("others"):
        return (*found, *(_line(proof, each, view, depth) for each in others))
    if others:
        which = "other candidate" if found else "candidate"
        plural = "s are" if len(others) > 1 else " is"
        why = Counter(_refused_by(proof, each) for each in others).most_common()
        by = ", ".join(f"{count} by {name}" for name, count in why)
        found.append(Line(f"{len(others)} {which}{plural} no better: {by} (--expand others)"))
    return tuple(found)


def _of_level(
    proof: Proof, premises: Iterable[Step], view: View, depth: int
) -> tuple[Line, ...]:
    """Return the drivers and the nodes; those that fall short are one line a verdict."""
    root = proof.root
    folded: dict[Verdict, list[str]] = {}
    found: list[Line] = []
    for each in premises:
        falls_short = isinstance(each, NodeVerdict) and each.verdict != verdict_of(root)
        if isinstance(each, NodeVerdict) and falls_short and not view.opens("nodes"):
            folded.setdefault(each.verdict, []).append(local_name(each.node))
        else:
            found.append(_line(proof, each, view, depth))
    for verdict, nodes in sorted(folded.items(), reverse=True):
        some = ", ".join(nodes[:_SOME]) + (", …" if len(nodes) > _SOME else "")
        plural = "s are" if len(nodes) > 1 else " is"
        said = f"{len(nodes)} node{plural} {verdict.word}: {some} (--expand nodes)"
        found.append(Line(said, verdict))
    return tuple(found)


def _of_placement(
    proof: Proof, premises: Iterable[Step], view: View, depth: int
) -> tuple[Line, ...]:
    judged = [each for each in premises if isinstance(each, Judgement)]
    applies = [each for each in judged if each.verdict != Verdict.NOT_ASSESSED]
    rest = [each for each in premises if each not in judged]
    return tuple(_line(proof, each, view, depth) for each in [*rest, *applies]) + tuple(
        _skipped(proof, [each for each in judged if each not in applies], view, depth)
    )


def _of_value(
    proof: Proof, step: PlanValue, premises: Iterable[Step], view: View, depth: int
) -> tuple[Line, ...]:
    """Return the terms of a value, each with whom it is of; those that count nothing are one line.
    """
    folded = [each for each in premises if counts_nothing(step, each)]
    shown = [each for each in premises if each not in folded or view.opens("nothing")]
    if view.depth <= _SCREEN and not view.opens(name_of(step)):
        depth = 0  # what a term is made of is for who asks
    lines = [_line(proof, each, view, depth) for each in shown]
    if folded and not view.opens("nothing"):
        plural = "s count" if len(folded) > 1 else " counts"
        lines.append(Line(f"{len(folded)} term{plural} nothing (--expand nothing)"))
    return tuple(lines)


def counts_nothing(value: PlanValue, term: Step) -> bool:
    """Say whether a term leaves a value as it would be without it."""
    number, nothing = number_of(term), 1.0 if value.combine == "product" else 0.0
    return number is not None and number.low == nothing == number.high


def _whom(step: Step) -> str | None:
    """Return the task or flow, and the node, that a term of a plan is of."""
    of = dict(getattr(step, "of", ()))
    task, node = (local_name(of[each]) if each in of else "" for each in ("task", "node"))
    return f"{task} on {node}" if task and node else task or node or None


def _refused_by(proof: Proof, refusal: Refusal) -> str:
    judged = (e for e in proof.premises(refusal) if isinstance(e, Judgement))
    return next(judged).constraint


def _of_candidate(
    proof: Proof, premises: Iterable[Step], view: View, depth: int
) -> tuple[Line, ...]:
    judged = [each for each in premises if isinstance(each, Judgement)]
    rest = [each for each in premises if not isinstance(each, Judgement)]
    passed = [each for each in judged if each.verdict == Verdict.FEASIBLE]
    skipped = [each for each in judged if each.verdict == Verdict.NOT_ASSESSED]
    is_part = isinstance(proof.root, PlanVerdict | LevelVerdict)
    all_passed = len(passed) == len(judged) - len(skipped)
    folds = (is_part or not all_passed) and not view.opens("passed")
    found = [
        _line(proof, each, view, depth) for each in judged
        if each not in skipped
        and not (folds and each in passed and not view.opens(each.constraint))
    ]
    if folds:
        found += [_passed([each for each in passed if not view.opens(each.constraint)])]
    found += _skipped(proof, skipped, view, depth)
    if view.is_full:
        found += [_line(proof, each, view, depth) for each in rest]
    return tuple(each for each in found if each.text)


def _passed(steps: list[Judgement]) -> Line:
    if not steps:
        return Line("")
    said = ", ".join(
        f"{each.constraint} ({each.margin})" if each.margin else each.constraint for each in steps
    )
    plural = "s pass" if len(steps) > 1 else " passes"
    return Line(f"{len(steps)} constraint{plural}: {said} (--expand passed)", Verdict.FEASIBLE)


def _skipped(proof: Proof, steps: list[Judgement], view: View, depth: int) -> list[Line]:
    if view.opens("skipped"):
        return [_line(proof, each, view, depth) for each in steps]
    opened = [each for each in steps if view.opens(each.constraint)]
    left = len(steps) - len(opened)
    found = [_line(proof, each, view, depth) for each in opened]
    if left:
        verb = "constraints do" if left > 1 else "constraint does"
        found.append(Line(f"{left} {verb} not apply (--expand skipped)"))
    return found


def expandable(proof: Proof) -> set[str]:
    """Return the names that --expand knows in a proof: its parts, and what justifies a step."""
    parts = {"passed", "skipped", "others", "nodes", "nothing"}
    return parts | {name_of(each) for each in proof.steps} - {""}


def name_of(step: Step) -> str:
    """Return the name of what justifies a step: a constraint, quantity, rule or property."""
    for field in ("constraint", "quantity", "rule", "property"):
        found = getattr(step, field, None)
        if found:
            return str(found).rsplit("#", 1)[-1]
    return ""


def kind_of(step: Step) -> str:
    """Return the kind of a step in lower case, such as "candidate verdict"."""
    name = type(step).__name__
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def origin(proof: Proof, step: Step, is_full: bool = True) -> str | None:
    """Return standing, file and line of a leaf or of a figure's number; in full its source too."""
    if isinstance(step, Conversion):
        return origin(proof, proof.premises(step)[0], is_full)
    if not isinstance(step, Fact | Written):
        return None
    standing = step.standing if isinstance(step, Written) else None
    place = str(step.place) if step.place else None
    source = step.source if is_full else None
    return ", ".join(each for each in (standing, place, source) if each) or None
