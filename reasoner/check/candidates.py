"""Candidates: a task with one of its variants, on a unit of a node, with runtime and layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from .facts import Facts
from .terms import SCHEMA, TYPE, short, tw

_UNITS = {tw(e) for e in ("ProcessingUnit", "Cpu", "Gpu", "Npu", "Dsp")}

# What documents call the choices, in the order in which sentences name them.
CHOICES = {
    "task": "task", "variant": "variant", "model": "model", "numericType": "numeric_type",
    "source": "source", "flow": "flow", "node": "node", "hardware": "hardware", "unit": "unit",
    "bus": "bus", "family": "family", "broaderFamily": "broader_family", "support": "support",
    "runtime": "runtime", "release": "release", "workPool": "work_pool",
    "weightPool": "weight_pool", "storagePool": "storage_pool", "host": "host",
    "hostFamily": "host_family", "hostBroaderFamily": "host_broader_family",
    "hostSupport": "host_support", "hostRuntime": "host_runtime",
}


@dataclass(frozen=True)
class Candidate:
    """The choices that are made once; without a model all from `unit` on is None."""

    task: str
    variant: str | None
    model: str | None
    numeric_type: str | None
    source: str | None
    node: str
    hardware: str
    level: str | None
    unit: str | None = None
    bus: str | None = None
    family: str | None = None
    broader_family: str | None = None
    support: str | None = None
    runtime: str | None = None
    release: str | None = None
    work_pool: str | None = None
    weight_pool: str | None = None
    storage_pool: str | None = None
    undertakings: frozenset[str] = frozenset()
    host: str | None = None
    host_family: str | None = None
    host_broader_family: str | None = None
    host_support: str | None = None
    host_runtime: str | None = None
    flow: str | None = None  # what brings the data, where another task sends it

    @classmethod
    def of(cls, choices: Mapping[str, str]) -> Candidate:
        """Return what is known of the candidates that agree in some choices."""
        made = {CHOICES[name]: value for name, value in choices.items()}
        nothing = {"task": "", "node": "", "hardware": "", "level": None}
        nothing |= dict.fromkeys(("variant", "model", "numeric_type", "source"))
        return cls(**{**nothing, **made})  # type: ignore[arg-type]

    @cached_property
    def name(self) -> str:
        """Return the name by which proofs call the candidate."""
        whence = f", data from {short(self.source)}" if self.source else ""
        whence += f" by {short(self.flow)}" if self.flow else ""
        if self.unit is None:
            return f"{short(self.task)} on {short(self.node)}{whence}"
        how = short(self.support or "").removesuffix("-support")
        return (
            f"{short(self.task)} with {short(self.variant or '')} / {how} on {short(self.unit)} of "
            f"{short(self.node)}, {self.layout}{self.elsewhere}{whence}"
        )

    @property
    def elsewhere(self) -> str:
        """Return in words which unit does what the runtime lacks."""
        return f", other operators on {short(self.host)}" if self.host else ""

    @property
    def layout(self) -> str:
        """Return in words where weights and activations are kept."""
        if self.work_pool is None:
            return "memory not stated"
        if self.is_resident:
            return f"all in {short(self.work_pool)}"
        return (
            f"weights in {short(self.weight_pool or '')}, activations in {short(self.work_pool)}"
        )

    @property
    def is_resident(self) -> bool:
        """Say whether weights are copied into working memory."""
        return self.weight_pool is None or self.weight_pool == self.work_pool

    @cached_property
    def choices(self) -> dict[str, str]:
        """Return the choices as documents name them, without those that there are none of."""
        named = {name: getattr(self, each) for name, each in CHOICES.items()}
        return {name: value for name, value in named.items() if value}

    def choice(self, name: str) -> str | None:
        """Return one choice by the name that a lookup's key has for it."""
        return self.choices.get(name)


def candidates(facts: Facts, task: str, node: str) -> list[Candidate]:
    """Return all candidates of a task at a node; a task without a model has one."""
    variants = sorted(set(facts.objects(task, tw("hasVariant"))))
    if not variants:
        return [_placed(facts, task, None, node)]
    return [each for variant in variants for each in _of_variant(facts, task, variant, node)]


def of_flow(facts: Facts, flow: str, sender: str, receiver: str) -> Candidate:
    """Return what a flow is judged as: its messages, from the sender's node to the receiver's."""
    return replace(_placed(facts, flow, None, receiver), source=sender)


def flows_of(
    facts: Facts, pipelines: Iterable[str], nodes: Mapping[str, str]
) -> dict[str, Candidate]:
    """Return the flows of pipelines, as candidates by name, as far as their tasks are placed."""
    found = {}
    for flow in (each for p in pipelines for each in facts.objects(p, tw("hasFlow"))):
        ends = [nodes.get(facts.object(flow, tw(e)) or "") for e in ("fromTask", "toTask")]
        if ends[0] is not None and ends[1] is not None:
            each = of_flow(facts, flow, ends[0], ends[1])
            found[each.name] = each
    return found


def of_node(facts: Facts, site: str, node: str) -> Candidate:
    """Return what stands for a node itself, whatever runs there."""
    return replace(_placed(facts, site, None, node), source=None)


