"""Prove numbers: formulas by their arguments, lookups by their rows, figures by their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..candidate import Path, Question, Target
from ..decide.columns import choice_of, link_figure
from ..decide.judge import Decision
from ..decide.routes import in_direction
from ..decide.rows import rows_by_key
from ..definitions import Quantity
from ..formula import Tree, wording
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..proof import Combination, Default, Formula, Lookup, Missing, Structure
from ..scalar import Scalars
from ..verdict import Verdict
from .builder import Builder
from .choices import ChoiceProver, candidate_name
from .facts import FactProver, add_figure
from .words import shown


@dataclass(frozen=True)
class Case:
    """One candidate of a decision: what numbers and verdicts are proved of."""

    decision: Decision
    row: int
    column: int

    @property
    def question(self) -> Question:
        """Return the task with its variant."""
        return self.decision.questions[self.row]

    @property
    def target(self) -> Target:
        """Return the node with its unit, runtime and layout."""
        return self.decision.targets[self.column]

    @property
    def path(self) -> Path:
        """Return the route of the data."""
        return self.decision.columns.paths[self.question.source or "", self.target.node]

    @cached_property
    def name(self) -> str:
        """Return how proofs call the candidate."""
        return candidate_name(self.question, self.target)

    @property
    def verdict(self) -> Verdict:
        """Return the candidate's verdict."""
        return Verdict(int(self.decision.total[self.row, self.column]))

    def verdicts(self) -> dict[str, Verdict]:
        """Return the verdict of each constraint."""
        i, j = self.row, self.column
        return {
            name: Verdict(int(a[i if a.shape[0] > 1 else 0, j if a.shape[1] > 1 else 0]))
            for name, a in self.decision.by_constraint.items()
        }

    def stated(self, name: str) -> tuple[float, float, float]:
        """Return the least, central (NaN: not known) and greatest value of what is stated."""
        cell = self.decision.columns.cell
        low, middle, high = (
            cell(name, each, self.row, self.column) for each in ("low", "middle", "high")
        )
        return low, middle, high


