"""What a step must be: its fields, its sentence and its premises, derived from the facts alone.

Of each step of a document only what it is about is taken; all else is derived and compared.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .candidates import Candidate
from .cases import Case
from .document import Document, Inference
from .placing import Placed, placed_by
from .refusal import Refused
from .terms import Triple
from .vocabulary import Quantity
from .world import World

# What a step is about, by which its conclusion is known among premises: ("holds", triple),
# ("number", quantity, candidate, …), ("judged", constraint, candidate) …
Claim = tuple[object, ...]


@dataclass(frozen=True)
class Expected:
    """A step as it must be; `name` is what justifies it, `candidate` whom it is about."""

    sentence: str
    name: str = ""
    premises: tuple[Claim, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    candidate: str | None = None


class Context:
    """A document on its world: the cases that it is about."""

    def __init__(self, world: World, document: Document) -> None:
        self.world, self.document = world, document
        self._chosen = {
            each.fields["candidate"]: each.fields["choices"]
            for each in document.inferences if each.kind == "choice"
        }
        self._links: dict[str, dict[str | None, tuple[str, ...]]] = {}
        for each in document.inferences:
            if each.kind == "route":
                f = each.fields
                self._links.setdefault(f["candidate"], {})[f["start"]] = tuple(f["links"])
        self._cases: dict[str, Case] = {}
        self.unchecked: list[str] = []  # what rests on a search that is too large to repeat

    @cached_property
    def _placed(self) -> list[Placed]:
        """Return what the document places; a placement that is none says so in its own step."""
        found = []
        for each in self.document.inferences:
            if each.kind == "placement verdict":
                with suppress(Refused):
                    found.append(placed_by(self.world, each.fields))
        return found

    @cached_property
    def flows(self) -> dict[str, Candidate]:
        """Return the flows of what the document places, as candidates by name."""
        return {each.name: each for placed in self._placed for each in placed.flows.values()}

    def case(self, candidate: str) -> Case:
        """Return the candidate of a name, as the document chooses it, with its route."""
        if candidate not in self._cases:
            self._cases[candidate] = self._find(candidate)
        return self._cases[candidate]

    def _find(self, name: str) -> Case:
        choices = self._chosen.get(name)
        if choices is None and name in self.flows:
            return self.world.case(self.flows[name], tuple(self._links.get(name, {}).items()))
        if choices is None:
            raise Refused("no step says what the candidate is", "a choice", name)
        task, node = choices.get("task", ""), choices.get("node", "")
        open_ = [*self.world.candidates(task, node)]
        open_ += [each for placed in self._placed for each in placed.candidates(task, node)]
        named = [e for e in open_ if e.name == name]
        found = next((e for e in named if e.choices == choices), named[0] if named else None)
        if found is None:
            raise Refused("the facts allow no such candidate", [e.name for e in open_], name)
        return self.world.case(found, tuple(self._links.get(name, {}).items()))

    def inference(self, conclusion: str) -> Inference | None:
        """Return the step of a conclusion, or None where the document has none."""
        return self.document.by_conclusion.get(conclusion)

    def once(self, key: Claim, derive: Callable[[], Expected]) -> Expected:
        """Return what was derived before, in any document of this world, or derive it now."""
        found = self.world.derived.get(key)
        if not isinstance(found, Expected):
            found = self.world.derived[key] = derive()
        return found

    def key(self, step: Inference) -> Claim:
        """Return all that what a step must be is derived from."""
        bindings = tuple(map(tuple, step.fields.get("bindings", ())))
        candidate = step.fields.get("candidate")
        case = self.case(candidate) if candidate is not None else None
        return (step.kind, claim_of(step), step.fields.get("rule"), bindings, case)

    def holds(self, triple: Triple) -> Claim:
        """Return the claim of a fact; of a figure's, the number of that figure."""
        key = (triple[0], triple[1])
        return ("figure", *key) if key in self.world.figures.chosen else ("holds", triple)

    def number(self, quantity: Quantity, case: Case) -> Claim:
        """Return the claim of a number: a figure's is that of the thing that states it."""
        if quantity.kind in ("figure", "pool"):
            figure = case.figure(quantity)
            if figure is not None:
                return ("figure", figure.subject, figure.property)
            subjects = case.subjects(quantity)
            return ("number", quantity.name, case.name, *subjects[:1])
        return ("number", quantity.name, case.name)


def claim_of(step: Inference) -> Claim:
    """Return what a step claims, as premises name it."""
    f = step.fields
    match step.kind:
        case "fact" | "rule" | "definition":
            return ("holds", tuple(f["triple"]))
        case "written":
            return ("written", f["subject"], f["property"])
        case "conversion":
            return ("figure", f["subject"], f["property"])
        case "absence":
            return ("absent", f["pattern"], tuple(map(tuple, f["bindings"])))
        case "missing" | "default":
            return ("number", f["quantity"], f["candidate"], *f["subjects"][:1])
        case "structure" | "lookup" | "combination" | "formula":
            return ("number", f["quantity"], f["candidate"])
        case "route":
            return ("route", f["candidate"], f["start"])
        case "judgement":
            return ("judged", f["constraint"], f["candidate"])
        case "node verdict":
            return ("node", f["task"], f["node"])
        case "level verdict":
            return ("level", f["task"])
        case "placement verdict":
            return ("placement", f["pipeline"])
        case "certificate":
            return ("certificate", f["subject"], tuple(map(tuple, f["best"])))
    return (step.kind, f["candidate"])
