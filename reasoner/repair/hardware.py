"""Other hardware: another node of the site, or another product in a node's place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from ..candidate import Question
from ..change_set import Change
from ..knowledge import Knowledge
from ..namespaces import RDF_TYPE, local_name, tw
from ..placement import NodeResult
from ..repair_option import PassingProduct, Proposal, Step
from ..sides import at
from ..trial import Decided, Trial
from ..verdict import Verdict
from .runtimes import INSTALLED
from .shortfall import Standing, failures, standing

NODE_KIND, PRODUCT_KIND = tw("other-node"), tw("other-product")
_ROLE, _INSTANCE_OF = tw("typicalRole"), tw("instanceOf")


def other_nodes(results: Sequence[NodeResult], node: str) -> Iterator[Proposal]:
    """Yield the other nodes at which a task does not fail, best first."""
    for result in results:
        if result.node != node and result.verdict > Verdict.INFEASIBLE:
            step = Step(
                NODE_KIND, result.task, None, local_name(node), local_name(result.node),
                to=result.node,
            )
            yield Proposal((step,), result.node)


def other_products(
    knowledge: Knowledge, result: NodeResult, passing: Iterable[PassingProduct]
) -> Iterator[Proposal]:
    """Yield the products that would pass in a node's place; of the catalogue, in their own."""
    now = local_name(result.target.hardware)
    for each in passing:
        # What is installed on the old one is not on the new one.
        changes = (
            Change(result.node, _INSTANCE_OF, (each.product,)), Change(result.node, INSTALLED, ())
        )
        cost = None if each.price is None else f"{knowledge.show('price', each.price)}"
        of_catalogue = knowledge.site is None
        step = Step(
            PRODUCT_KIND, result.node, _INSTANCE_OF, now, local_name(each.product),
            1.0 + each.distance, note=cost, changes=() if of_catalogue else changes,
            to=each.product if of_catalogue else None,
        )
        yield Proposal((step,), each.product if of_catalogue else result.node)


class OtherProducts:
    """The products of the same role in a node's place, each judged once.

    Nearest is: works for certain, is of the same kind, costs less, differs less in what failed.
    """

    def __init__(self, trial: Trial, result: NodeResult) -> None:
        self.trial, self.result = trial, result
        self.products = _products(trial.knowledge, result)

    @cached_property
    def decision(self) -> Decided | None:
        """Return the task judged on all of them; None where none can be a target."""
        knowledge, result = self.trial.knowledge, self.result
        theirs = self.trial.targets_of(self.products)
        if result.question.variant is None:
            theirs = [replace(result.target, hardware=e, node=e) for e in self.products]
        if knowledge.site is not None:
            theirs = [replace(each, node=result.node, level=result.level) for each in theirs]
        asked = _asked(knowledge, result.task, result.question)
        return self.trial.judged(asked, theirs) if theirs else None

    @cached_property
    def passing(self) -> list[PassingProduct]:
        """Return those with which the task would not fail, nearest first."""
        decision, result = self.decision, self.result
        if decision is None:
            return []
        before = self.trial.judged([result.question], [result.target])
        found = [
            _passing(self.trial.knowledge, decision, before, result, each)
            for each in self.products
        ]
        return sorted((each for each in found if each), key=_nearness)

    def nearer(self, before: Standing) -> Iterator[Proposal]:
        """Yield those with which the task would still fail, but less, the least first."""
        knowledge, decision = self.trial.knowledge, self.decision
        if decision is None:
            return
        counts = failures(decision)
        found = []
        for product in self.products:
            ours = [j for j, each in enumerate(decision.targets) if each.hardware == product]
            if not ours or counts[:, ours].min() in (0, *_MANY):
                continue
            after = standing(knowledge, decision, range(len(decision.questions)), ours)
            if after.is_nearer(before):
                each = _described(
                    knowledge, self.result, product, Verdict.INFEASIBLE, after.order[1]
                )
                found.append((after.order[0], _nearness(each), each))
        nearest = (each for _, _, each in sorted(found, key=lambda each: each[:2]))
        yield from other_products(knowledge, self.result, nearest)


_MANY = range(4, 1000)  # failures that nobody gives way on to keep a product


def _products(knowledge: Knowledge, result: NodeResult) -> list[str]:
    facts = knowledge.facts
    role = result.level or facts.object(result.target.hardware, _ROLE) or ""
    return sorted(set(facts.subjects(_ROLE, role)) - {result.target.hardware, result.node})


def _asked(knowledge: Knowledge, task: str, question: Question) -> list[Question]:
    facts = knowledge.facts
    listed = sorted(set(facts.objects(task, tw("hasVariant"))))
    return [
        replace(
            question, variant=each, model=facts.object(each, tw("variantOf")),
            numeric_type=facts.object(each, tw("numericType")),
        ) for each in listed
    ] or [question]


def _passing(
    knowledge: Knowledge, decision: Decided, before: Decided, result: NodeResult, product: str
) -> PassingProduct | None:
    ours = [j for j, each in enumerate(decision.targets) if each.hardware == product]
    if not ours:
        return None
    total = decision.total[:, ours]
    best = Verdict(int(total.max()))
    if best == Verdict.INFEASIBLE:
        return None
    i, j = (int(each) for each in np.unravel_index(int(total.argmax()), total.shape))
    moved = sum(_moved(knowledge, before, decision, name, i, ours[j]) for name in result.failed)
    return _described(knowledge, result, product, best, moved)


def _described(
    knowledge: Knowledge, result: NodeResult, product: str, verdict: Verdict, distance: float
) -> PassingProduct:
    price = knowledge.figures.chosen.get((product, tw("price")))
    kinds = set(knowledge.asserted.objects(product, RDF_TYPE))
    same = bool(kinds & set(knowledge.asserted.objects(result.target.hardware, RDF_TYPE)))
    return PassingProduct(product, verdict, price.value if price else None, distance, same)


def _moved(
    knowledge: Knowledge, before: Decided, after: Decided, name: str, i: int, j: int
) -> float:
    """Return by how many decades the ratio of demand and supply moves; 1 for sets."""
    constraint = knowledge.definitions.by_name[name]
    if not constraint.is_numeric:
        return 1.0
    ratios = []
    for decision, row, column in ((before, 0, 0), (after, i, j)):
        need, have = (
            at(decision.columns.column(each, "middle"), row, column)
            for each in (constraint.demand, constraint.supply)
        )
        ratios.append(math.log10(need / have) if 0 < need < math.inf and 0 < have < math.inf
                      else math.nan)
    moved = abs(ratios[1] - ratios[0])
    return moved if math.isfinite(moved) else 9.0  # farther than what is known


def _nearness(each: PassingProduct) -> tuple[object, ...]:
    price = math.inf if each.price is None else each.price
    return (
        each.verdict < Verdict.CONDITIONAL, not each.is_same_kind, -each.verdict, price,
        each.distance, each.product,
    )
