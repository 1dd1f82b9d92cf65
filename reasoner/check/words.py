"""The sentences of a proof, one template a kind: what each step must say, word for word."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from .candidates import Candidate
from .expressions import Number
from .facts import Facts
from .figures import Figure
from .quantities import Units
from .routes import Route
from .terms import DCTERMS, TYPE, Triple, is_literal, short, text_of, tw, word
from .vocabulary import CONDITIONAL, INFEASIBLE, UNKNOWN, WORDS, Constraint, Quantity

_MOST_NAMES = 12  # of a long list the first dozen are named
_POOLS = {  # what states them
    "work": "worksIn", "weights": "readsInPlace", "storage": "storesIn", "host": "hasPart",
}


def fact(triple: Triple, origin: str | None = None) -> str:
    """Say an asserted fact, and of what it was first stated."""
    subject, predicate, object_ = triple
    value = word(object_)
    inherited = f", inherited from {short(origin)}" if origin else ""
    if predicate == TYPE:
        article = "an" if value[:1].lower() in tuple("aeiou") else "a"
        return f"{short(subject)} is {article} {value}{inherited}"
    return f"{short(subject)} {spaced(predicate)} {value}{inherited}"


def spaced(property_: str) -> str:
    """Return the name of a property as words."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", short(property_)).lower()


def written(figure: Figure) -> str:
    """Say a figure as somebody wrote it."""
    under = f" ({'; '.join(figure.conditions)})" if figure.conditions else ""
    return f"{short(figure.subject)} states {spaced(figure.property)} {figure.text}{under}"


def conversion(figure: Figure, units: Units, facts: Facts) -> str:
    """Say a figure's number."""
    display = facts.object(figure.property, tw("displayUnit"))
    middle, low, high = (
        units.show(each or 0.0, figure.unit, display)
        for each in (figure.middle, figure.low, figure.high)
    )
    range_ = "" if low == high else f" ({low} to {high})"
    return f"{spaced(figure.property)} of {short(figure.subject)} is {middle}{range_}"


def rule(says: str, bindings: Mapping[str, str]) -> str:
    """Say what a rule concludes under bindings."""
    return re.sub(
        r"\{(\w+)\}", lambda m: word(bindings[m[1]]) if m[1] in bindings else m[1], says
    )


def absence(pattern: str, bindings: Mapping[str, str]) -> str:
    """Say that nothing matches a pattern."""
    filled = re.sub(
        r"\?(\w+)", lambda m: word(bindings[m[1]]) if m[1] in bindings else m[0], pattern
    )
    return f"no fact matches {filled}"


def unlisted(holders: Iterable[str], property_: str, lacking: Iterable[str]) -> str:
    """Say that no fact gives some things some members of a set."""
    who = " or ".join(short(each) for each in holders) or "the candidate"
    return f"no fact says that {who} {spaced(property_)} {names(lacking)}"


def default(units: Units, quantity: Quantity, subjects: tuple[str, ...]) -> str:
    """Say what is meant where nobody states a number."""
    who = short(subjects[0]) if subjects else "the candidate"
    meant = units.show(quantity.absent or 0.0, quantity.unit, quantity.display)
    return f"{who} states no {quantity.label}: {meant} is meant"


def missing(quantity: Quantity, subjects: tuple[str, ...], property_: str) -> str:
    """Say what nobody states, and where to state it."""
    if quantity.kind == "lookup":
        said = f"no row gives the {quantity.label} of this candidate"
        where = f": state tw:{short(property_)} in a tw:{short(quantity.rows or '')}"
        return said + where if quantity.settles else said
    if quantity.kind == "pool" and not subjects:
        pool, figure = _POOLS[quantity.pool or ""], short(property_)
        return f"no {quantity.label} is known: state tw:{pool}, and tw:{figure} of that"
    who = short(subjects[0]) if subjects else "the candidate"
    return f"no {quantity.label} of {who} is known: state tw:{short(property_)} on it"


