"""Enumerate what can be chosen: variants of tasks, and units, runtimes and layouts of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..candidate import Question, Target
from ..facts import Facts
from ..knowledge import Knowledge
from ..namespaces import PREFIXES, RDF_TYPE, tw

_SUPPORT, _FALLS_BACK = tw("RuntimeSupport"), tw("fallsBackTo")
_MANUFACTURER = PREFIXES["schema"] + "manufacturer"
_UNIT_CLASSES = {tw(each) for each in ("ProcessingUnit", "Cpu", "Gpu", "Npu", "Dsp")}


def questions(knowledge: Knowledge, tasks: Iterable[str]) -> list[Question]:
    """Return each task with each of its variants, or with none where it has no model."""
    facts = knowledge.facts
    found = []
    for task in tasks:
        source = facts.object(task, tw("dataSource"))
        variants: list[str | None] = [*sorted(set(facts.objects(task, tw("hasVariant"))))]
        for variant in variants or [None]:
            found.append(
                Question(
                    task, variant, facts.object(variant, tw("variantOf")) if variant else None,
                    facts.object(variant, tw("numericType")) if variant else None, source,
                )
            )
    return found


def nodes(knowledge: Knowledge) -> list[str]:
    """Return the nodes of the site, or every product where there is no site."""
    site = knowledge.site or tw("catalogue-site")
    return sorted(set(knowledge.facts.objects(site, tw("hasNode"))))


def targets(knowledge: Knowledge, among: Iterable[str]) -> list[Target]:
    """Return all units × runtimes × layouts of nodes that can run a model."""
    supports = _supports_by_family(knowledge.facts)
    return [each for node in among for each in _targets_of(knowledge.facts, node, supports)]


def bare_targets(knowledge: Knowledge, among: Iterable[str]) -> list[Target]:
    """Return the nodes as targets of tasks that have no model."""
    facts = knowledge.facts
    return [
        Target(
            node, _hardware(facts, node), facts.object(node, tw("nodeLevel")),
            undertakings=_undertakings(facts, node, _hardware(facts, node)),
        )
        for node in among
    ]


def _hardware(facts: Facts, node: str) -> str:
    return facts.object(node, tw("instanceOf")) or node


def _supports_by_family(facts: Facts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for support in facts.instances(_SUPPORT):
        for family in facts.objects(support, tw("onFamily")):
            found.setdefault(family, []).append(support)
    return found


def _targets_of(facts: Facts, node: str, supports: dict[str, list[str]]) -> Iterator[Target]:
    hardware = _hardware(facts, node)
    storage = facts.object(node, tw("storesIn")) or facts.object(hardware, tw("storesIn"))
    level = facts.object(node, tw("nodeLevel"))
    units = _units_once(facts, (node, hardware))
    for unit, owner in units.items():
        family = facts.object(unit, tw("family"))
        broader = facts.object(family, tw("broaderFamily")) if family else None
        bus = facts.object(unit, tw("onBus")) or facts.object(owner, tw("onBus"))
        for support in supports.get(family or "", []):
            if not _is_for(facts, support, hardware) or not _has(facts, node, hardware, support):
                continue
            runtime = facts.object(support, tw("runtime"))
            release = _release(facts, node, hardware, runtime)
            for work, weights in _layouts(facts, unit):
                found = Target(
                    node, hardware, level, unit, bus, family, broader, support,
                    runtime, release, work, weights,
                    storage, bool(work) and facts.is_a(work or "", tw("VramPool")),
                    _undertakings(facts, node, hardware, owner, unit, support, work, weights),
                )
                yield from _hosted(facts, found, units)


def _hosted(facts: Facts, target: Target, units: Iterable[str]) -> Iterator[Target]:
    """Yield a target with each unit that may do what its runtime lacks, or as it is without one.

    A runtime brings what it falls back to: that need not be installed on its own.
    """
    others = facts.objects(target.support or "", _FALLS_BACK)
    hosts = [
        replace(
            target, host=unit, host_family=family,
            host_broader_family=facts.object(family, tw("broaderFamily")),
            host_support=other, host_runtime=facts.object(other, tw("runtime")),
        )
        for other in others for unit in units
        if unit != target.unit and (family := facts.object(unit, tw("family")))
        and family in facts.objects(other, tw("onFamily"))
    ] if others else []
    yield from hosts or [target]


def _is_for(facts: Facts, support: str, hardware: str) -> bool:
    """Say whether a support is open to all makers or to this hardware's."""
    makers = facts.objects(support, tw("limitedToMaker"))
    return not makers or bool(set(makers) & set(facts.objects(hardware, _MANUFACTURER)))


def _has(facts: Facts, node: str, hardware: str, support: str) -> bool:
    """Say whether a support's runtime is on a node; where none is stated, each can be chosen."""
    for owner in (node, hardware):
        installed = facts.objects(owner, tw("installedRuntime"))
        if installed:
            return facts.object(support, tw("runtime")) in installed
    return True


def _release(facts: Facts, node: str, hardware: str, runtime: str | None) -> str | None:
    """Return the release of a runtime that a node, or else its hardware, says that it has."""
    for owner in (node, hardware):
        for each in sorted(facts.objects(owner, tw("installedRelease"))):
            if runtime and facts.object(each, tw("releaseOf")) == runtime:
                return each
    return None


def _units_once(facts: Facts, owners: Iterable[str]) -> dict[str, str]:
    """Return each processing unit once, with the first thing that has it."""
    found: dict[str, str] = {}
    for owner, unit in _units(facts, owners):
        found.setdefault(unit, owner)
    return found


def _units(facts: Facts, owners: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each processing unit with what has it; a carried module's units are the host's."""
    for owner in owners:
        for part in facts.objects(owner, tw("hasPart")):
            if _UNIT_CLASSES & set(facts.objects(part, RDF_TYPE)):
                yield owner, part
        for module in facts.objects(owner, tw("carries")):
            yield from _units(facts, (module,))


def _layouts(facts: Facts, unit: str) -> list[tuple[str | None, str | None]]:
    """Return (pool of activations, pool of weights): resident in it, or in place in flash."""
    work = facts.objects(unit, tw("worksIn"))
    flash = facts.objects(unit, tw("readsInPlace"))
    found: list[tuple[str | None, str | None]] = []
    for pool in work:
        found.append((pool, pool))
        found += [(pool, each) for each in flash if each != pool]
    return found or [(None, None)]


def _undertakings(facts: Facts, *things: str | None) -> frozenset[str]:
    return frozenset(
        found for each in things if each for found in facts.objects(each, tw("needsUndertaking"))
    )
