"""What a step must be: its fields, its sentence and its premises, derived from the facts alone.

Of each step of a document only what it is about is taken; all else is derived and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .candidates import CHOICES, Candidate, flows_of
from .cases import Case
from .document import Document, Inference
from .ground import Links, Of
from .judging import judged
from .refusal import Refused
from .terms import Triple, short
from .vocabulary import NOT_ASSESSED, Quantity
from .world import World

# What a step is about, by which its conclusion is known among premises: ("holds", triple),
# ("number", quantity, candidate, …), ("judged", constraint, candidate) …
Claim = tuple[object, ...]
_PLACES = {name: place for place, name in enumerate(CHOICES)}


@dataclass(frozen=True)
class Expected:
    """A step as it must be; `name` is what justifies it."""

    sentence: str
    name: str = ""
    premises: tuple[Claim, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)


class Context:
    """A document on its world: the cases that it is about."""

    def __init__(self, world: World, document: Document) -> None:
        self.world, self.document = world, document
        self._chosen = {
            each.fields["candidate"]: each.fields["choices"]
            for each in document.inferences if each.kind == "choice"
        }
        self._links = {
            claim_of(each): tuple(each.fields["links"])
            for each in document.inferences if each.kind == "route"
        }
        self._cases: dict[str, Case] = {}
        self._parts: dict[Of, Case] = {}
        self.kept: dict[Claim, object] = {}  # what steps on the whole have in common
        self.unchecked: list[str] = []  # what rests on a search that is too large to repeat

    @cached_property
    def flows(self) -> dict[str, Candidate]:
        """Return the flows of what the document places, as candidates by name."""
        found, facts = dict[str, Candidate](), self.world.facts
        for step in self.document.inferences:
            if step.kind == "plan verdict":
                found |= flows_of(facts, step.fields["pipelines"], step.fields["nodes"])
        return found

    @cached_property
    def is_plan(self) -> bool:
        """Say whether the document is of whole pipelines that are placed together."""
        return any(each.kind == "plan verdict" for each in self.document.inferences)

    def case(self, candidate: str) -> Case:
        """Return the candidate of a name, as the document chooses it, with its route."""
        if candidate not in self._cases:
            self._cases[candidate] = self._find(candidate)
        return self._cases[candidate]

    def _find(self, name: str) -> Case:
        choices = self._chosen.get(name)
        if choices is None and name in self.flows:
            return self.routed(self.flows[name])
        if choices is None:
            raise Refused("no step says what the candidate is", "a choice", name)
        task, node = choices.get("task", ""), choices.get("node", "")
        open_ = [*self.world.candidates(task, node)]
        if self.is_plan:  # which judges where the data of each task comes from
            source, flow = choices.get("source"), choices.get("flow")
            open_ += [replace(each, source=source, flow=flow) for each in open_]
        named = [e for e in open_ if e.name == name]
        found = next((e for e in named if e.choices == choices), named[0] if named else None)
        if found is None:
            raise Refused("the facts allow no such candidate", [e.name for e in open_], name)
        return self.routed(found)

    def part(self, of: Mapping[str, str]) -> Case:
        """Return what is known of all candidates that agree in some choices."""
        key = tuple(sorted(of.items()))
        if key not in self._parts:
            strange = sorted(of.keys() - CHOICES.keys())
            if strange:
                raise Refused("a number is of no such choice", list(CHOICES), strange)
            self._parts[key] = self.routed(Candidate.of(of))
        return self._parts[key]

    def routed(self, candidate: Candidate) -> Case:
        """Return a candidate with the links of its routes, as the document has them."""
        return self.world.case(candidate, self._routes(candidate))

    def while_down(self, candidate: Candidate) -> Case:
        """Return the same while links with a backup may be down."""
        assert self.world.down is not None
        return self.world.down.case(candidate, self._routes(candidate))

    def _routes(self, candidate: Candidate) -> Links:
        links = []
        for start in (None, *self.world.vocabulary.starts):
            found = self._links.get(route_claim(candidate, start))
            if found is not None:
                links.append((start, found))
        return tuple(links)

    def inference(self, conclusion: str) -> Inference | None:
        """Return the step of a conclusion, or None where the document has none."""
        return self.document.by_conclusion.get(conclusion)

    def once(self, key: Claim, derive: Callable[[], Expected]) -> Expected:
        """Return what was derived before, in any document of this world, or derive it now."""
        found = self.world.derived.get(key)
        if not isinstance(found, Expected):
            found = self.world.derived[key] = derive()
        return found

    def key(self, step: Inference, claim: Claim) -> Claim:
        """Return all that what a step must be is derived from."""
        f = step.fields
        if step.kind == "judgement" and f["constraint"] in self.world.vocabulary.constraints:
            return self._judgement_key(f["constraint"], self.case(f["candidate"]))
        case: Case | None = None
        if "candidate" in f:
            case = self.case(f["candidate"])
        elif "of" in f and "link" not in f["of"]:
            case = self.part(f["of"])
        elif step.kind == "route":
            case = self.start_of(step)
        bindings = tuple(map(tuple, f.get("bindings", ())))
        return (step.kind, claim, f.get("rule"), bindings, case)

    def _judgement_key(self, name: str, case: Case) -> Claim:
        constraint = self.world.vocabulary.constraints[name]
        if judged(constraint, case).verdict == NOT_ASSESSED:
            return ("not assessed", name, case.applied_on(constraint))
        return ("judged", name, case.judged_on(constraint))

    def start_of(self, step: Inference) -> Case:
        """Return what a route is of: the node, with the task and where its data arises."""
        f = step.fields
        of = {"node": f["node"]}
        if f["start"] is None:
            of |= {"task": f["task"] or "", "source": f["source"]}
        return self.part({name: value for name, value in of.items() if value})

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
        return ("number", quantity.name, case.of(quantity.name))


def route_claim(candidate: Candidate, start: str | None) -> Claim:
    """Return the claim of a route: of a flow or a task's data, or from what a site states."""
    whose = candidate.flow or candidate.task
    data = (whose, candidate.source or "") if start is None else ()
    return ("route", start, candidate.node, *data)


