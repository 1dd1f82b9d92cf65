"""The words of a report: values with what is missing of them, drivers, and the claim's sentence."""

from __future__ import annotations

from ....reasoner.knowledge import Knowledge
from ....reasoner.namespaces import local_name
from ....reasoner.plan_report import HYBRID, Architecture, Compared, Report
from ....reasoner.plan_result import Asked, Point
from ....reasoner.plan_solution import Status
from ....reasoner.verdict import Verdict
from ..plan import CLAIM, objective_label, shown_value
from ..plan_conflicts import refusal_words

_TOLD = {
    "confirmed": "better", "refuted": "worse", "tied": "as good",
    "undecided": "not told apart, for figures are missing",
}


def label_of(knowledge: Knowledge, objective: str) -> str:
    """Return what people call an objective."""
    return objective_label(knowledge, objective)


def value_of(knowledge: Knowledge, asked: Asked, point: Point | None) -> str:
    """Return a value with its unit; with figures missing it is the bound that is known."""
    return "-" if point is None else shown_value(knowledge, asked, point.value(asked.name))


def why_of(each: Architecture) -> list[str]:
    """Return why an architecture has no placement, requirement by requirement."""
    if each.point is not None:
        return []
    return [refusal_words(refusal) for refusal in each.refusals] or [each.why]


def drivers_of(each: Architecture) -> list[str]:
    """Return the drivers that speak for an architecture, with their tasks."""
    return [
        f"{favour.notation} {favour.label}: {', '.join(map(local_name, favour.tasks))}"
        for favour in each.favours
    ]


def gaps_of(knowledge: Knowledge, report: Report) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (architecture, objective, figures that nobody states) wherever any is missing."""
    return [
        (each.name, label_of(knowledge, value.objective), value.missing)
        for each in report.architectures if each.point is not None
        for value in each.point.values if value.missing
    ]


def doubts_of(each: Architecture) -> list[str]:
    """Return what a placement rests on that is not sure."""
    if each.point is None:
        return []
    found = [f"{name} is {word}" for name, word in each.point.doubts]
    for placed in each.point.placed:
        for word, names in (("conditional", placed.conditional), ("unknown", placed.unknown)):
            found += [f"{name} of {local_name(placed.task)} is {word}" for name in names]
    return list(dict.fromkeys(found))  # what is in doubt on the way is so at the node, too


def sentence(knowledge: Knowledge, report: Report) -> str:
    """Return the sentence that confirms or refutes the framework's claim for this site."""
    return f'"{CLAIM}" is {report.claim.verdict} here: {"; ".join(reasons(knowledge, report))}.'


def reasons(knowledge: Knowledge, report: Report) -> list[str]:
    """Return what the verdict on the claim rests on, objective by objective."""
    hybrid = report.architectures[-1]
    told = [_objective(knowledge, report, each) for each in report.compared if each.claimed]
    if not report.result.points and report.result.status is Status.UNKNOWN:
        return ["nothing was found in the time there was"]
    if not report.result.points:
        return ["no placement is feasible, so there is nothing to compare"]
    if hybrid.point is None:
        return [hybrid.why]
    if not told:
        if any(each.point is not None for each in report.architectures[:-1]):
            return ["what else there is is not sure to be feasible"]
        return [only_hybrid(hybrid.verdict)]
    if not hybrid.on_front:
        told.insert(0, "each hybrid is beaten by a placement that is at least as good in all")
    return told


def only_hybrid(verdict: Verdict) -> str:
    """Return that a hybrid alone has a placement, with its verdict."""
    if verdict is Verdict.FEASIBLE:
        return "a hybrid is feasible, and no architecture of one level is"
    return f"a hybrid is {verdict.word}, and no architecture of one level is as much as that"


def _objective(knowledge: Knowledge, report: Report, compared: Compared) -> str:
    asked = next(e for e in report.result.objectives if e.name == compared.objective)
    points = {each.name: each.point for each in report.architectures}
    label, told = label_of(knowledge, asked.name), _TOLD[compared.claimed or "undecided"]
    ours = value_of(knowledge, asked, points[HYBRID])
    if compared.rival is None:
        return f"{label} {told} ({ours})"
    return f"{label} {told} ({ours} against {value_of(knowledge, asked, points[compared.rival])} " \
        f"of pure {compared.rival})"
