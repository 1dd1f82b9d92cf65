"""What steps on numbers must be: meant, missing, looked up, combined, structural or derived."""

from __future__ import annotations

from . import words
from .cases import Case
from .document import Inference
from .expected import Claim, Context, Expected, ordered, route_claim
from .expressions import Number, resolved, worded
from .lacking import arguments
from .refusal import Refused
from .terms import Triple, short, tw
from .vocabulary import KeyPart, Quantity

_LINK = "link"  # what a number is of that a link of the route has


def _about(context: Context, step: Inference) -> tuple[Quantity, Case]:
    name = step.fields["quantity"]
    known = context.world.vocabulary.quantities.get(name)
    if known is None:
        raise Refused("there is no such quantity", "a declared quantity", name)
    of = step.fields["of"]
    if of.keys() == {_LINK}:
        return known, context.part({})
    case = context.part(of)
    if case.of(name) != ordered(of):
        reads = list(context.world.vocabulary.reads[name])
        raise Refused("the number is of other choices", reads, sorted(of))
    return known, case


def _subjects(context: Context, step: Inference) -> tuple[str, ...]:
    """Return the things that might state a number, of which none does."""
    quantity, case = _about(context, step)
    link = step.fields["of"].get(_LINK)
    if link is not None:
        network = context.world.ground.network
        if quantity.kind != "figure" or network.figure(link, quantity.iri) is not None:
            raise Refused("the link states it after all", "nothing", short(link))
        return (link,)
    if quantity.kind == "lookup":
        if case.found(quantity) is not None:
            raise Refused("a row gives it after all", "none", case.found(quantity))
        return ()
    if quantity.kind not in ("figure", "pool"):
        raise Refused("the number is not one that is stated", "a figure or lookup", quantity.kind)
    figure = case.figure(quantity)
    if figure is not None:
        raise Refused("it is stated after all", "nothing", f"{figure.file}:{figure.line}")
    return case.subjects(quantity)


def default(context: Context, step: Inference) -> Expected:
    """A number that is meant where nobody states one."""
    quantity, _ = _about(context, step)
    subjects = _subjects(context, step)
    if quantity.absent is None:
        raise Refused("nothing is meant by its absence", "a missing number", quantity.name)
    fields = _fields(quantity, Number(quantity.absent, quantity.absent, quantity.absent))
    return Expected(
        words.default(context.world.units, quantity, subjects), quantity.name, (),
        fields | {"subjects": list(subjects), "property": quantity.property or quantity.iri},
    )


def missing(context: Context, step: Inference) -> Expected:
    """A number that nobody states and that nothing stands for."""
    quantity, _ = _about(context, step)
    subjects = _subjects(context, step)
    if quantity.absent is not None:
        raise Refused("its absence means a number", "a default", quantity.name)
    property_ = quantity.property or ("" if quantity.kind == "lookup" else quantity.iri)
    return Expected(
        words.missing(quantity, subjects, property_), quantity.name, (),
        {
            "quantity": quantity.name, "subjects": list(subjects), "property": property_,
            "is_users": quantity.is_users,
        },
    )


def structure(context: Context, step: Inference) -> Expected:
    """A number of how the candidate is put together, or of its route."""
    quantity, case = _kind(context, step, "structural")
    number = case.number(quantity.name)
    of_path = quantity.scope == "path"
    below = (route_claim(case.candidate, quantity.path_from),) if of_path else ()
    return Expected(
        words.quantity(context.world.units, quantity, number), quantity.name, below,
        _fields(quantity, number),
    )


def lookup(context: Context, step: Inference) -> Expected:
    """A number from the rows that match: all rows are compared again."""
    quantity, case = _kind(context, step, "lookup")
    found = case.found(quantity)
    if found is None:
        raise Refused("no row matches", "a missing number", quantity.name)
    read = [each for each in (quantity.property, quantity.times) if each]
    rows = [_row(context, row, property_) for row in found.rows for property_ in read]
    number = case.number(quantity.name)
    said = words.lookup(context.world.units, quantity, number, [v for _, v in found.key])
    said += words.added_up(len(found.rows)) if quantity.combine == "sum" else ""
    for part in quantity.tells:
        choice, told = case.candidate.choice(part.choice), _told(context, found.rows, part)
        if choice is not None:
            said += words.told(part.property, [each for *_, each in told], choice)
            rows += [("holds", each) for each in told]
    fields = _fields(quantity, number) | {"key": dict(found.key), "rows": list(found.rows)}
    return Expected(said, quantity.name, tuple(rows), fields)


def _told(context: Context, rows: tuple[str, ...], part: KeyPart) -> list[Triple]:
    objects = context.world.facts.objects
    return [(row, part.property, each) for row in rows for each in objects(row, part.property)]


def _row(context: Context, row: str, property_: str) -> Claim:
    if (row, property_) in context.world.figures.chosen:
        return ("figure", row, property_)
    return ("holds", (row, property_, context.world.facts.object(row, property_) or ""))


