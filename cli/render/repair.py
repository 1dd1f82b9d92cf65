"""Render repairs: what fails, what conflicts where nothing fits, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...reasoner.conflict_set import Conflict, NothingFits, Relaxation
from ...reasoner.knowledge import Knowledge
from ...reasoner.namespaces import local_name
from ...reasoner.repair_option import Repair, Repairs, Step
from ...reasoner.requirement import Requirement
from ...reasoner.verdict import Verdict
from .table import table

_CONFLICTS, _FAILURES, _REPAIRS = 3, 6, 6  # of a kind: together they fit a screen
_EVERY = 1_000_000
_NAMED = 3  # constraints that a verdict depends on


def repairs_text(knowledge: Knowledge, found: Repairs, show_all: bool = False) -> str:
    """Return what fails with both numbers, the conflicts, and the repairs, best first.

    Of each the first few, and how many more there are, unless all are asked for.
    """
    conflicts, failures, repairs = (
        (_EVERY,) * 3 if show_all else (_CONFLICTS, _FAILURES, _REPAIRS)
    )
    where = f" on {local_name(found.node)}" if found.node else ""
    head = f"{local_name(found.task)}{where} is {found.verdict.word}"
    if found.verdict > Verdict.INFEASIBLE:
        return "\n".join([head + _as_it_is(found), *_as_good_as_it_is(found)])
    lines = [head + _as_it_is(found)]
    said = [f"  {e.constraint}: {e.sides.sentence}" for e in found.failures]
    lines += _first(said, failures)
    if found.nothing_fits:
        lines += ["", *_nothing_fits(found.nothing_fits, conflicts)]
    sure = [each for each in found.repairs if each.verdict >= Verdict.CONDITIONAL]
    unsure = [each for each in found.repairs if each.verdict < Verdict.CONDITIONAL]
    if sure:
        lines += ["", "What would have to change; each was run again:",
                  *_first(_rows(found, sure[:repairs]), repairs, len(sure))]
    if unsure:
        lines += ["", "Would end the failure; whether it then works is not known:",
                  *_first(_rows(found, unsure[:repairs]), repairs, len(unsure))]
    if found.more or found.left:
        lines += ["", *_not_run(knowledge, found)]
    if not found.repairs and (found.nearest or found.nothing_fits):
        lines += ["", "No change, and no combination of changes, was found to mend it."]
    if found.contradicted:
        names = ", ".join(map(local_name, found.contradicted))
        lines += ["", f"Left out, for a measured run of it was no faster: {names}"]
    return "\n".join(lines)


def _not_run(knowledge: Knowledge, found: Repairs) -> Iterator[str]:
    """Say how many combinations were not run, of which exchanges, the bound, and what runs more."""
    is_wide, most = found.breadth.is_wide, found.breadth.exchanges
    more = f"--most {2 * most}" if is_wide else "--all"
    if found.more:
        at_most = f" ({found.breadth.combinations} at a node are the most)" if is_wide else ""
        yield f"{found.more} more combinations should work; they were not run again{at_most}: " \
            f"{more} runs more."
    if found.left:
        kinds = ", ".join(knowledge.facts.label(each) for each in found.left)
        bound = f"{most} of a kind are the most" if found.nearest else "a few of all are tried"
        yield f"Not run: more of {kinds} ({bound}): {more} runs more."


def _as_good_as_it_is(found: Repairs) -> Iterator[str]:
    """Say that nothing fails, and what still keeps it from being feasible."""
    yield "Nothing has to change: it does not fail."
    for word, names in (
        ("Not known", found.nearest.unknown if found.nearest else ()),
        ("On condition", found.nearest.conditional if found.nearest else ()),
    ):
        if names:
            yield f"{word}: {', '.join(names)}; tierwise explain says what it depends on."


def _as_it_is(found: Repairs) -> str:
    """Return the nearest candidate in words: where it would run, and with what."""
    nearest = found.nearest
    if nearest is None and (found.nothing_fits or found.verdict > Verdict.INFEASIBLE):
        return ""
    if nearest is None:
        return ": no node has a processing unit that a known runtime executes on"
    chosen = [local_name(e) for e in (nearest.question.variant, nearest.target.runtime) if e]
    at = "" if found.node else f"on {local_name(nearest.node)} "
    of = f"{at}with {' / '.join(chosen)}" if chosen else at.strip()
    if found.verdict > Verdict.INFEASIBLE:
        return f" ({of})" if of else ""
    return f"; nearest {of}:" if of else ":"


def _nothing_fits(found: NothingFits, most: int) -> Iterator[str]:
    yield f"Nothing fits, of {found.candidates:,} candidates. These can't be met together:"
    if not found.is_complete:
        yield "  more conflicts than can be listed"
    yield from _first(
        [f"  {' with '.join(_requirement(found, e) for e in each.requirements)}"
         for each in sorted(found.conflicts, key=_is_of_hardware)], most,
    )
    yield "One of these lines would have to give way, all of it:"
    ordered = sorted(found.relaxations, key=_is_of_hardware)
    yield from _first([_relaxation(found, each) for each in ordered], most)


def _is_of_hardware(each: Conflict | Relaxation) -> bool:
    """Say whether it takes more than what people have stated, and can take back: that comes last.
    """
    return not all(requirement.property for requirement in each.requirements)


def _relaxation(found: NothingFits, relaxation: Relaxation) -> str:
    nodes = ", ".join(dict.fromkeys(map(local_name, relaxation.nodes[:4])))
    rest = f" and {len(relaxation.nodes) - 4} more" if len(relaxation.nodes) > 4 else ""
    words = " and ".join(_requirement(found, e) for e in relaxation.requirements)
    return f"  {words} (for {nodes}{rest})"


def _first(lines: Sequence[str], most: int, count: int | None = None) -> Iterator[str]:
    """Yield the first lines, and how many more there are, of a number that is known or given."""
    yield from lines[:most]
    more = (len(lines) if count is None else count) - most
    if more > 0:
        yield f"  {more:,} more: --all shows them"


def _requirement(found: NothingFits, each: Requirement) -> str:
    of = f" of {local_name(each.thing)}" if each.thing != found.task else ""
    return f"{each.name} {each.value}{of}" if each.value else f"{each.name}{of}"


def _rows(found: Repairs, repairs: Sequence[Repair]) -> list[str]:
    rows: list[tuple[str, ...]] = [
        ("; ".join(_sentence(found, repair, each) for each in repair.steps), _verdict(repair),
         ", ".join(dict.fromkeys(local_name(node) for _, node in repair.placed)))
        for repair in repairs
    ]
    if not any(placed for *_, placed in rows):
        rows = [row[:2] for row in rows]
    lines = table(("change", "then", "on")[: len(rows[0])], rows).split("\n")[1:]
    return [f"  {each}" for each in lines]


def _verdict(repair: Repair) -> str:
    """Return the verdict of running it again, and what keeps it from being feasible."""
    names = depends_on(repair)
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return repair.verdict.word + (f": {', '.join(names[:_NAMED])}{rest}" if names else "")


def depends_on(repair: Repair) -> tuple[str, ...]:
    """Return the constraints that hold a repair's verdict down."""
    if repair.result is None or repair.verdict != repair.result.verdict:
        return ()
    held = {Verdict.UNKNOWN: repair.result.unknown, Verdict.CONDITIONAL: repair.result.conditional}
    return held.get(repair.verdict, ())


