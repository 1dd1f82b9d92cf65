"""Prove single verdicts: one constraint on one candidate, with both numbers and the margin."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..decide.sets import Members, accepted_undertakings, read_members
from ..definitions import Constraint, SetProperty
from ..facts import Triple
from ..formula import Tree, variables
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, local_name, tw
from ..proof import Absence, Judgement, Missing
from ..verdict import Verdict
from .bounds import bound_text
from .numbers import NumberProver
from .words import names, spaced

_MOST_MEMBERS = 12  # of a long operator list the first dozen are shown; all were compared


class ConstraintProver:
    """Proves the constraints of one candidate."""

    def __init__(self, numbers: NumberProver) -> None:
        self.numbers = numbers
        self.knowledge, self.builder = numbers.knowledge, numbers.builder

    def add(self, constraint: Constraint, verdict: Verdict) -> int:
        """Add the judgement of a constraint that came out with a verdict."""
        if verdict == Verdict.NOT_ASSESSED:
            return self._not_assessed(constraint)
        return (self._numeric if constraint.is_numeric else self._sets)(constraint, verdict)

    def _conditions(self, constraint: Constraint) -> list[int]:
        read = dict.fromkeys(variables(constraint.applies or ("number", 1.0)))
        return [self.numbers.add(each) for each in read]

    def _not_assessed(self, constraint: Constraint) -> int:
        applies = constraint.applies is None or self.numbers.scalars.truth(constraint.applies)
        if applies or constraint.applies is None:
            why = f"no {_label(self, constraint.demand)} is stated"
        else:
            why = ", ".join(dict.fromkeys(self._unmet(constraint.applies)))
        said = f"{constraint.name} does not apply: {why}"
        return self._step(constraint, Verdict.NOT_ASSESSED, said, [])

    def _unmet(self, condition: Tree) -> Iterator[str]:
        """Yield the parts of a condition that do not hold, in words."""
        if condition[0] in ("&&", "||"):
            for each in condition[1:]:
                if not self.numbers.scalars.truth(each):
                    yield from self._unmet(each)
            return
        for name in dict.fromkeys(variables(condition)):
            label, text = _label(self, name), self.numbers.text(name)
            is_known = self.numbers.is_known(name)
            yield f"{label} is {text}" if is_known else f"no {label} is stated"

    def _step(
        self, constraint: Constraint, verdict: Verdict, said: str, premises: list[int],
        demand: Interval | None = None, supply: Interval | None = None,
        lacking: tuple[str, ...] = (), margin: str | None = None,
    ) -> int:
        source = self.knowledge.facts.object(constraint.iri, DCTERMS + "source")
        reasons = tuple(dict.fromkeys(premises))
        below = tuple(dict.fromkeys((*reasons, *self._conditions(constraint))))
        return self.builder.add(
            Judgement(
                said, below, constraint.name, self.numbers.case.name, verdict,
                constraint.notations, demand, supply, lacking, margin,
                self.numbers.facts.source(source), len(below) - len(reasons),
            )
        )

    def _numeric(self, constraint: Constraint, verdict: Verdict) -> int:
        numbers, demand, supply = self.numbers, constraint.demand, constraint.supply
        said = constraint.sentence.format(demand=numbers.text(demand), supply=numbers.text(supply))
        premises = [numbers.add(demand), numbers.add(supply)]
        margin = self.margin(constraint, premises)
        witness = constraint.is_fit and numbers.is_known("witness")
        if witness and numbers.interval("witness").is_exact:
            premises.insert(0, numbers.add("witness"))
            said += "; a measured run settles it"
        return self._step(
            constraint, verdict, f"{said}: {margin}" if margin else said, premises,
            numbers.interval(demand), numbers.interval(supply), (), margin or None,
        )

    def margin(self, constraint: Constraint, below: list[int]) -> str | None:
        """Return by how much the numbers pass or miss, in the worst case that is certain."""
        need, have = (self.numbers.interval(e) for e in (constraint.demand, constraint.supply))
        certain = self.room(self.knowledge, constraint, need, have)
        if certain is not None:
            return certain
        lacking = self._lacking(constraint, self._missing(below))
        if not lacking:
            widest = self._widest(constraint.demand, constraint.supply)
            return f"the interval straddles the bound; measure {widest}"
        return "; ".join(lacking)

    @staticmethod
    def room(
        knowledge: Knowledge, constraint: Constraint, demand: Interval, supply: Interval
    ) -> str | None:
        """Return "… to spare" or by how much it misses; None where the intervals do not decide."""
        small, great = (constraint.demand, demand), (constraint.supply, supply)
        if constraint.relation == "at-least":
            small, great = great, small
        (less, need), (more, have) = small, great
        tolerance = 1.0 + constraint.tolerance
        if need.high <= have.low * tolerance:
            spare = max(0.0, have.low - need.high)
            is_known = math.isfinite(have.low)
            return f"{knowledge.show_difference(more, spare)} to spare" if is_known else ""
        if need.low > have.high * tolerance:
            miss = knowledge.show_difference(less, need.low - have.high)
            return f"{miss} {constraint.missed_by}"
        return None

    def _missing(self, below: list[int]) -> dict[str, Missing]:
        found: dict[str, Missing] = {}
        seen: set[int] = set()
        waiting = list(below)
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            step = self.builder.steps[here]
            if isinstance(step, Missing):
                found[step.quantity] = step
            waiting += step.premises
        return dict(sorted(found.items()))

    def _lacking(self, constraint: Constraint, missing: dict[str, Missing]) -> list[str]:
        """Return what is missing; where one figure would settle it, the bound that it must meet.

        Nothing is, where both numbers are known without: then it is for the interval alone.
        """
        quantities = self.knowledge.definitions.quantities
        missing = {n: e for n, e in missing.items() if quantities[n].settles} or missing
        deciding = {
            name: bound for name in missing
            if (bound := bound_text(constraint, self.numbers, name)) is not None
        }
        if not deciding:
            if all(map(self.numbers.is_known, (constraint.demand, constraint.supply))):
                return []
            return [each.sentence for each in missing.values()]
        if len(deciding) == 1:
            [(name, bound)] = deciding.items()
            return [self._bound_words(missing[name], bound)]
        either = " or ".join(
            f"{_label(self, name)} ({bound})" for name, bound in deciding.items()
        )
        return [f"one figure would settle it: {either}"]

    def _bound_words(self, missing: Missing, bound: str) -> str:
        if missing.is_users:
            label = _label(self, missing.quantity)
            return f"holds with {label} of {bound}, which is yours to set"
        return f"{missing.sentence}; it passes with {bound}"

    def _widest(self, *names_: str) -> str:
        """Return the quantity whose interval is widest of two."""
        for name in names_:
            interval = self.numbers.interval(name)
            if interval.low < interval.high and interval.is_known:
                return _label(self, name)
        return "the uncertain figure"

    def _sets(self, constraint: Constraint, verdict: Verdict) -> int:
        sets = self.knowledge.definitions.sets
        demand_of, supply_of = sets[constraint.demand], sets[constraint.supply]
        demand, supply = (self._members(each) for each in (demand_of, supply_of))
        wanted = demand.stated
        if constraint.considers_only:
            wanted &= frozenset(constraint.considers_only)
        lacking = wanted - supply.stated
        said = constraint.sentence.format(demand=names(wanted), supply=names(supply.stated))
        said += _set_margin(verdict, wanted, lacking or wanted & supply.stated, bool(lacking))
        if verdict == Verdict.UNKNOWN:
            holder = supply_of if demand.is_stated else demand_of
            said += f": state tw:{holder.name}"
        premises = self._member_steps(demand_of, wanted)
        premises += self._member_steps(supply_of, wanted & supply.stated)
        if lacking:
            premises.append(self._absence(supply_of, lacking))
        if constraint.is_fit and self.numbers.is_known("witness"):
            premises.append(self.numbers.add("witness"))
        return self._step(
            constraint, verdict, said, premises, None, None, tuple(sorted(lacking))
        )

    def _absence(self, property_: SetProperty, lacking: frozenset[str]) -> int:
        holders = self._holders(property_)
        who = " or ".join(local_name(each) for each in holders) or "the candidate"
        said = f"no fact says that {who} {spaced(property_.name)} {names(lacking)}"
        bound = tuple(("holder", each) for each in holders) + tuple(
            ("member", each) for each in sorted(lacking)
        )
        return self.builder.add(Absence(said, (), f"?holder tw:{property_.name} ?member", bound))

    def _members(self, property_: SetProperty) -> Members:
        on_rows = property_.scope in ("task", "variant")
        question, target = self.numbers.question, self.numbers.target
        found = read_members(self.knowledge, property_, question if on_rows else target)
        return found.accepting(accepted_undertakings(self.knowledge, question.task))

    def _holders(self, property_: SetProperty) -> list[str]:
        q, t = self.numbers.question, self.numbers.target
        by_scope: dict[str, list[str | None]] = {
            "task": [q.task], "variant": [q.variant, q.model], "support": [t.support],
            "node": [t.node, t.hardware],
            "layout": [t.node, t.hardware, t.unit, t.support, t.work_pool, t.weight_pool],
        }
        found = by_scope.get(property_.scope, [t.unit])
        return [each for each in dict.fromkeys(found) if each]

    def _member_steps(self, property_: SetProperty, members: frozenset[str]) -> list[int]:
        return [
            self.numbers.facts.add(self.builder, triple)
            for member in sorted(members)[:_MOST_MEMBERS]
            for triple in self._member_facts(property_, member)
        ]

    def _member_facts(self, property_: SetProperty, member: str) -> list[Triple]:
        """Return the facts by which a set has a member: it is stated, or provided as accepted."""
        known, holders = self.knowledge.facts, self._holders(property_)
        for holder in holders:
            for stated in (property_.iri, tw("needsUndertaking")):
                if member in known.objects(holder, stated):
                    return [(holder, stated, member)]
        for holder in holders:
            for provision in known.objects(holder, tw("canProvide")):
                if member in known.objects(provision, tw("member")):
                    return self._provision_facts(holder, provision, member)
        return []

    def _provision_facts(self, holder: str, provision: str, member: str) -> list[Triple]:
        task, facts = self.numbers.question.task, self.knowledge.facts
        needs = facts.objects(provision, tw("undertaking"))
        return [
            (holder, tw("canProvide"), provision), (provision, tw("member"), member),
            *((provision, tw("undertaking"), each) for each in needs),
            *((task, tw("acceptsUndertaking"), each) for each in needs),
        ]


def _set_margin(
    verdict: Verdict, wanted: frozenset[str], which: frozenset[str], lacks: bool
) -> str:
    """Say which members decide, of many that are all that is wanted none by name."""
    many = len(which) > 1
    who = "all of these" if many and which == wanted else names(which)
    if verdict == Verdict.INFEASIBLE:
        return f": {who} {'are' if many else 'is'} {'missing' if lacks else 'ruled out'}"
    if verdict == Verdict.CONDITIONAL:
        return f": {who} after an undertaking"
    return ""


def _label(prover: ConstraintProver, name: str) -> str:
    definitions = prover.knowledge.definitions
    known = definitions.quantities.get(name) or definitions.sets.get(name)
    return prover.numbers.facts.label(known.iri) if known else name


def relative_miss(step: Judgement) -> float:
    """Return how far a failed constraint misses, relative to what is there; sets are infinite."""
    if step.demand is None or step.supply is None:
        return math.inf
    small, great = sorted((abs(step.demand.low), abs(step.supply.high)))
    return great / small - 1.0 if small else math.inf
