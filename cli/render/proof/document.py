"""Write a proof as JSON, in the shape that proof viewers read, with all that a checker needs.

Each inference has `conclusion`, `ruleName` and `premises` (conclusions of others), its `kind`, and
the fields of its kind: numbers as {low, middle, high} in canonical units, where null is unknown or
unbounded; bindings as an object; a place as `file` and `line`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from ....reasoner.errors import Place
from ....reasoner.facts import Fact
from ....reasoner.interval import Interval
from ....reasoner.knowledge import Knowledge
from ....reasoner.namespaces import local_name
from ....reasoner.proof import Bindings, Proof, Step
from ....reasoner.verdict import Verdict
from .outline import kind_of, name_of

_PAIRS = {"choices", "key", "nodes", "of"}


def proof_json(knowledge: Knowledge, proof: Proof, told: Sequence[Fact] = ()) -> str:
    """Return JSON as docs/schemas/proof.schema.json describes it; shared steps stand once."""
    found = proof_document(knowledge, proof, told)
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def proof_document(
    knowledge: Knowledge, proof: Proof, told: Sequence[Fact] = ()
) -> dict[str, Any]:
    """Return a proof as plain values; `told` are facts that no file of facts states."""
    names = conclusions(proof)
    found: dict[str, Any] = {
        "finalConclusion": names[-1],
        "site": knowledge.site,
        "files": [{"file": file, "sha256": digest} for file, digest in knowledge.sources],
        "inferences": [_inference(each, at, names) for at, each in enumerate(proof.steps)],
    }
    if told:
        found["told"] = [{"triple": [*each.triple], **_place(each.place)} for each in told]
    return found


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line}


def conclusions(proof: Proof) -> list[str]:
    """Return each step's sentence; those that several steps share are told apart."""
    count = Counter(each.sentence for each in proof.steps)
    taken: set[str] = set()
    found = []
    for each in proof.steps:
        said = each.sentence
        about = about_words(each) if count[said] > 1 else ""
        if about:
            said = f"{said} [{about}]"
        serial, unique = 2, said
        while unique in taken:
            unique, serial = f"{said} ({serial})", serial + 1
        taken.add(unique)
        found.append(unique)
    return found


def about_words(step: Step) -> str:
    """Return whom a step is about: its candidate, or the choices that a number depends on."""
    of: Bindings = getattr(step, "of", ())
    found = getattr(step, "candidate", "")
    return found or ", ".join(local_name(value) for _, value in of)


def _inference(step: Step, at: int, names: list[str]) -> dict[str, Any]:
    kind = kind_of(step)
    found: dict[str, Any] = {
        "conclusion": names[at],
        "ruleName": f"{kind} {name_of(step)}".strip(),
        "premises": [names[each] for each in step.premises],
        "kind": kind,
    }
    for field in fields(step):
        if field.name not in ("sentence", "premises"):
            found.update(_plain(field.name, getattr(step, field.name), names))
    return found


def _plain(name: str, value: Any, names: list[str]) -> dict[str, Any]:
    if name == "place":
        place: Place | None = value
        return {"file": place.file if place else None, "line": place.line if place else None}
    if name == "arguments":
        return {name: {argument: names[at] for argument, at in value}}
    if isinstance(value, Interval):
        return {name: interval_document(value)}
    if isinstance(value, Verdict):
        return {name: value.word}
    if name == "bindings":
        return {name: [list(pair) for pair in value]}
    if name in _PAIRS:
        return {name: dict(value)}
    return {name: list(value) if isinstance(value, tuple) else value}


def interval_document(number: Interval) -> dict[str, float | None]:
    """Return a number as JSON can hold it: null for what is unknown or has no bound."""
    low, high = (each if math.isfinite(each) else None for each in (number.low, number.high))
    return {"low": low, "middle": number.middle, "high": high}