def combination(context: Context, step: Inference) -> Expected:
    """A number over the links of the route."""
    quantity, case = _kind(context, step, "path")
    of_link = case.quantity(short(quantity.property or ""))
    premises: list[Claim] = [route_claim(case.candidate, quantity.path_from)]
    for link, forwards in case.crossed(quantity):
        premises += link_claims(context, case, case.of_direction(of_link, forwards), link)
    number = case.number(quantity.name)
    links = None if case.route(quantity.path_from) is None else len(case.crossed(quantity))
    said = words.combination(context.world.units, quantity, number, links)
    fields = _fields(quantity, number) | {"combine": quantity.combine or ""}
    return Expected(said, quantity.name, tuple(dict.fromkeys(premises)), fields)


def link_claims(
    context: Context, case: Case, quantity: Quantity, link: str
) -> list[Claim]:
    """Return a link's figure, that it has no limit, or what bounds it and that it states none."""
    network = context.world.ground.network
    says = network.unlimited_by(link, quantity.iri)
    if says is not None:
        return [("holds", (says, tw("unlimited"), quantity.iri))]
    figure = network.figure(link, quantity.iri)
    if figure is not None:
        return [("figure", figure.subject, figure.property)]
    near = [
        network.figure(link, case.quantity(name).iri)
        for name in (quantity.below, quantity.above) if name and quantity.absent is None
    ]
    claims: list[Claim] = [("figure", e.subject, e.property) for e in near if e is not None]
    return [*claims, ("number", quantity.name, ((_LINK, link),))]


def formula(context: Context, step: Inference) -> Expected:
    """A number that a formula gives of the numbers that it reads."""
    quantity, case = _kind(context, step, "formula")
    tree, units = quantity.tree, context.world.units
    if tree is None:
        raise Refused("the quantity has no formula", "one", quantity.name)
    argument = {
        name: context.number(case.quantity(name), case) for name in arguments(quantity, case)
    }

    def show(name: str) -> str:
        known, of = case.number(name), case.quantity(name)
        middle = known.low if known.is_exact else known.middle  # what has no limit is exact too
        return f"{name}?" if middle is None else units.show(middle, of.unit, of.display)

    number, taken = case.number(quantity.name), resolved(tree, case)
    said = words.formula(
        units, quantity, number, None if taken[0] == "number" else worded(taken, show)
    )
    fields = _fields(quantity, number) | {
        "formula": quantity.formula or "", "arguments": argument
    }
    return Expected(said, quantity.name, tuple(dict.fromkeys(argument.values())), fields)


def _kind(context: Context, step: Inference, kind: str) -> tuple[Quantity, Case]:
    quantity, case = _about(context, step)
    if quantity.kind != kind:
        raise Refused("the number comes about in another way", quantity.kind, step.kind)
    return quantity, case


def _fields(quantity: Quantity, number: Number) -> dict[str, object]:
    return {"quantity": quantity.name, "number": number.document()}


def choice(context: Context, step: Inference) -> Expected:
    """A candidate that the facts allow, with the facts of its choices."""
    case = context.case(step.fields["candidate"])
    c, facts = case.candidate, context.world.facts
    stated = [
        (c.task, "hasVariant", c.variant), (c.variant, "variantOf", c.model),
        (c.variant, "numericType", c.numeric_type), (c.node, "instanceOf", c.hardware),
        (c.node, "hasPart", c.unit), (c.hardware, "hasPart", c.unit), (c.unit, "family", c.family),
        (c.family, "broaderFamily", c.broader_family), (c.support, "onFamily", c.family),
        (c.support, "runtime", c.runtime), (c.node, "installedRelease", c.release),
        (c.hardware, "installedRelease", c.release), (c.release, "releaseOf", c.runtime),
        (c.unit, "worksIn", c.work_pool), (c.unit, "readsInPlace", c.weight_pool),
        (c.node, "storesIn", c.storage_pool), (c.hardware, "storesIn", c.storage_pool),
        (c.support, "fallsBackTo", c.host_support), (c.host, "family", c.host_family),
        (c.host_family, "broaderFamily", c.host_broader_family),
        (c.host_support, "onFamily", c.host_family), (c.host_support, "runtime", c.host_runtime),
    ]
    premises = [
        context.holds((s, tw(p), o)) for s, p, o in stated if s and o and (s, tw(p), o) in facts
    ]
    fields = {"candidate": c.name, "choices": c.choices}
    return Expected(words.choice(c.name), "", tuple(dict.fromkeys(premises)), fields)


def route(context: Context, step: Inference) -> Expected:
    """The links to the node, than which no others are faster."""
    case, of = context.start_of(step), step.fields["start"]
    if of is not None and of not in context.world.vocabulary.starts:
        raise Refused("no quantity is of such a route", context.world.vocabulary.starts, of)
    c, facts, taken = case.candidate, context.world.facts, case.route(of)
    start, site = case.start(of), context.world.site
    whose = (c.task, tw("dataSource")) if of is None else (site or "", of)
    premises: list[Claim] = []
    if start and (*whose, start) in facts:
        premises.append(context.holds((*whose, start)))
    links = taken.links if taken else ()
    for link, _ in links:
        ends = ((link, tw(end), facts.object(link, tw(end))) for end in ("from", "to"))
        premises += [context.holds((s, p, o)) for s, p, o in ends if o]
    fields = {
        "task": c.task if of is None else None, "start": of, "source": start or "",
        "node": c.node, "links": [link for link, _ in links],
    }
    said = (
        words.no_start(of or "", c.node) if taken is None or (of and start is None)
        else words.route(taken, start, c.node)
    )
    return Expected(said, "", tuple(dict.fromkeys(premises)), fields)