def _sentence(found: Repairs, repair: Repair, step: Step) -> str:
    note = f" ({step.note})" if step.note else ""
    at = f" on {local_name(repair.node)}" if repair.node != found.node else ""
    if repair.placed:  # a pipeline runs on several; what changes is said of its tasks and flows
        at = f" of {local_name(step.thing)}" if step.thing != found.task else ""
    arrow = f"{step.before or 'nothing'} → {step.after}"
    match local_name(step.kind):
        case "other-node":
            return f"run it on {step.after}"
        case "split":
            return f"run the model on {local_name(repair.node)}{note}"
        case "other-variant":
            return f"variant{at}: {arrow}{note}"
        case "other-runtime":
            return f"install {step.after} on {local_name(step.thing)}"
        case "new-link":
            return f"add {step.after}{note}"
        case "other-product" | "other-link":
            return f"{local_name(step.thing)}: {arrow}{note}"
        case _:
            return f"{local_name(step.property or '')}{at}: {arrow}{note}"


def repairs_json(knowledge: Knowledge, found: Repairs) -> dict[str, Any]:
    """Return all of it for programs; thresholds are in the canonical unit beside them."""
    return {
        "task": found.task, "node": found.node, "verdict": found.verdict.word,
        "failures": [
            {"constraint": e.constraint, "demand": e.sides.demand, "supply": e.sides.supply}
            for e in found.failures
        ],
        "nothing_fits": _nothing_fits_json(found.nothing_fits) if found.nothing_fits else None,
        "repairs": [
            {"node": None if each.placed else each.node, "verdict": each.verdict.word,
             "depends_on": depends_on(each),
             "placements": [{"task": task, "node": node} for task, node in each.placed],
             "steps": [_step_json(knowledge, step) for step in each.steps]}
            for each in found.repairs
        ],
        "contradicted": list(found.contradicted), "more": found.more,
        "searched": {
            "exchanges_of_a_kind": found.breadth.exchanges,
            "combinations": found.breadth.combinations,
            "left": list(found.left),
        },
    }


def _step_json(knowledge: Knowledge, step: Step) -> dict[str, Any]:
    quantity = knowledge.definitions.quantities.get(local_name(step.property or ""))
    return {
        "kind": local_name(step.kind), "thing": step.thing, "property": step.property,
        "before": step.before, "after": step.after, "size": step.size,
        "threshold": step.threshold,
        "unit": quantity.unit if quantity and step.threshold is not None else None,
        "note": step.note,
    }


def _nothing_fits_json(found: NothingFits) -> dict[str, Any]:
    return {
        "candidates": found.candidates, "is_complete": found.is_complete,
        "conflicts": [[_requirement_json(e) for e in c.requirements] for c in found.conflicts],
        "relaxations": [
            {"requirements": [_requirement_json(e) for e in each.requirements],
             "nodes": list(each.nodes)}
            for each in found.relaxations
        ],
    }


def _requirement_json(each: Requirement) -> dict[str, Any]:
    return {
        "thing": each.thing, "name": each.name, "property": each.property, "value": each.value,
        "constraints": list(each.constraints),
    }
