"""Both sides of a constraint at one candidate, as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .candidate import Question, Target
from .definitions import Constraint, SetProperty
from .knowledge import Knowledge
from .namespaces import local_name
from .trial import Decided
from .verdict import Verdict

_ENDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Sides:
    """Demand and supply of one constraint, and the sentence that has both."""

    demand: str
    supply: str
    sentence: str


def at(column: Any, i: int, j: int) -> float:
    """Return one candidate's value of a column that broadcasts over all."""
    array = np.asarray(column)
    if array.ndim < 2:
        return float(array)
    return float(array[i if array.shape[0] > 1 else 0, j if array.shape[1] > 1 else 0])


def number(decision: Decided, name: str, i: int, j: int) -> float | None:
    """Return the central value of a quantity for one candidate, None where it is not known."""
    if not bool(at(decision.columns.is_bound(name), i, j)):
        return None
    value = at(decision.columns.column(name, "middle"), i, j)
    return value if math.isfinite(value) else None


def verdict_at(decision: Decided, constraint: str, i: int, j: int) -> Verdict:
    """Return a constraint's verdict on one candidate."""
    return Verdict(int(at(decision.by_constraint[constraint], i, j)))


def sides(knowledge: Knowledge, decision: Decided, name: str, i: int, j: int) -> Sides:
    """Return demand and supply of a constraint at one candidate."""
    constraint = knowledge.definitions.by_name[name]
    if constraint.is_numeric:
        shown = [
            _range(knowledge, decision, each, i, j)
            for each in (constraint.demand, constraint.supply)
        ]
    else:
        question, target = decision.questions[i], decision.targets[j]
        sets = knowledge.definitions.sets
        shown = [
            _names(stated(knowledge, sets[each], question, target), constraint)
            for each in (constraint.demand, constraint.supply)
        ]
    return Sides(shown[0], shown[1], constraint.sentence.format(demand=shown[0], supply=shown[1]))


def stated(
    knowledge: Knowledge, property_: SetProperty, question: Question, target: Target
) -> list[str]:
    """Return the members of a set as the facts state them for one candidate."""
    if property_.scope == "layout":
        return sorted(target.undertakings)
    holders: dict[str, Sequence[str | None]] = {
        "task": (question.task,), "variant": (question.variant, question.model),
        "support": (target.support,), "node": (target.node, target.hardware),
    }
    subjects = holders.get(property_.scope, (target.unit,))
    found = [o for s in subjects if s for o in knowledge.facts.objects(s, property_.iri)]
    return sorted(dict.fromkeys(found))


def _names(members: list[str], constraint: Constraint) -> str:
    wanted = [e for e in members if not constraint.considers_only or e in constraint.considers_only]
    return ", ".join(local_name(each) for each in wanted or members) or "nothing"


def _range(knowledge: Knowledge, decision: Decided, name: str, i: int, j: int) -> str:
    low, _, high = (at(decision.columns.column(name, each), i, j) for each in _ENDS)  # type: ignore[arg-type]
    if math.isfinite(high) and math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-300):
        return knowledge.show(name, low)
    if math.isfinite(high):
        least, most = knowledge.show(name, low), knowledge.show(name, high)
        return least if least == most else f"{least} to {most}"
    return f"at least {knowledge.show(name, low)}" if low > 0 else "an unknown amount"