def ordered(of: Mapping[str, str]) -> Of:
    """Return choices in the order of all choices; others come last."""
    return tuple(sorted(of.items(), key=lambda each: _PLACES.get(each[0], len(_PLACES))))


def about(step: Inference) -> str:
    """Return whom a step is about: its candidate, or the choices that a number depends on."""
    found = step.fields.get("candidate") or ", ".join(
        short(value) for _, value in ordered(step.fields.get("of", {}))
    )
    return str(found)


def claim_of(step: Inference) -> Claim:
    """Return what a step claims, as premises name it."""
    f = step.fields
    match step.kind:
        case "fact" | "rule" | "definition":
            return ("holds", tuple(f["triple"]))
        case "written":
            return ("written", f["subject"], f["property"])
        case "conversion" | "followed":
            return ("figure", f["subject"], f["property"])
        case "absence":
            return ("absent", f["pattern"], tuple(map(tuple, f["bindings"])))
        case "missing" | "default" | "structure" | "lookup" | "combination" | "formula":
            return ("number", f["quantity"], ordered(f["of"]))
        case "route":
            data = (f["task"], f["source"]) if f["start"] is None else ()
            return ("route", f["start"], f["node"], *data)
        case "judgement":
            return ("judged", f["constraint"], f["candidate"])
        case "node verdict":
            return ("node", f["task"], f["node"])
        case "level verdict":
            return ("level", f["task"])
        case "shared use":
            return ("shared", f["resource"], f["node"], f["part"])
        case "survival":
            return ("survival", f["task"], f["outage"])
        case "over backups":
            return ("over backups", *f["links"])
        case "plan value":
            return ("value", f["objective"])
        case "plan verdict" | "plan front":
            return (step.kind, *f["pipelines"])
    return (step.kind, f["candidate"])