def _placed(facts: Facts, task: str, variant: str | None, node: str, **more: object) -> Candidate:
    hardware = facts.object(node, tw("instanceOf")) or node
    owned = more.pop("things", ())
    return Candidate(
        task, variant, facts.object(variant, tw("variantOf")),
        facts.object(variant, tw("numericType")), facts.object(task, tw("dataSource")), node,
        hardware, facts.object(node, tw("nodeLevel")),
        undertakings=_undertakings(facts, node, hardware, *owned),  # type: ignore[misc]
        **more,  # type: ignore[arg-type]
    )


def _of_variant(facts: Facts, task: str, variant: str, node: str) -> Iterator[Candidate]:
    hardware = facts.object(node, tw("instanceOf")) or node
    storage = facts.object(node, tw("storesIn")) or facts.object(hardware, tw("storesIn"))
    owned = [*dict.fromkeys(_first_owner(facts, node, hardware))]
    for owner, unit in owned:
        family = facts.object(unit, tw("family"))
        for support in _supports(facts, family, node, hardware):
            runtime = facts.object(support, tw("runtime"))
            release = _release(facts, runtime, node, hardware)
            hosts = _hosts(facts, support, [each for _, each in owned if each != unit])
            for (work, weights), host in product(_layouts(facts, unit), hosts):
                yield _placed(
                    facts, task, variant, node, unit=unit,
                    bus=facts.object(unit, tw("onBus")) or facts.object(owner, tw("onBus")),
                    family=family, broader_family=facts.object(family, tw("broaderFamily")),
                    support=support, runtime=runtime, release=release,
                    work_pool=work, weight_pool=weights, storage_pool=storage,
                    things=(owner, unit, support, work, weights), **host,
                )


def _hosts(facts: Facts, support: str, units: list[str]) -> list[dict[str, str | None]]:
    """Return what can do what a runtime lacks: each unit that what it falls back to runs on."""
    found = []
    for other, unit in product(facts.objects(support, tw("fallsBackTo")), units):
        family = facts.object(unit, tw("family"))
        if family is not None and (other, tw("onFamily"), family) in facts:
            found.append({
                "host": unit, "host_family": family,
                "host_broader_family": facts.object(family, tw("broaderFamily")),
                "host_support": other, "host_runtime": facts.object(other, tw("runtime")),
            })
    return found or [{}]


def _first_owner(facts: Facts, node: str, hardware: str) -> Iterator[tuple[str, str]]:
    """Yield each processing unit once, with the first thing that has it."""
    seen: set[str] = set()
    for owner in (node, hardware):
        for whose, unit in _units(facts, owner, frozenset()):
            if unit not in seen:
                seen.add(unit)
                yield whose, unit


def _units(facts: Facts, owner: str, above: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the units of a thing and of the modules that it carries."""
    for part in facts.objects(owner, tw("hasPart")):
        if _UNITS & set(facts.objects(part, TYPE)):
            yield owner, part
    for module in facts.objects(owner, tw("carries")):
        if module not in above:
            yield from _units(facts, module, above | {owner})


def _supports(facts: Facts, family: str | None, node: str, hardware: str) -> list[str]:
    """Return the runtimes' supports of a family that are open to this maker, and installed.

    Where neither the node nor its hardware states what is installed, each can be chosen.
    """
    if family is None:
        return []
    installed = facts.objects(node, tw("installedRuntime")) or facts.objects(
        hardware, tw("installedRuntime")
    )
    made_by = set(facts.objects(hardware, SCHEMA + "manufacturer"))
    known = [
        each for each in facts.subjects(tw("onFamily"), family)
        if tw("RuntimeSupport") in facts.objects(each, TYPE)
    ]
    limits = {each: facts.objects(each, tw("limitedToMaker")) for each in known}
    return sorted(
        each for each in set(known)
        if (not limits[each] or made_by & set(limits[each]))
        and (not installed or facts.object(each, tw("runtime")) in installed)
    )


def _release(facts: Facts, runtime: str | None, *owners: str) -> str | None:
    """Return the first release of a runtime that a node, or else its hardware, says it has."""
    ours = {
        each for each in facts.subjects(tw("releaseOf"), runtime or "")
        if facts.object(each, tw("releaseOf")) == runtime
    }
    installed = (ours & set(facts.objects(owner, tw("installedRelease"))) for owner in owners)
    return next((min(each) for each in installed if each), None)


def _layouts(facts: Facts, unit: str) -> list[tuple[str | None, str | None]]:
    """Return where activations and weights are: weights in the same pool, or read in place."""
    found: list[tuple[str | None, str | None]] = []
    for pool in facts.objects(unit, tw("worksIn")):
        found.append((pool, pool))
        in_place = facts.objects(unit, tw("readsInPlace"))
        found += [(pool, each) for each in in_place if each != pool]
    return found or [(None, None)]


def _undertakings(facts: Facts, *things: str | None) -> frozenset[str]:
    return frozenset(
        o for each in things if each for o in facts.objects(each, tw("needsUndertaking"))
    )
