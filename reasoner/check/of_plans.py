"""What steps on placements of whole plans must be: verdict, values, shared things, and times."""

from __future__ import annotations

from dataclasses import replace

from . import words
from . import words_of_plans as said
from .backups import BACKUP
from .candidates import Candidate, of_node
from .cases import Case
from .chains import Chain
from .document import Inference
from .expected import Claim, Context, Expected, route_claim
from .expressions import Number
from .objectives import BATTERY, Objective, read_objectives
from .of_numbers import link_claims
from .plan_values import Term, batteries, drawn_of, is_some_way, terms_of, value_of
from .plans import Laid, Plan
from .refusal import Refused
from .sharing import Use, uses, verdict_of
from .stand_ins import FALLBACK, ISOLATION, NODE, REPLICA
from .terms import short, tw
from .vocabulary import FEASIBLE, INFEASIBLE, WORDS
from .wholes import architecture, margin

_COMBINE = {
    "add-up": "sum", "multiply": "product", "some-way": "product", "longest-path": "longest path",
    "worst-node": "worst node",
}


def plan_verdict(context: Context, step: Inference) -> Expected:
    """The least verdict of all that some pipelines consist of, and what they are worth."""
    laid = _laid(context, step)
    plan, world = laid.plan, context.world
    stated = stated_objectives(context, plan)
    premises: list[Claim] = [("value", each.name) for each in stated]
    premises += [
        ("judged", plan.whole.name, short(chain.pipeline)) for chain in plan.chains
        if plan.deadline(chain.pipeline) is not None
    ]
    premises += [("shared", each.resource, each.node, each.part) for each in uses(laid)]
    premises += [("survival", each.task, each.outage) for each in plan.modes.outages]
    if laid.down is not None:
        premises.append(("over backups", *laid.backed_up))
    premises += [
        ("candidate verdict", case.name) for cases in laid.tasks.values() for case in cases
    ]
    premises += [
        ("judged", each.name, case.name) for case in laid.flows.values() for each in plan.of_flows
    ]
    verdict, shape = verdict_of(laid), architecture(context, laid.nodes)
    pipelines = [each.pipeline for each in plan.chains]
    if verdict < FEASIBLE:
        premises.append(("plan front", *pipelines))
    fields = {
        "pipelines": pipelines, "verdict": WORDS[verdict], "nodes": laid.nodes,
        "architecture": shape, "routes": world.by,
    }
    sentence = said.plan_verdict(
        world.site or "", pipelines, verdict, shape, laid.nodes,
        [_worth(context, laid, each) for each in stated],
    )
    return Expected(sentence, "", tuple(dict.fromkeys(premises)), fields)


def _worth(context: Context, laid: Laid, objective: Objective) -> str:
    world = context.world
    missing = sum(each.value is None for each in terms_of(laid, objective))
    return said.worth(
        world.units, world.facts.label(objective.iri), objective,
        world.vocabulary.quantity(objective.quantity), value_of(laid, objective), missing,
    )


def _laid(context: Context, step: Inference) -> Laid:
    """Return the placement of a step, each task by the candidate that the document judges."""
    key = ("laid", step.conclusion)
    if key not in context.kept:
        context.kept[key] = _find_laid(context, step)
    found = context.kept[key]
    assert isinstance(found, Laid)
    return found


def _find_laid(context: Context, step: Inference) -> Laid:
    plan, nodes = Plan.of(context.world, step.fields["pipelines"]), step.fields["nodes"]
    if nodes.keys() != {*plan.tasks}:
        raise Refused("the tasks are not those of the pipelines", list(plan.tasks), list(nodes))
    strange = sorted({*nodes.values()} - {*context.world.nodes()})
    if strange:
        raise Refused("a node is not one of the site", context.world.nodes(), strange)
    chosen = {task: _chosen(context, step, task, node) for task, node in nodes.items()}
    return Laid(plan, chosen, context.routed, context.while_down)


def _chosen(context: Context, step: Inference, task: str, node: str) -> Candidate:
    for premise in map(context.inference, step.premises):
        if premise is not None and premise.kind == "candidate verdict":
            one = context.case(premise.fields["candidate"]).candidate
            if (one.task, one.node) == (task, node):
                return replace(one, source=None, flow=None)
    raise Refused("a task is not judged on its node", f"{short(task)} on {short(node)}", "nothing")


def stated_objectives(context: Context, plan: Plan) -> list[Objective]:
    """Return the objectives of which the site states anything, in their order."""
    known = read_objectives(context.world.facts, context.world.vocabulary)
    return [each for each in known.values() if _is_stated(context, plan, each)]