def number(units: Units, quantity: Quantity, found: Number) -> str:
    """Return a number with its unit, and its interval where it has one."""

    def show(value: float) -> str:
        return units.show(value, quantity.unit, quantity.display)

    if found.is_exact:
        return show(found.low)
    if found.middle is None or not math.isfinite(found.high):
        return f"at least {show(found.low)}" if found.low > 0 else "unknown"
    low, high = show(found.low), show(found.high)
    return show(found.middle) if low == high else f"{show(found.middle)} ({low} to {high})"


def quantity(units: Units, of: Quantity, found: Number) -> str:
    """Say the number of a quantity."""
    return f"{of.label} is {number(units, of, found)}"


def lookup(units: Units, of: Quantity, found: Number, choices: Iterable[str]) -> str:
    """Say a number that was looked up, and by what."""
    said = f"{quantity(units, of, found)}, looked up by {', '.join(map(short, choices))}"
    if of.times is None:
        return said
    return f"{said}: tw:{short(of.property or '')} × tw:{short(of.times)}"


def added_up(rows: int) -> str:
    """Say that a number is the sum of several rows."""
    return f", {rows} rows added up" if rows > 1 else ""


def told(property_: str, stated: Iterable[str], choice: str) -> str:
    """Say what rows state of a property beside what the candidate has."""
    found = set(stated)
    who = names(found) if found else "not stated"
    return f"; measured {spaced(property_)} {who}, here {short(choice)}"


def combination(units: Units, of: Quantity, found: Number, links: int | None) -> str:
    """Say a number of the path, and how it comes from its links; None where it has no start."""
    how = f"{of.combine} over the {links} links of the path" if links else (
        "no link is crossed" if links == 0 else "at worst from any other node of the site"
    )
    if links and of.combine == "first":
        how = "that of the first link of the path"
    return f"{quantity(units, of, found)}: {how}"


def formula(units: Units, of: Quantity, found: Number, worded: str | None) -> str:
    """Say a number that a formula gives, with the numbers put in."""
    return quantity(units, of, found) + (f" = {worded}" if worded is not None else "")


def choice(candidate: str) -> str:
    """Say what the candidate is."""
    return f"a candidate is {candidate}"


def route(found: Route, source: str | None, node: str) -> str:
    """Say how data gets to the node."""
    if not found.is_stated:
        return f"no network is stated: {short(node)} counts as reached"
    if not found.exists:
        return f"no links lead from {short(source or '') or 'the data'} to {short(node)}"
    if not found.links:
        return f"the data arises at {short(node)} itself"
    links = " → ".join(short(link) for link, _ in found.links)
    return f"data goes from {short(source or '')} to {short(node)} over {links}"


def no_start(property_: str, node: str) -> str:
    """Say that a site does not state where a route starts."""
    return f"no {spaced(property_)} is stated for {short(node)}"


def not_assessed(constraint: Constraint, why: str) -> str:
    """Say why a constraint does not apply."""
    return f"{constraint.name} does not apply: {why}"


def comparison(
    constraint: Constraint, demand: str, supply: str, margin: str, is_settled: bool
) -> str:
    """Say a comparison of two numbers, and by how much it passes or misses."""
    said = constraint.sentence.format(demand=demand, supply=supply)
    said += "; a measured run settles it" if is_settled else ""
    return f"{said}: {margin}" if margin else said


def relation(
    constraint: Constraint, verdict: int, wanted: frozenset[str], supplied: frozenset[str],
    to_state: str,
) -> str:
    """Say a relation of two sets, and which members decide it."""
    said = constraint.sentence.format(demand=names(wanted), supply=names(supplied))
    lacking = wanted - supplied
    which = lacking or wanted & supplied
    many = len(which) > 1
    who = "all of these" if many and which == wanted else names(which)
    if verdict == INFEASIBLE:
        said += f": {who} {'are' if many else 'is'} {'missing' if lacking else 'ruled out'}"
    if verdict == CONDITIONAL:
        said += f": {who} after an undertaking"
    return f"{said}: state tw:{to_state}" if verdict == UNKNOWN else said


