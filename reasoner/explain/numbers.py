"""Prove numbers: formulas by their arguments, lookups by their rows, figures by their source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ..candidate import Path
from ..decide.columns import choice_of, link_figure
from ..decide.routes import counted, in_direction, unlimited_by
from ..decide.rows import rows_by_key
from ..definitions import Quantity
from ..facts import Triple
from ..figures import Figure
from ..formula import Tree, wording
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..proof import Bindings, Combination, Default, Formula, Lookup, Missing, Structure
from ..scalar import Scalars
from .builder import Builder
from .case import Case
from .choices import ChoiceProver
from .facts import FactProver
from .words import names, shown, spaced

_NOBODY = "the candidate"  # where a candidate has not made the choice that would state it
_POOLS = {  # what states them
    "work": "worksIn", "weights": "readsInPlace", "storage": "storesIn", "host": "hasPart",
}


class NumberProver:
    """Proves the quantities of one candidate."""

    def __init__(
        self, knowledge: Knowledge, builder: Builder, facts: FactProver, case: Case
    ) -> None:
        self.knowledge, self.builder, self.facts, self.case = knowledge, builder, facts, case
        self.question, self.target, self.path = case.question, case.target, case.path
        self.alike = facts.alike(case.decision)
        self.scalars = Scalars(
            knowledge.definitions, case.stated,
            partial(self.alike.kept, case.row, case.column),
        )
        self.choices = ChoiceProver(builder, facts, case)
        self._kept: dict[str, int] = {}

    def interval(self, name: str) -> Interval:
        """Return the least, central and greatest value of a quantity."""
        return self.scalars.interval(name)

    def is_known(self, name: str) -> bool:
        """Say whether no figure that a quantity needs is missing."""
        return self.scalars.is_bound(name)

    def text(self, name: str) -> str:
        """Return a quantity with its unit and interval, or that it is unknown."""
        kept = self.scalars.of(name)
        found: str | None = kept.get("text")
        if found is None:
            found = kept["text"] = shown(self.knowledge, name, self.interval(name))
        return found

    def add(self, name: str) -> int:
        """Add the proof of a quantity and return its position.

        It is proved once for all candidates that agree in the choices that it depends on.
        """
        found = self._kept.get(name)
        if found is None:
            of, known = self.of(name), self.builder.numbers
            found = known.get((name, of))
            if found is None:
                quantity = self.knowledge.definitions.quantities[name]
                found = known[name, of] = _PROVE[quantity.kind](self, quantity)
            self._kept[name] = found
        return found

    def of(self, name: str) -> Bindings:
        """Return the choices of this candidate that a quantity depends on."""
        made = self.case.choices
        return tuple([(each, made[each]) for each in self.alike.choices(name) if each in made])

    def _formula(self, quantity: Quantity) -> int:
        kept = self.scalars.of(quantity.name)
        if "said" not in kept:
            kept["said"] = self._formula_words(quantity)
        said, read = kept["said"]
        arguments = tuple((each, self.add(each)) for each in read)
        return self.builder.new(
            Formula(
                said, tuple(dict.fromkeys(at for _, at in arguments)), quantity.name,
                self.of(quantity.name), self.interval(quantity.name), quantity.formula or "",
                arguments,
            )
        )

    def _formula_words(self, quantity: Quantity) -> tuple[str, tuple[str, ...]]:
        """Return what is said of a formula, and the quantities that it reads."""
        assert quantity.tree is not None
        read = dict.fromkeys([*self.read(quantity.tree), quantity.below, quantity.above])
        tree = self.taken(quantity.tree)
        said = f"{self._label(quantity)} is {self.text(quantity.name)}"
        if tree[0] != "number":
            said += f" = {wording(tree, self._short)}"
        return said, tuple(each for each in read if each)

    def _short(self, name: str) -> str:
        """Return a variable in a formula: its central value, or its name where it is unknown."""
        number = self.interval(name)
        middle = number.low if number.is_exact else number.middle  # what has no limit is exact too
        return f"{name}?" if middle is None else self.knowledge.show(name, middle)

    def taken(self, tree: Tree) -> Tree:
        """Return the tree with each IF and COALESCE replaced by the branch that was taken."""
        if tree[0] == "if":
            return self.taken(tree[2] if self.scalars.truth(tree[1]) else tree[3])
        if tree[0] == "coalesce":
            bound = (each for each in tree[1:] if self.scalars.bound(each))
            return self.taken(next(bound, tree[-1]))
        return tuple(self.taken(e) if isinstance(e, tuple) else e for e in tree)

    def read(self, tree: Tree) -> Iterator[str]:
        """Yield the variables that decide a tree's value: no branch that was not reached."""
        if tree[0] == "variable":
            yield tree[1]
        elif tree[0] == "if":
            yield from self.read(tree[1])
            yield from self.read(tree[2] if self.scalars.truth(tree[1]) else tree[3])
        elif tree[0] == "coalesce":
            for each in tree[1:]:
                yield from self.read(each)
                if self.scalars.bound(each):
                    return
        else:
            for each in tree[1:]:
                if isinstance(each, tuple):
                    yield from self.read(each)

    def subjects(self, quantity: Quantity) -> list[str]:
        """Return the things that may state a figure, the nearest first."""
        q, t = self.question, self.target
        found: tuple[str | None, ...]
        match quantity.pool_role if quantity.kind == "pool" else quantity.scope:
            case "work":
                found = (t.work_pool,)
            case "weights":
                found = (t.weight_pool,)
            case "storage":
                found = (t.storage_pool,)
            case "host":
                found = (t.host,)
            case "task":
                found = (q.task,)
            case "flow":
                found = (q.flow, q.task)
            case "variant":
                found = (q.variant, q.model)
            case "node":
                found = (t.node, t.hardware)
            case "unit":
                found = (t.unit, t.bus)
            case "support":
                found = (t.support, t.runtime)
            case "site":
                found = (self.knowledge.site or tw("catalogue-site"),)
            case _:
                found = ()
        return [each for each in dict.fromkeys(found) if each]

    def _figure(self, quantity: Quantity) -> int:
        kept = self.scalars.of(quantity.name)
        if "figure" not in kept:
            kept["figure"] = self._stated(quantity)
        figure, subjects = kept["figure"]
        if figure is not None:
            return self.facts.add_figure(self.builder, figure)
        property_ = quantity.source_property or quantity.iri
        return self._unstated(quantity, subjects, property_, self.of(quantity.name))

    def _stated(self, quantity: Quantity) -> tuple[Figure | None, tuple[str, ...]]:
        """Return the figure that the nearest of some things states, and those things."""
        chosen, property_ = self.knowledge.figures.chosen, quantity.source_property or quantity.iri
        subjects = tuple(self.subjects(quantity))
        found = (chosen.get((each, property_)) for each in subjects)
        return next((each for each in found if each is not None), None), subjects

    def _unstated(
        self, quantity: Quantity, subjects: tuple[str, ...], property_: str, of: Bindings
    ) -> int:
        kept = self.scalars.of(quantity.name)
        key = f"unstated by {subjects[0] if subjects else None}"
        said = kept.get(key)
        if said is None:
            who = local_name(subjects[0]) if subjects else _NOBODY
            said = kept[key] = self._unstated_words(quantity, who, property_)
        if quantity.absent is None:
            return self._missing(quantity, said, subjects, property_, of)
        meant = Interval(quantity.absent, quantity.absent, quantity.absent)
        return self.builder.add(
            Default(said, (), quantity.name, of, subjects, property_, meant)
        )

    def _unstated_words(self, quantity: Quantity, who: str, property_: str) -> str:
        label = self._label(quantity)
        if quantity.absent is None and quantity.kind == "pool" and who == _NOBODY:
            pool, figure = _POOLS[quantity.pool_role or ""], local_name(property_)
            return f"no {label} is known: state tw:{pool}, and tw:{figure} of that"
        if quantity.absent is None:
            return f"no {label} of {who} is known: state tw:{local_name(property_)} on it"
        meant = Interval(quantity.absent, quantity.absent, quantity.absent)
        number = shown(self.knowledge, quantity.name, meant)
        return f"{who} states no {label}: {number} is meant"

    def _missing(
        self, quantity: Quantity, said: str, subjects: tuple[str, ...], property_: str,
        of: Bindings,
    ) -> int:
        return self.builder.add(
            Missing(said, (), quantity.name, of, subjects, property_, quantity.set_by_user)
        )

    def _lookup(self, quantity: Quantity) -> int:
        kept = self.scalars.of(quantity.name)
        if "match" not in kept:
            kept["match"] = self._match(quantity)
        if kept["match"] is None:
            property_ = quantity.source_property or ""
            if quantity.absent is not None:
                return self._unstated(quantity, (), property_, self.of(quantity.name))
            said = f"no row gives the {self._label(quantity)} of this candidate"
            if quantity.settles:
                row, value = (local_name(e or "") for e in (quantity.row_class, property_))
                said += f": state tw:{value} in a tw:{row}"
            return self._missing(quantity, said, (), property_, self.of(quantity.name))
        said, key, rows, read = kept["match"]
        below = tuple([self._row(each) for each in read])
        return self.builder.new(
            Lookup(said, below, quantity.name, self.of(quantity.name),
                   self.interval(quantity.name), key, rows)
        )

    def _match(
        self, quantity: Quantity
    ) -> tuple[str, Bindings, tuple[str, ...], list[Figure | Triple]] | None:
        """Return what is said of a lookup, its key, the rows that match it, and what they state."""
        for alternative, matches in rows_by_key(self.knowledge, quantity):
            choices = [choice_of(self.question, self.target, k.choice) for k in alternative]
            match = matches.get(tuple(each or "" for each in choices))
            if match is not None:
                by = ", ".join(local_name(each or "") for each in choices)
                said = f"{self._label(quantity)} is {self.text(quantity.name)}, looked up by {by}"
                if quantity.row_times:
                    read = (quantity.source_property, quantity.row_times)
                    said += ": " + " × ".join(f"tw:{local_name(each or '')}" for each in read)
                if quantity.combine == "sum" and len(match.rows) > 1:
                    said += f", {len(match.rows)} rows added up"
                told, facts = self._told(quantity, match.rows)
                key = tuple((k.choice, c or "") for k, c in zip(alternative, choices, strict=True))
                return said + told, key, match.rows, self._read_rows(quantity, match.rows) + facts
        return None

    def _told(
        self, quantity: Quantity, rows: tuple[str, ...]
    ) -> tuple[str, list[Figure | Triple]]:
        """Return what is told of rows beside the candidate's choice, and the facts that say it."""
        said, found = "", list[Figure | Triple]()
        for part in quantity.tells:
            choice = choice_of(self.question, self.target, part.choice)
            if choice is None:
                continue
            stated = [
                (row, part.row_property, each) for row in rows
                for each in self.knowledge.facts.objects(row, part.row_property)
            ]
            found += stated
            who = names(frozenset(each for *_, each in stated)) if stated else "not stated"
            how = spaced(local_name(part.row_property))
            said += f"; measured {how} {who}, here {local_name(choice)}"
        return said, found

    def _read_rows(self, quantity: Quantity, rows: tuple[str, ...]) -> list[Figure | Triple]:
        """Return the figures that rows state, or the facts where they state an outcome."""
        knowledge, found = self.knowledge, list[Figure | Triple]()
        for row in rows:
            for property_ in filter(None, (quantity.source_property, quantity.row_times)):
                outcome = knowledge.facts.object(row, property_) or ""
                figure = knowledge.figures.chosen.get((row, property_))
                found.append(figure or (row, property_, outcome))
        return found

    def _row(self, stated: Figure | Triple) -> int:
        if isinstance(stated, Figure):
            return self.facts.add_figure(self.builder, stated)
        return self.facts.add(self.builder, stated)

    def _path(self, quantity: Quantity) -> int:
        of_link = local_name(quantity.source_property or "")
        link_quantity = self.knowledge.definitions.quantities[of_link]
        path = self.case.decision.columns.path(quantity.name, self.case.row, self.case.column)
        parts = [self._route(quantity, path)]
        links = counted(quantity, path) if path else ()
        for link, forwards in links:
            parts += self.add_of_link(link_quantity, link, forwards)
        how = f"{quantity.combine} over the {len(links)} links of the path" if links else (
            "no link is crossed" if path else "at worst from any other node of the site"
        )
        if links and quantity.combine == "first":
            how = "that of the first link of the path"
        said = f"{self._label(quantity)} is {self.text(quantity.name)}: {how}"
        return self.builder.new(
            Combination(said, tuple(dict.fromkeys(parts)), quantity.name, self.of(quantity.name),
                        self.interval(quantity.name), quantity.combine or "")
        )

    def _route(self, quantity: Quantity, path: Path | None) -> int:
        """Add the route that a quantity is of: of the data, or from where the site says."""
        start = self.knowledge.facts.object(quantity.iri, tw("pathFrom"))
        return self.choices.route() if start is None else self.choices.route_from(start, path)

    def add_of_link(self, quantity: Quantity, link: str, forwards: bool) -> list[int]:
        """Add a link's figure, that it has no limit, or what bounds it: the next percentile."""
        quantity = in_direction(self.knowledge, quantity, forwards)
        says = unlimited_by(self.knowledge, link, quantity.iri)
        if says is not None:
            return [self.facts.add(self.builder, (says, tw("unlimited"), quantity.iri))]
        figure = link_figure(self.knowledge, link, quantity.iri)
        if figure is not None:
            return [self.facts.add_figure(self.builder, figure)]
        found = []
        for name in (quantity.below, quantity.above):
            if name and quantity.absent is None:
                other = self.knowledge.definitions.quantities[name]
                near = link_figure(self.knowledge, link, other.iri)
                if near is not None:
                    found.append(self.facts.add_figure(self.builder, near))
        return [*found, self._unstated(quantity, (link,), quantity.iri, (("link", link),))]

    def _structure(self, quantity: Quantity) -> int:
        below: tuple[int, ...] = ()
        if quantity.scope == "path":
            path = self.case.decision.columns.path(quantity.name, self.case.row, self.case.column)
            below = (self._route(quantity, path),)
        said = f"{self._label(quantity)} is {self.text(quantity.name)}"
        return self.builder.new(
            Structure(said, below, quantity.name, self.of(quantity.name),
                      self.interval(quantity.name))
        )

    def _label(self, quantity: Quantity) -> str:
        return self.facts.label(quantity.iri)


_PROVE: dict[str, Callable[[NumberProver, Quantity], int]] = {
    "figure": NumberProver._figure, "pool": NumberProver._figure,
    "lookup": NumberProver._lookup, "path": NumberProver._path,
    "structural": NumberProver._structure, "formula": NumberProver._formula,
    "placement": NumberProver._structure,
}