def _is_stated(context: Context, plan: Plan, objective: Objective) -> bool:
    world = context.world
    cases = (world.case(of_node(world.facts, world.site or "", node)) for node in world.nodes())
    if objective.how == "worst-node":
        return any((case.number(BATTERY).middle or 0.0) > 0 for case in cases)
    of_nodes, of_links = objective.of("node"), objective.of("link")
    if objective.how == "longest-path" or not (of_nodes or of_links):
        return True
    if any(case.number(name).middle is not None for case in cases for name in of_nodes):
        return True
    links = {hop.link for hop in world.ground.network.hops}
    quantities = [world.vocabulary.quantity(name) for name in of_links]
    return any(
        each.absent is not None or world.ground.network.figure(link, each.iri) is not None
        for link in links for each in quantities
    )


def _of_plan(context: Context) -> Laid:
    """Return the placement that a step on a whole plan belongs to."""
    for each in context.document.inferences:
        if each.kind == "plan verdict":
            return _laid(context, each)
    raise Refused("no step places the pipelines", "a plan verdict", "none")


def followed(context: Context, step: Inference) -> Expected:
    """A rate that nobody states and that follows from others in a pipeline."""
    key, world = (step.fields["subject"], step.fields["property"]), context.world
    if key not in world.followed:
        raise Refused("it does not follow from others", "a figure that is stated", list(key))
    figure = world.figures.chosen[key]
    number = Number(figure.low, figure.middle, figure.high)
    fields = {"subject": key[0], "property": key[1], "number": number.document()}
    sentence = said.followed(
        world.units, world.vocabulary.quantity(short(key[1])), key[0], number, figure.text
    )
    premises = tuple(("figure", *each) for each in world.followed[key])
    return Expected(sentence, short(key[1]), premises, fields)


def plan_value(context: Context, step: Inference) -> Expected:
    """What a placement is worth by one objective, with all terms that count for it."""
    laid, world, name = _of_plan(context), context.world, step.fields["objective"]
    objective = read_objectives(world.facts, world.vocabulary).get(name)
    if objective is None:
        raise Refused("there is no such objective", "a declared objective", name)
    claims = _claims(context, laid, objective)
    terms, value = terms_of(laid, objective), value_of(laid, objective)
    missing = sum(each.value is None for each in terms)
    count = len(terms) + (len(batteries(laid)) if objective.how == "worst-node" else 0)
    label = world.facts.label(objective.iri)
    fields = {
        "objective": name, "quantity": objective.quantity, "value": value,
        "combine": _COMBINE[objective.how], "missing": missing,
    }
    ways = None
    if is_some_way(laid, objective):
        fields["combine"], ways = "some mode works", len(laid.plan.modes.modes)
    told = _worth(context, laid, objective)
    sentence = said.plan_value(label, told, objective, count, missing, ways)
    return Expected(sentence, objective.quantity, tuple(dict.fromkeys(claims)), fields)


def _claims(context: Context, laid: Laid, objective: Objective) -> list[Claim]:
    if objective.how != "worst-node":
        return [each for term in terms_of(laid, objective) for each in _term(context, term)]
    found: list[Claim] = []
    for node, (_, drawn) in zip(batteries(laid), drawn_of(laid, objective), strict=True):
        found.append(context.number(context.world.vocabulary.quantity(BATTERY), laid.in_use[node]))
        found += [each for term in drawn for each in _term(context, term)]
    return found


def _term(context: Context, term: Term) -> list[Claim]:
    if term.link is None:
        return [context.number(term.quantity, term.case)]
    return link_claims(context, term.case, term.quantity, term.link)


def shared_use(context: Context, step: Inference) -> Expected:
    """What tasks or flows use together of one thing."""
    laid, f = _of_plan(context), step.fields
    use = next(
        (e for e in uses(laid) if (e.resource, e.node, e.part) == (
            f["resource"], f["node"], f["part"])), None,
    )
    if use is None:
        raise Refused("nothing of it is shared", "a thing that several use", f["part"])
    vocabulary = context.world.vocabulary
    fields = {
        "resource": use.resource, "node": use.node, "part": use.part,
        "verdict": WORDS[use.verdict], "demand": use.demand.document(),
        "supply": use.supply.document(), "users": list(use.users),
    }
    sentence = said.shared_use(context.world.units, vocabulary.quantity(use.shown_as), use)
    return Expected(sentence, "", tuple(dict.fromkeys(_read(context, use))), fields)


def _read(context: Context, use: Use) -> list[Claim]:
    found = [context.number(case.quantity(name), case) for name, case in use.read]
    if use.figure is not None:
        found.append(("figure", use.figure.subject, use.figure.property))
    return found