def spare(amount: str) -> str:
    """Say by how much a comparison passes."""
    return f"{amount} to spare"


def missed(amount: str, by: str = "too much") -> str:
    """Say by how much a comparison misses."""
    return f"{amount} {by}"


def straddles(label: str) -> str:
    """Say what to measure where the intervals overlap."""
    return f"the interval straddles the bound; measure {label}"


def bound(said: str, label: str, is_users: bool, limit: str) -> str:
    """Say which bound a missing figure has to meet."""
    if is_users:
        return f"holds with {label} of {limit}, which is yours to set"
    return f"{said}; it passes with {limit}"


def either(limits: Mapping[str, str]) -> str:
    """Say which of several figures would settle it, each with its bound, by label."""
    named = " or ".join(f"{label} ({limit})" for label, limit in limits.items())
    return f"one figure would settle it: {named}"


def candidate_verdict(candidate: str, verdict: int, applied: int, skipped: int) -> str:
    """Say the verdict of a candidate."""
    count = "1 constraint that applies" if applied == 1 else f"{applied} constraints that apply"
    return f"{candidate} is {WORDS[verdict]}: the least of {count}, {skipped} do not"


def refusal(candidate: str, verdict: int, constraint: str) -> str:
    """Say by what a candidate is no better."""
    return f"{candidate} is {WORDS[verdict]} by {constraint}"


def node_verdict(best: Candidate, verdict: int, count: int) -> str:
    """Say the verdict of a task at a node, with the choice that was made."""
    chosen = " with ".join(short(each) for each in (best.variant, best.runtime) if each)
    on = f" on {short(best.unit)}" if best.unit else ""
    how = f" ({chosen}{on}, {best.layout})" if chosen else ""
    return (
        f"{short(best.task)} on {short(best.node)} is {WORDS[verdict]}{how}; "
        f"best of {count} {'candidate' if count == 1 else 'candidates'}"
    )


def names(members: Iterable[str]) -> str:
    """Return a set as a list of local names."""
    ordered = sorted(short(each) for each in members)
    if len(ordered) > _MOST_NAMES:
        return f"{', '.join(ordered[:_MOST_NAMES])} and {len(ordered) - _MOST_NAMES} more"
    return ", ".join(ordered) or "nothing"


def source_title(facts: Facts, source: str | None) -> str | None:
    """Return a source as title, identifier and locator."""
    if source is None:
        return None
    if is_literal(source):
        return text_of(source)
    parts = [
        facts.text(source, DCTERMS + "title") or facts.label(source),
        facts.text(source, DCTERMS + "identifier"), facts.text(source, tw("locator")),
    ]
    return ", ".join(dict.fromkeys(each for each in parts if each))


def standing(figure: Figure) -> str | None:
    """Return a standing in words."""
    return short(figure.standing).replace("-", " ") if figure.standing else None


def tie(missing: Iterable[str]) -> str:
    """Say that no level costs less than another, and of which the cost is not known."""
    names = " and ".join(short(each).removesuffix("-level") for each in missing)
    return "nothing: a tie" + (f", for the monthly cost of {names} is unknown" if names else "")


def level_verdict(
    task: str, concluded: Iterable[str], decided: str, scores: Iterable[tuple[str, str, int, int]]
) -> str:
    """Say where a task belongs, and how each level stands."""
    where = " or ".join(short(each).removesuffix("-level") for each in concluded)
    each = "; ".join(
        f"{short(level).removesuffix('-level')} is {verdict}, "
        f"drivers: {yes} for it, {no} for others"
        for level, verdict, yes, no in scores
    )
    belongs = f"belongs on the {where} (decided by {decided})" if where else "belongs nowhere"
    return f"{short(task)} {belongs}: {each or 'there is no node'}"
