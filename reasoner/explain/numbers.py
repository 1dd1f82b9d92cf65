"""Prove numbers: formulas by their parts, lookups by their rows, figures by their source."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..candidate import Path, Question, Target
from ..decide.columns import Columns, choice_of, link_figure
from ..decide.rows import rows_by_key
from ..definitions import Quantity
from ..formula import Tree, wording
from ..knowledge import Knowledge
from ..namespaces import local_name
from ..proof import Step
from .facts import figure_step, interval_text


class NumberProver:
    """Proves the quantities of one candidate."""

    def __init__(
        self, knowledge: Knowledge, question: Question, target: Target, path: Path
    ) -> None:
        self.knowledge, self.question, self.target, self.path = knowledge, question, target, path
        key = (question.source or "", target.node)
        self.columns = Columns(knowledge, [question], [target], {key: path})
        self.kept: dict[str, Step] = {}

    def interval(self, name: str) -> tuple[float, float, float]:
        """Return the least, central and greatest value of a quantity."""
        corners = (self.columns.column(name, c) for c in ("low", "middle", "high"))
        low, middle, high = (float(np.asarray(each).flat[0]) for each in corners)
        return low, middle, high

    def is_known(self, name: str) -> bool:
        """Say whether no figure that a quantity needs is missing."""
        return bool(np.asarray(self.columns.is_bound(name)).flat[0])

    def text(self, name: str) -> str:
        """Return a quantity with its unit and interval, or that it is unknown."""
        low, middle, high = self.interval(name)
        if not self.is_known(name):
            high = math.inf
        return interval_text(self.knowledge, name, low, middle, high)

    def step(self, name: str) -> Step:
        """Return the proof of a quantity; each is proved once and shared."""
        if name not in self.kept:
            quantity = self.knowledge.definitions.quantities[name]
            prove = {
                "figure": self._figure, "pool": self._figure, "lookup": self._lookup,
                "path": self._path, "structural": self._structure, "formula": self._formula,
                "placement": self._structure,
            }[quantity.kind]
            self.kept[name] = prove(quantity)
        return self.kept[name]

    def _formula(self, quantity: Quantity) -> Step:
        assert quantity.tree is not None
        tree = self.taken(quantity.tree)
        parts = tuple(self.step(each) for each in dict.fromkeys(_variables(tree)))
        said = f"{self._label(quantity)} is {self.text(quantity.name)}"
        if tree[0] != "number":
            said += f" = {wording(tree, self._short)}"
        return Step("formula", quantity.name, said, parts)

    def _short(self, name: str) -> str:
        """Return a variable in a formula: its central value, or its name where it is unknown."""
        if not self.is_known(name):
            return f"{name}?"
        return self.knowledge.show(name, self.interval(name)[1])

    def taken(self, tree: Tree) -> Tree:
        """Return the tree with each IF and COALESCE replaced by the branch that was taken."""
        evaluation = self.columns.evaluation
        if tree[0] == "if":
            chosen = bool(np.asarray(evaluation.truth(tree[1])).flat[0])
            return self.taken(tree[2] if chosen else tree[3])
        if tree[0] == "coalesce":
            for each in tree[1:]:
                if bool(np.asarray(evaluation.bound(each)).flat[0]):
                    return self.taken(each)
            return self.taken(tree[-1])
        return tuple(self.taken(e) if isinstance(e, tuple) else e for e in tree)

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
                "site": [self.knowledge.site], "flow": [q.task],
            }
            found = by_scope.get(quantity.scope, [])
        return [each for each in dict.fromkeys(found) if each]

    def _figure(self, quantity: Quantity) -> Step:
        property_ = quantity.source_property or quantity.iri
        subjects = self.subjects(quantity)
        for each in subjects:
            if (each, property_) in self.knowledge.figures.chosen:
                return figure_step(self.knowledge, each, property_)
        who = local_name(subjects[0]) if subjects else "the candidate"
        return self._unstated(quantity, who, local_name(property_))

    def _unstated(self, quantity: Quantity, who: str, property_: str) -> Step:
        label = self._label(quantity)
        if quantity.absent is not None:
            shown = self.knowledge.show(quantity.name, quantity.absent)
            return Step("default", quantity.name, f"{who} states no {label}: {shown} is meant")
        return Step(
            "absence", quantity.name,
            f"no {label} of {who} is known: state tw:{property_} on it",
        )

    def _lookup(self, quantity: Quantity) -> Step:
        for alternative, matches in rows_by_key(self.knowledge, quantity):
            choices = [choice_of(self.question, self.target, k.choice) for k in alternative]
            match = matches.get(tuple(each or "" for each in choices))
            if match is None:
                continue
            rows = tuple(self._row(quantity, each) for each in match.rows)
            by = ", ".join(local_name(each or "") for each in choices)
            said = f"{self._label(quantity)} is {self.text(quantity.name)}, looked up by {by}"
            return Step("lookup", quantity.name, said, rows)
        return Step(
            "absence", quantity.name, f"no row gives the {self._label(quantity)} of this candidate"
        )

    def _row(self, quantity: Quantity, node: str) -> Step:
        property_ = quantity.source_property or ""
        if (node, property_) in self.knowledge.figures.chosen:
            return figure_step(self.knowledge, node, property_)
        outcome = self.knowledge.facts.object(node, property_) or ""
        place = self.knowledge.asserted.places.get((node, property_, outcome))
        said = f"{local_name(node)} {local_name(outcome)}"
        return Step("fact", quantity.name, said, (), None, place)

    def _path(self, quantity: Quantity) -> Step:
        if not self.path.links:
            said = "the data arises at the node itself: no link is crossed"
            return Step("path", quantity.name, said)
        of_link = local_name(quantity.source_property or "")
        link_quantity = self.knowledge.definitions.quantities[of_link]
        parts = []
        for link, _ in self.path.links:
            figure = link_figure(self.knowledge, link, link_quantity.iri)
            parts.append(
                figure_step(self.knowledge, figure.subject, figure.property)
                if figure else self._unstated(link_quantity, local_name(link), link_quantity.name)
            )
        combined = f"{quantity.combine} over the {len(parts)} links of the path"
        said = f"{self._label(quantity)} is {self.text(quantity.name)}: {combined}"
        return Step("path", quantity.name, said, tuple(parts))

    def _structure(self, quantity: Quantity) -> Step:
        links = " → ".join(local_name(link) for link, _ in self.path.links)
        by = f" (path {links})" if links and quantity.name.startswith("path") else ""
        return Step(
            "structure", quantity.name, f"{self._label(quantity)} is {self.text(quantity.name)}{by}"
        )

    def _label(self, quantity: Quantity) -> str:
        return self.knowledge.facts.label(quantity.iri)


def _variables(tree: Tree) -> Iterator[str]:
    if tree[0] == "variable":
        yield tree[1]
    for each in tree[1:]:
        if isinstance(each, tuple):
            yield from _variables(each)