def survival(context: Context, step: Inference) -> Expected:
    """That a task that stands in for others goes on through an outage that stops them."""
    laid, f = _of_plan(context), step.fields
    facts, modes = context.world.facts, laid.plan.modes
    outage = next(
        (e for e in modes.outages if (e.task, e.outage) == (f["task"], f["outage"])), None)
    if outage is None:
        raise Refused("it has no such outage to survive", "a stand-in", f["task"])
    [group] = [each for each in modes.groups if outage.task in {e.task for e in each}]
    stated = [
        (each.task, kind, outage.task) for kind in (REPLICA, FALLBACK) for each in group
        if (each.task, kind, outage.task) in facts
    ]
    if (outage.task, tw("survives"), outage.outage) in facts:
        stated.append((outage.task, tw("survives"), outage.outage))
    cases: list[Case] = []
    if outage.outage != NODE:
        cases = laid.needed([outage.task])
        cases += cases if outage.outage == ISOLATION else laid.needed(outage.others)
    verdict = laid.survives(outage)
    if verdict == INFEASIBLE:
        raise Refused("it stops where what it stands in for does", "nothing in common",
                      list(outage.others))
    premises = [context.holds(each) for each in stated]
    premises += [route_claim(each.candidate, None) for each in cases]
    fields = {
        "task": outage.task, "outage": outage.outage, "verdict": WORDS[verdict],
        "others": list(outage.others),
    }
    sentence = said.survival(outage, verdict, laid.nodes)
    return Expected(sentence, "", tuple(dict.fromkeys(premises)), fields)


def over_backups(context: Context, step: Inference) -> Expected:
    """That all holds while any link in use that has a backup may be down, worked out anew."""
    laid = _of_plan(context)
    if laid.down is None or step.fields["links"] != laid.backed_up:
        raise Refused("other links in use have a backup", laid.backed_up, step.fields["links"])
    down, facts = laid.down, context.world.facts
    stated = [(each, BACKUP, facts.object(each, BACKUP) or "") for each in laid.backed_up]
    verdict = verdict_of(down)
    quantity = context.world.vocabulary.quantity(laid.plan.whole.demand)
    times = [
        (chain.pipeline, words.number(context.world.units, quantity, down.longest(chain).time))
        for chain in laid.plan.chains if laid.plan.deadline(chain.pipeline) is not None
    ]
    fields = {"verdict": WORDS[verdict], "links": laid.backed_up}
    sentence = said.over_backups([(a, b) for a, _, b in stated], verdict, times)
    return Expected(sentence, "", tuple(context.holds(each) for each in stated), fields)


def plan_time(context: Context, step: Inference) -> Expected:
    """The time of a pipeline from end to end: the longest sum along the precedence."""
    laid = _of_plan(context)
    chain = _chain(laid, step.fields["of"].get("pipeline", ""))
    quantity = context.world.vocabulary.quantity(laid.plan.whole.demand)
    number = laid.longest(chain).time
    premises = [
        context.number(case.quantity(name), case) for case, name in laid.timed(chain)
    ]
    fields = {
        "quantity": quantity.name, "of": {"pipeline": chain.pipeline},
        "number": number.document(), "combine": "longest path",
    }
    sentence = said.plan_time(context.world.units, quantity, number)
    return Expected(sentence, quantity.name, tuple(dict.fromkeys(premises)), fields)


def plan_in_time(context: Context, step: Inference) -> Expected:
    """The verdict on the time of a pipeline from end to end."""
    laid, units, name = _of_plan(context), context.world.units, step.fields["candidate"]
    chain = _chain(laid, name)
    plan, vocabulary = laid.plan, context.world.vocabulary
    deadline, whole = plan.deadline(chain.pipeline), laid.longest(chain).time
    if deadline is None:
        raise Refused("no deadline is stated from end to end", "no such judgement", name)
    demand, supply = map(vocabulary.quantity, (plan.whole.demand, plan.whole.supply))
    room = margin(context, (demand, whole), (supply, deadline), 1.0 + plan.whole.tolerance)
    sentence = words.comparison(
        plan.whole, words.number(units, demand, whole), words.number(units, supply, deadline),
        room or "", False,
    )
    fields = {
        "constraint": plan.whole.name, "candidate": short(chain.pipeline),
        "verdict": WORDS[laid.in_time(chain)], "binding": list(plan.whole.binding),
        "demand": whole.document(), "supply": deadline.document(), "lacking": [],
        "margin": room, "conditions": 0,
        "cites": words.source_title(context.world.facts, plan.whole.source),
    }
    premises = (
        ("number", demand.name, (("pipeline", chain.pipeline),)),
        ("figure", chain.pipeline, supply.iri),
    )
    return Expected(sentence, plan.whole.name, premises, fields)


def _chain(laid: Laid, pipeline: str) -> Chain:
    for each in laid.plan.chains:
        if pipeline in (each.pipeline, short(each.pipeline)):
            return each
    raise Refused("the plan has no such pipeline", [e.pipeline for e in laid.plan.chains], pipeline)