class NumberProver:
    """Proves the quantities of one candidate."""

    def __init__(
        self, knowledge: Knowledge, builder: Builder, facts: FactProver, case: Case
    ) -> None:
        self.knowledge, self.builder, self.facts, self.case = knowledge, builder, facts, case
        self.question, self.target, self.path = case.question, case.target, case.path
        self.scalars = Scalars(knowledge.definitions, case.stated)
        self.choices = ChoiceProver(builder, facts, case.question, case.target, case.path)
        self._kept: dict[str, int] = {}

    def interval(self, name: str) -> Interval:
        """Return the least, central and greatest value of a quantity."""
        return self.scalars.interval(name)

    def is_known(self, name: str) -> bool:
        """Say whether no figure that a quantity needs is missing."""
        return self.scalars.is_bound(name)

    def text(self, name: str) -> str:
        """Return a quantity with its unit and interval, or that it is unknown."""
        return shown(self.knowledge, name, self.interval(name))

    def add(self, name: str) -> int:
        """Add the proof of a quantity and return its position; each is proved once."""
        if name not in self._kept:
            quantity = self.knowledge.definitions.quantities[name]
            prove = {
                "figure": self._figure, "pool": self._figure, "lookup": self._lookup,
                "path": self._path, "structural": self._structure, "formula": self._formula,
                "placement": self._structure,
            }[quantity.kind]
            self._kept[name] = prove(quantity)
        return self._kept[name]

    def _formula(self, quantity: Quantity) -> int:
        assert quantity.tree is not None
        read = [*self.read(quantity.tree), quantity.below, quantity.above]
        arguments = tuple((each, self.add(each)) for each in dict.fromkeys(read) if each)
        tree = self.taken(quantity.tree)
        said = f"{self._label(quantity)} is {self.text(quantity.name)}"
        if tree[0] != "number":
            said += f" = {wording(tree, self._short)}"
        return self.builder.add(
            Formula(
                said, tuple(dict.fromkeys(at for _, at in arguments)), quantity.name,
                self.case.name, self.interval(quantity.name), quantity.formula or "", arguments,
            )
        )

    def _short(self, name: str) -> str:
        """Return a variable in a formula: its central value, or its name where it is unknown."""
        middle = self.interval(name).middle
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
        if quantity.kind == "pool":
            pools = {"work": t.work_pool, "weights": t.weight_pool, "storage": t.storage_pool}
            found = [pools[quantity.pool_role or ""]]
        else:
            by_scope: dict[str, list[str | None]] = {
                "task": [q.task], "variant": [q.variant, q.model], "node": [t.node, t.hardware],
                "unit": [t.unit, t.bus], "support": [t.support, t.runtime],
                "site": [self.knowledge.site or tw("catalogue-site")], "flow": [q.task],
            }
            found = by_scope.get(quantity.scope, [])
        return [each for each in dict.fromkeys(found) if each]

    def _figure(self, quantity: Quantity) -> int:
        property_ = quantity.source_property or quantity.iri
        subjects = self.subjects(quantity)
        for each in subjects:
            figure = self.knowledge.figures.chosen.get((each, property_))
            if figure is not None:
                return add_figure(self.builder, self.knowledge, figure)
        return self._unstated(quantity, tuple(subjects), property_)

    def _unstated(self, quantity: Quantity, subjects: tuple[str, ...], property_: str) -> int:
        label = self._label(quantity)
        who = local_name(subjects[0]) if subjects else "the candidate"
        if quantity.absent is not None:
            meant = Interval(quantity.absent, quantity.absent, quantity.absent)
            number = shown(self.knowledge, quantity.name, meant)
            said = f"{who} states no {label}: {number} is meant"
            return self.builder.add(
                Default(said, (), quantity.name, self.case.name, subjects, property_, meant)
            )
        said = f"no {label} of {who} is known: state tw:{local_name(property_)} on it"
        return self._missing(quantity, said, subjects, property_)

    def _missing(
        self, quantity: Quantity, said: str, subjects: tuple[str, ...], property_: str
    ) -> int:
        return self.builder.add(
            Missing(said, (), quantity.name, self.case.name, subjects, property_,
                    quantity.set_by_user)
        )

    def _lookup(self, quantity: Quantity) -> int:
        for alternative, matches in rows_by_key(self.knowledge, quantity):
            choices = [choice_of(self.question, self.target, k.choice) for k in alternative]
            match = matches.get(tuple(each or "" for each in choices))
            if match is None:
                continue
            rows = tuple(self._row(quantity, each) for each in match.rows)
            by = ", ".join(local_name(each or "") for each in choices)
            said = f"{self._label(quantity)} is {self.text(quantity.name)}, looked up by {by}"
            key = tuple((k.choice, c or "") for k, c in zip(alternative, choices, strict=True))
            return self.builder.add(
                Lookup(said, rows, quantity.name, self.case.name, self.interval(quantity.name),
                       key, match.rows)
            )
        said = f"no row gives the {self._label(quantity)} of this candidate"
        return self._missing(quantity, said, (), quantity.source_property or "")

    def _row(self, quantity: Quantity, node: str) -> int:
        property_ = quantity.source_property or ""
        figure = self.knowledge.figures.chosen.get((node, property_))
        if figure is not None:
            return add_figure(self.builder, self.knowledge, figure)
        outcome = self.knowledge.facts.object(node, property_) or ""
        return self.facts.add(self.builder, (node, property_, outcome))

    def _path(self, quantity: Quantity) -> int:
        of_link = local_name(quantity.source_property or "")
        link_quantity = self.knowledge.definitions.quantities[of_link]
        path = self.case.decision.columns.path(quantity.name, self.case.row, self.case.column)
        parts = [self._route(quantity, path)]
        for link, forwards in path.links if path else ():
            parts += self._of_link(link_quantity, link, forwards)
        count = len(path.links) if path else 0
        how = f"{quantity.combine} over the {count} links of the path" if count else (
            "no link is crossed" if path else "at worst from any other node of the site"
        )
        said = f"{self._label(quantity)} is {self.text(quantity.name)}: {how}"
        return self.builder.add(
            Combination(said, tuple(dict.fromkeys(parts)), quantity.name, self.case.name,
                        self.interval(quantity.name), quantity.combine or "")
        )

    def _route(self, quantity: Quantity, path: Path | None) -> int:
        """Add the route that a quantity is of: of the data, or from where the site says."""
        start = self.knowledge.facts.object(quantity.iri, tw("pathFrom"))
        return self.choices.route() if start is None else self.choices.route_from(start, path)

    def _of_link(self, quantity: Quantity, link: str, forwards: bool) -> list[int]:
        """Add a link's figure, or what bounds it: a percentile by the next that is stated."""
        quantity = in_direction(self.knowledge, quantity, forwards)
        figure = link_figure(self.knowledge, link, quantity.iri)
        if figure is not None:
            return [add_figure(self.builder, self.knowledge, figure)]
        found = []
        for name in (quantity.below, quantity.above):
            if name and quantity.absent is None:
                other = self.knowledge.definitions.quantities[name]
                near = link_figure(self.knowledge, link, other.iri)
                if near is not None:
                    found.append(add_figure(self.builder, self.knowledge, near))
        return [*found, self._unstated(quantity, (link,), quantity.iri)]

    def _structure(self, quantity: Quantity) -> int:
        if quantity.scope == "path":
            path = self.case.decision.columns.path(quantity.name, self.case.row, self.case.column)
            below = (self._route(quantity, path),)
        else:
            below = (self.choices.candidate(),)
        said = f"{self._label(quantity)} is {self.text(quantity.name)}"
        return self.builder.add(
            Structure(said, below, quantity.name, self.case.name, self.interval(quantity.name))
        )

    def _label(self, quantity: Quantity) -> str:
        return self.knowledge.facts.label(quantity.iri)
