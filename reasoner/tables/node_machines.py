"""Machines that nodes of a cluster are of, where the catalogue has no such product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..facts import literal
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, RDFS_LABEL, SKOS, tw
from ..source import Source
from .describing import OWN, machine_layout, machine_reads, slug
from .machine import spoken
from .node_list import ListedNode
from .products import product_blocks
from .reading import Read, Stated, Unmapped
from .table import Cell, Row
from .write import Block

TYPE = ("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")
CARD = "nvidia.com/gpu"  # the resource, and the prefix of the labels, of its device plugin
_ARCH = ("kubernetes.io/arch", "beta.kubernetes.io/arch")
_FLAG = "feature.node.kubernetes.io/cpu-cpuid."  # of node feature discovery
_THREADS = "feature.node.kubernetes.io/cpu-hardware_multithreading"  # logical exceed physical ones
_GIB = Decimal(2**30)


@dataclass(frozen=True)
class Kind:
    """Machines that are alike, of no product of the catalogue: what the largest of them states."""

    iri: str
    nodes: tuple[ListedNode, ...]

    def most(self, resource: str) -> Decimal:
        """Return the largest capacity that one of them has."""
        return max((e.capacity.get(resource, Decimal(0)) for e in self.nodes), default=Decimal(0))


def label(node: ListedNode, names: Iterable[str]) -> str:
    """Return the value of the first of these labels that a node has; else nothing."""
    return next((node.labels[each] for each in names if node.labels.get(each)), "")


def kinds_of(nodes: Sequence[ListedNode], site: str) -> list[Kind]:
    """Return machines that are alike: of one type, processor, card, and about as much memory."""
    groups: dict[tuple[str, ...], list[ListedNode]] = {}
    for each in nodes:
        memory = each.capacity.get("memory", Decimal(0)) / _GIB
        key = (label(each, TYPE), label(each, _ARCH), _flags(each), _card(each),
               f"{each.capacity.get('cpu', Decimal(0)).normalize():f}", f"{memory:.2g}",
               each.labels.get(_THREADS, ""))
        groups.setdefault(key, []).append(each)
    names: Counter[str] = Counter()
    found = []
    for (type_, architecture, _, _, cores, *_), alike in sorted(groups.items()):
        stem = slug(f"{type_ or architecture} {cores} cores")
        names[stem] += 1
        number = f"-{names[stem]}" if names[stem] > 1 else ""
        found.append(Kind(f"{site}-machine-{stem}{number}", tuple(alike)))
    return found


def _flags(node: ListedNode) -> str:
    found = sorted(k.removeprefix(_FLAG).lower() for k, v in node.labels.items()
                   if k.startswith(_FLAG) and v == "true")
    return " ".join(found)


def _cores(kind: Kind) -> Decimal:
    """Return the cores of a machine: half its logical processors where two share a core.

    Kubernetes counts logical processors; x86 has two threads a core where it has several.
    """
    node = kind.nodes[0]
    is_threaded = node.labels.get(_THREADS) == "true" and label(node, _ARCH) == "amd64"
    return kind.most("cpu") / 2 if is_threaded else kind.most("cpu")


def _card(node: ListedNode) -> str:
    """Return the name of a node's cards; without what shares one among several."""
    return spoken(node.labels.get(f"{CARD}.product", "").removesuffix("-SHARED"))


def machine_blocks(
    knowledge: Knowledge, bundled: Sequence[Source], kinds: Sequence[Kind], site: str,
    role: str | None,
) -> tuple[list[Block], list[Unmapped]]:
    """Return what is written of machines of no product, and what their nodes leave open.

    Raises InputError for a processor of no known family.
    """
    if not kinds:
        return [], []
    layout = machine_layout(bundled)
    blocks: list[Block] = []
    notes: list[Unmapped] = []
    for kind in kinds:
        reads, said = machine_reads(knowledge, layout, _rows(kind))
        blocks += product_blocks(knowledge, layout, kind.iri, _named(kind, reads, site, role), "")
        called = kind.iri.removeprefix(OWN)
        said += [] if role else ["its level is not known: --role, or tw:role of its nodes"]
        notes += [Unmapped(kind.nodes[0].place, f"{called}: {e}", len(kind.nodes)) for e in said]
    return blocks, notes


def _rows(kind: Kind) -> list[Row]:
    """Return what a kind of machine states as rows of the layout of machines."""
    node = kind.nodes[0]

    def row(part: str, **cells: str) -> Row:
        filled = {key: text for key, text in {"part": part, **cells}.items() if text}
        return Row(node.place, {k: (Cell(v, node.place),) for k, v in filled.items()})

    rows = [
        row("machine", memory=bytes_of(kind.most("memory")),
            storage=bytes_of(kind.most("ephemeral-storage"))),
        row("cpu", architecture=label(node, _ARCH), cpu_flags=f" {_flags(node)} ",
            cores=plain(_cores(kind))),
    ]  # fmt: skip
    if kind.most(CARD):
        labels = {each: node.labels.get(f"{CARD}.{each}", "")
                  for each in ("count", "memory", "compute.major", "compute.minor")}
        count = labels["count"] if labels["count"].isdigit() else plain(kind.most(CARD))
        memory = labels["memory"] if labels["memory"].isdigit() else ""
        whole = f"{int(memory) * int(Decimal(count))} MiB" if memory else ""
        level = f"{labels['compute.major']}.{labels['compute.minor']}".strip(".")
        rows.append(row("gpu", gpu=_card(node) or "a card that no label names", gpu_count=count,
                        gpu_memory=whole, compute_cap=level))
    return rows


def bytes_of(size: Decimal) -> str:
    """Return bytes as a quantity; nothing for none."""
    return f"{plain(size)} B" if size else ""


def plain(number: Decimal) -> str:
    """Return a number in full digits; nothing for none."""
    return f"{number.normalize():f}" if number else ""


def _named(kind: Kind, reads: Sequence[Read], site: str, role: str | None) -> list[Read]:
    node = kind.nodes[0]
    called = label(node, TYPE) or f"{label(node, _ARCH)} machine".strip()
    says = f"{called} with {plain(kind.most('cpu'))} cores, as its nodes describe it."
    states = [
        Stated("", RDFS_LABEL, literal(f"{called} ({plain(kind.most('cpu'))} cores)")),
        Stated("", SKOS + "definition", literal(says)),
        Stated("", tw("standing"), tw("measured")),
        Stated("", DCTERMS + "source", f"{site}-source"),
        *([Stated("", tw("typicalRole"), tw(f"{role}-level"))] if role else []),
    ]
    return [replace(reads[0], states=(*states, *reads[0].states)), *reads[1:]]
