"""What steps on a pipeline must be: its verdict, its time from end to end, and its certificate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import words
from . import words_of_placements as said
from .cases import Case
from .chains import Span, end_of, latest, read_chain
from .document import Inference
from .expected import Claim, Context, Expected
from .expressions import Number
from .judging import judged
from .placing import MOST_COMBINATIONS, Key, Placed, board_of, order, placed_by, span
from .refusal import Refused
from .terms import short, tw
from .vocabulary import CONDITIONAL, FEASIBLE, WORDS, Quantity

# Tasks that do one of these make the architecture; a task that states none of all counts too.
_COUNTED = {tw(each) for each in ("detect", "correlate", "infer", "train", "store")}


@dataclass(frozen=True)
class Parts:
    """What a placement consists of: the cases of each task, one a source, and of each flow."""

    placed: Placed
    tasks: dict[str, list[Case]]
    flows: dict[str, Case]

    @property
    def cases(self) -> list[Case]:
        """Return the cases of the tasks in order."""
        return [case for cases in self.tasks.values() for case in cases]

    def whole(self) -> Span:
        """Return the longest sum of times at nodes and on flows along the precedence."""
        chain, ends = self.placed.board.chain, dict[str, Span]()
        flows = {name: span(case, "flowTime") for name, case in self.flows.items()}
        for task in chain.tasks:
            [source, *_] = self.placed.board.sources(task, self.placed.nodes)
            first = next(e for e in self.tasks[task] if (e.candidate.source or "") == source)
            ends[task] = end_of(chain, task, ends, flows, span(first, chain.time_of(task)))
        return latest(ends.values())


def placement_verdict(context: Context, step: Inference) -> Expected:
    """The least verdict of all tasks and flows of a pipeline on their nodes, and of the whole."""
    parts = _parts(context, step)
    placed, board = parts.placed, parts.placed.board
    chain, pipeline = board.chain, board.chain.pipeline
    verdict = min(FEASIBLE, board.verdict(parts.whole()))
    premises: list[Claim] = []
    for case in parts.cases:
        verdict = min(verdict, *_verdicts(case))
        premises.append(("candidate verdict", case.name))
    for flow in chain.flows:
        case = parts.flows[flow.iri]
        for constraint in board.of_flows:
            verdict = min(verdict, judged(constraint, case).verdict)
            premises.append(("judged", constraint.name, case.name))
    if board.deadline is not None:
        premises.append(("judged", board.whole.name, short(pipeline)))
    if verdict < FEASIBLE:
        premises.append(("certificate", pipeline, tuple(placed.nodes.items())))
    shape = architecture(context, placed.nodes) if verdict >= CONDITIONAL else None
    fields = {
        "pipeline": pipeline, "verdict": WORDS[verdict], "nodes": placed.nodes,
        "architecture": shape,
    }
    sentence = said.placement_verdict(pipeline, verdict, shape, placed.nodes)
    return Expected(sentence, "", tuple(dict.fromkeys(premises)), fields)


def _parts(context: Context, step: Inference) -> Parts:
    """Return what a placement consists of, each task by the candidate that the document has."""
    placed = placed_by(context.world, step.fields)
    named = [context.inference(each) for each in step.premises]
    judged_ones = [
        context.case(each.fields["candidate"]).candidate
        for each in named if each is not None and each.kind == "candidate verdict"
    ]
    tasks = {}
    for task, node in placed.nodes.items():
        one = next((e for e in judged_ones if e.task == task and e.node == node), None)
        if one is None:
            raise Refused("a task is not judged on its node", f"{short(task)} on {short(node)}",
                          [each.name for each in judged_ones])
        wanted = [replace(one, source=e or None) for e in placed.sources(task)]
        tasks[task] = [context.case(each.name) for each in wanted]
        if [each.candidate for each in tasks[task]] != wanted:
            raise Refused("the data of a task comes from elsewhere", [e.name for e in wanted],
                          [each.name for each in tasks[task]])
        _check_best(placed, task, tasks[task])
    flows = {iri: context.case(each.name) for iri, each in placed.flows.items()}
    return Parts(placed, tasks, flows)


def _check_best(placed: Placed, task: str, cases: list[Case]) -> None:
    """Refuse a candidate that is not the best of its task at the node."""
    board, node = placed.board, placed.nodes[task]
    [first, *_] = board.sources(task, placed.nodes)
    cases = sorted(cases, key=lambda each: (each.candidate.source or "") != first)
    key = order(cases[0], [min(each) for each in zip(*map(_verdicts, cases), strict=True)])
    best = board.spot(task, board.sources(task, placed.nodes), node)
    if best is None or not _as_good(key, best.key):
        raise Refused("another candidate of the task is better at this node",
                      best.key if best else "none", key)


def _as_good(one: Key, best: Key) -> bool:
    return one[:2] == best[:2] and math.isclose(one[2], best[2], rel_tol=1e-12)


def _verdicts(case: Case) -> list[int]:
    return [judged(each, case).verdict for each in case.ground.vocabulary.of_candidates]


def architecture(context: Context, nodes: Mapping[str, str]) -> str | None:
    """Return the architecture by the levels of what processes, trains on or keeps data."""
    facts = context.world.facts
    stated = {task: set(facts.objects(task, tw("function"))) for task in nodes}
    levels = {
        facts.object(node, tw("nodeLevel")) for task, node in nodes.items()
        if stated[task] & _COUNTED or not stated[task]
    }
    if len(levels) > 1:
        return tw("hybrid")
    level = next(iter(levels), None)
    return min(facts.subjects(tw("ofLevel"), level), default=None) if level else None


def certificate(context: Context, step: Inference) -> Expected:
    """That no placement of a pipeline is better than one: all are tried, up to a million."""
    board = board_of(context.world, read_chain(context.world.facts, step.fields["subject"]))
    placed = Placed.of(board, dict(step.fields["best"]))
    verdict = board.verdict_at(placed.nodes)
    if verdict is None:
        raise Refused("a task can't run on its node", "a candidate", placed.nodes)
    sentence = said.certificate(board.chain.pipeline, verdict, board.combinations)
    if board.combinations > MOST_COMBINATIONS:
        context.unchecked.append(sentence)
    else:
        better = board.better_than(verdict)
        if better is not None:
            raise Refused("a placement is better", sentence, said.placed(better))
    fields = {
        "claim": "no better verdict", "subject": board.chain.pipeline,
        "combinations": board.combinations, "best": [list(e) for e in placed.nodes.items()],
    }
    return Expected(sentence, "", (), fields)


def whole_time(context: Context, step: Inference) -> Expected:
    """The time from end to end: the longest sum along the precedence."""
    parts = _of_whole(context, step)
    board = parts.placed.board
    quantity = context.world.vocabulary.quantity(board.whole.demand)
    premises = [
        context.number(each.quantity(board.chain.time_of(task)), each)
        for task, cases in parts.tasks.items() for each in cases
    ]
    for flow in board.chain.flows:
        if flow.precedes:
            case = parts.flows[flow.iri]
            premises.append(context.number(case.quantity("flowTime"), case))
    number = parts.whole().time
    fields = {
        "quantity": quantity.name, "of": {"pipeline": board.chain.pipeline},
        "number": number.document(), "combine": "longest sum",
    }
    sentence = said.whole_time(context.world.units, quantity, number)
    return Expected(sentence, quantity.name, tuple(dict.fromkeys(premises)), fields)


def whole_judgement(context: Context, step: Inference) -> Expected:
    """The verdict on the time from end to end."""
    parts = _of_whole(context, step)
    board, name, units = parts.placed.board, step.fields["candidate"], context.world.units
    constraint, deadline, whole = board.whole, board.deadline, parts.whole()
    if deadline is None:
        raise Refused("no deadline is stated from end to end", "no such judgement", name)
    demand, supply = map(context.world.vocabulary.quantity, (constraint.demand, constraint.supply))
    room = margin(context, (demand, whole.time), (supply, deadline), 1.0 + constraint.tolerance)
    sentence = words.comparison(
        constraint, words.number(units, demand, whole.time), words.number(units, supply, deadline),
        room or "", False,
    )
    fields = {
        "constraint": constraint.name, "candidate": name,
        "verdict": WORDS[board.verdict(whole)], "binding": list(constraint.binding),
        "demand": whole.time.document(), "supply": deadline.document(), "lacking": [],
        "margin": room, "conditions": 0,
        "cites": words.source_title(context.world.facts, constraint.source),
    }
    pipeline = board.chain.pipeline
    time = ("number", demand.name, (("pipeline", pipeline),))
    premises = (time, ("figure", pipeline, supply.iri))
    return Expected(sentence, constraint.name, premises, fields)


def _of_whole(context: Context, step: Inference) -> Parts:
    """Return the placement that a step on a whole pipeline belongs to."""
    name = step.fields.get("candidate") or short(step.fields["of"].get("pipeline", ""))
    for each in context.document.inferences:
        if each.kind == "placement verdict" and short(each.fields["pipeline"]) == name:
            return _parts(context, each)
    raise Refused("no step places the pipeline", "a placement verdict", name)


def margin(
    context: Context, need: tuple[Quantity, Number], have: tuple[Quantity, Number], room: float
) -> str | None:
    """Return by how much a time passes or misses; None where that is not certain."""
    def shown(value: float, of: Quantity) -> str:
        return context.world.units.show(value, of.unit, of.display)

    (demand, time), (supply, deadline) = need, have
    if time.high <= deadline.low * room:
        left = max(0.0, deadline.low - time.high)
        return words.spare(shown(left, supply)) if math.isfinite(deadline.low) else ""
    if time.low > deadline.high * room:
        return words.missed(shown(time.low - deadline.high, demand))
    return None
