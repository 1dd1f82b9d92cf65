"""Other links: another technology for one link of the path that fails; where none leads, one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby

from ..change_set import Change
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..placement import NodeResult
from ..repair_option import Proposal, Step
from ..requirement import read_by
from ..trial import Trial
from ..verdict import Verdict
from .new_links import KIND as NEW
from .new_links import new_links
from .shortfall import Standing, standing

KIND = tw("other-link")
_TECHNOLOGY, _CROSSES = tw("technology"), tw("crosses")
_EXISTS = "pathExists"
_TRIED = 12  # technologies of links that are tried for what still fails, the nearest first


class OtherLinks:
    """The technologies that a link of a task's path to its node could have, each judged once.

    Where no path leads there, the links that would.

    A link that leaves the premises stays one that does.  What the link states of its own was said
    of the technology that it had: it is taken back.
    """

    def __init__(self, trial: Trial, result: NodeResult) -> None:
        self.trial, self.result = trial, result
        about = [is_about_the_path(trial.knowledge, each) for each in result.failed]
        self._mends_all, self._mends_some = all(about), any(about)
        self._judged: dict[Step, Standing | None] = {}
        self._verdicts: dict[Step, Verdict] = {}

    def passing(self) -> Iterator[Proposal]:
        """Yield technologies with which the task would not fail at its node, the nearest first.

        Of new links those between the nearest nodes, and of them what is surest to do, the least.
        """
        if not self._mends_all:
            return
        passing = (each for each in self._steps if self._standing(each) is None)
        yield from (
            Proposal((each,), self.result.node)
            for each in (self._surest() if self._is_new else passing)
        )

    def nearer(self, before: Standing) -> Iterator[Proposal]:
        """Yield technologies with which the task would still fail, but less, the least first."""
        found = []
        for step in self._steps[:_TRIED] if self._mends_some else ():
            after = self._standing(step)
            if after is not None and after.misses and after.is_nearer(before):
                found.append((after.order, step.size, step.after, step))
        for *_, step in sorted(found, key=lambda each: each[:3]):
            yield Proposal((step,), self.result.node)

    @cached_property
    def _steps(self) -> list[Step]:
        return exchanges_between(self.trial, self.result.question.source, self.result.node)

    def _surest(self) -> Iterator[Step]:
        """Yield new links, those that are not sure to do only until there are such."""
        for _, steps in groupby(self._steps, key=lambda each: each.thing):
            passing = [each for each in steps if self._standing(each) is None]
            yield from sorted(passing, key=lambda each: (-self._verdicts[each], each.size))
            if any(self._verdicts[each] >= Verdict.CONDITIONAL for each in passing):
                return

    @property
    def _is_new(self) -> bool:
        return bool(self._steps) and self._steps[0].kind == NEW

    def _standing(self, step: Step) -> Standing | None:
        """Return how the task would stand with a technology; None where it would not fail."""
        if step not in self._judged:
            self._judged[step] = self._judge(step)
        return self._judged[step]

    def _judge(self, step: Step) -> Standing | None:
        task, node = self.result.task, self.result.node
        found: list[Standing] = []
        for each in self.trial.sketched(step.changes).decide([task], [node]):
            verdict = Verdict(int(each.total.max()))
            if verdict > Verdict.INFEASIBLE:
                self._verdicts[step] = verdict
                return None
            rows, columns = range(len(each.questions)), range(len(each.targets))
            found.append(standing(self.trial.knowledge, each, rows, columns))
        return min(found, key=lambda each: each.order, default=Standing({}))


def exchanges_between(trial: Trial, source: str | None, node: str) -> list[Step]:
    """Return other technologies of the links between two nodes; where none leads, new links."""
    if source is None:
        return []
    links = trial.links_to(source, node)
    if links:
        return nearest_exchanges(trial.knowledge, links)
    return new_links(trial.knowledge, source, node)


def nearest_exchanges(knowledge: Knowledge, links: Sequence[str]) -> list[Step]:
    """Return the other technologies of links: of the same tariff first, then the nearest."""
    ways = [
        (_is_other_tariff(knowledge, link, each), _size(knowledge, link, each), each, link)
        for link in links
        for each in _others(knowledge, link)
    ]
    return [
        Step(
            KIND, link, _TECHNOLOGY, _now(knowledge, link), local_name(each), size,
            changes=_changes(knowledge, link, each),
        )
        for _, size, each, link in sorted(ways)
    ]


def is_about_the_path(knowledge: Knowledge, name: str) -> bool:
    """Say whether a constraint reads a figure of the path's links, or whether there is a path."""
    constraint, definitions = knowledge.definitions.by_name[name], knowledge.definitions
    read = read_by(definitions, [constraint.demand, constraint.supply])
    return constraint.is_numeric and any(
        each == _EXISTS or definitions.quantities[each].kind == "path" for each in read
    )


def _is_other_tariff(knowledge: Knowledge, link: str, technology: str) -> bool:
    """Say whether one is paid by what is sent and the other is not: mostly a SIM for a line."""
    facts, metered = knowledge.facts, tw("metered")
    now = facts.object(link, _TECHNOLOGY) or ""
    stated = facts.object(link, metered) or facts.object(now, metered)
    return stated != facts.object(technology, metered)


def _others(knowledge: Knowledge, link: str) -> list[str]:
    facts = knowledge.facts
    now = facts.object(link, _TECHNOLOGY)
    kind = facts.object(link, _CROSSES) or facts.object(now or "", _CROSSES)
    known = facts.instances(tw("LinkTechnology"))
    return [each for each in known if each != now and facts.object(each, _CROSSES) == kind]


def _changes(knowledge: Knowledge, link: str, technology: str) -> tuple[Change, ...]:
    own = [
        each.iri for each in knowledge.definitions.quantities.values()
        if each.scope == "link" and (link, each.iri) in knowledge.figures.chosen
    ]
    own += [tw("unlimited")] if knowledge.facts.objects(link, tw("unlimited")) else []
    taken_back = (Change(link, each, ()) for each in sorted(own))
    return (Change(link, _TECHNOLOGY, (technology,)), *taken_back)


def _now(knowledge: Knowledge, link: str) -> str:
    technology = knowledge.facts.object(link, _TECHNOLOGY)
    return local_name(technology) if technology else "its own figures"


def _size(knowledge: Knowledge, link: str, technology: str) -> float:
    """Return by how many decades the rate rises: the least that is enough comes first."""
    rates = knowledge.figures.by_property.get(tw("uplinkRate"), {})
    now = rates.get(link) or rates.get(knowledge.facts.object(link, _TECHNOLOGY) or "")
    then = rates.get(technology)
    if now is None or then is None or not (now.value > 0 and then.value > 0):
        return 9.0  # farther than what is known
    return abs(math.log10(then.value / now.value))
