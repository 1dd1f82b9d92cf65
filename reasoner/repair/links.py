"""Other links: another technology of the catalogue for one link of the path that fails."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice

from ..change_set import Change
from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from ..placement import NodeResult
from ..repair_option import Proposal, Step
from ..requirement import read_by
from ..trial import Decided, Trial
from ..verdict import Verdict
from .shortfall import Standing, standing

KIND = tw("other-link")
_TECHNOLOGY, _CROSSES = tw("technology"), tw("crosses")
_TRIED = 12  # technologies of links that are tried for what still fails, the nearest first


def other_links(trial: Trial, result: NodeResult) -> Iterator[Proposal]:
    """Yield technologies for one link of the path with which a task would not fail at its node.

    A link that leaves the premises stays one that does.  What the link states of its own was said
    of the technology that it had: it is taken back.
    """
    if not all(is_about_the_path(trial.knowledge, each) for each in result.failed):
        return  # no link mends what fails beside
    for proposal, decisions in _tried(trial, result):
        if max((int(each.total.max()) for each in decisions), default=0) > Verdict.INFEASIBLE:
            yield proposal


def nearer_links(trial: Trial, result: NodeResult, before: Standing) -> Iterator[Proposal]:
    """Yield technologies for one link with which a task would still fail, but less."""
    if not any(is_about_the_path(trial.knowledge, each) for each in result.failed):
        return
    found = []
    for proposal, decisions in islice(_tried(trial, result), _TRIED):
        for each in decisions:
            rows, columns = range(len(each.questions)), range(len(each.targets))
            after = standing(trial.knowledge, each, rows, columns)
            if after.misses and after.is_nearer(before):
                found.append((after.order, proposal.size, proposal.steps[0].after, proposal))
    yield from (proposal for *_, proposal in sorted(found, key=lambda each: each[:3]))


def _tried(
    trial: Trial, result: NodeResult
) -> Iterator[tuple[Proposal, Sequence[Decided]]]:
    """Yield each technology for one link of the path, the nearest first, and what comes of it."""
    links = trial.links_to(result.question.source or "", result.node)
    for step in nearest_exchanges(trial.knowledge, links):
        decisions = trial.sketched(step.changes).decide([result.task], [result.node])
        yield Proposal((step,), result.node), decisions


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
    """Say whether a constraint reads a figure of the path's links."""
    constraint, definitions = knowledge.definitions.by_name[name], knowledge.definitions
    read = read_by(definitions, [constraint.demand, constraint.supply])
    return constraint.is_numeric and any(definitions.quantities[e].kind == "path" for e in read)


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
