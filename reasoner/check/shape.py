"""How the steps of a document join: one of each conclusion, none left over, no circle."""

from __future__ import annotations

from .document import Document
from .refusal import Refused


def check_shape(document: Document) -> None:
    """Refuse a document that is no proof of its final conclusion, whatever its steps say."""
    known = document.by_conclusion
    if len(known) < len(document.inferences):
        seen: set[str] = set()
        twice = next(
            e.conclusion for e in document.inferences
            if e.conclusion in seen or seen.add(e.conclusion)  # type: ignore[func-returns-value]
        )
        raise Refused("two steps conclude the same", "each conclusion once", twice, twice)
    if document.final not in known:
        raise Refused("no step gives the final conclusion", "a step of it", document.final)
    for each in document.inferences:
        arguments = each.fields.get("arguments", {}).values()
        for premise in (*each.premises, *arguments):
            if premise not in known:
                raise Refused("a premise is concluded nowhere", "a step of it", premise,
                              each.conclusion)
    _check_order(document)
    _check_used(document)


def _check_order(document: Document) -> None:
    """Refuse premises that stand after what rests on them; a circle is named."""
    seen: set[str] = set()
    for each in document.inferences:
        late = next((p for p in each.premises if p not in seen), None)
        if late is not None:
            circle = _circle(document, each.conclusion)
            if circle:
                raise Refused("the proof runs in a circle", "none", " ← ".join(circle),
                              each.conclusion)
            raise Refused("a premise stands after what rests on it", "premises first", late,
                          each.conclusion)
        seen.add(each.conclusion)


def _circle(document: Document, start: str) -> list[str]:
    """Return a way from a conclusion back to itself over premises, if there is one."""
    came: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for premise in document.by_conclusion[here].premises:
            if premise == start:
                way = [here]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return [start, *way]
            if premise not in came:
                came[premise] = here
                waiting.append(premise)
    return []


def _check_used(document: Document) -> None:
    """Refuse steps that the final conclusion does not rest on."""
    used: set[str] = set()
    waiting = [document.final]
    while waiting:
        here = waiting.pop()
        if here not in used:
            used.add(here)
            waiting += document.by_conclusion[here].premises
    idle = next((e.conclusion for e in document.inferences if e.conclusion not in used), None)
    if idle is not None:
        raise Refused("nothing rests on a step", "only what the conclusion needs", idle, idle)
