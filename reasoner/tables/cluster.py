"""From a list of nodes to a site: nodes of known products, machines of unknown ones, zones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..errors import Place, UnknownName, UsageError, did_you_mean
from ..facts import literal
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, RDF_TYPE, RDFS_LABEL, SKOS, XSD, local_name, tw
from ..reading import find_instance
from ..source import Source
from .describing import OWN, slug
from .node_list import ListedNode
from .node_machines import CARD, TYPE, Kind, bytes_of, kinds_of, label, machine_blocks, plain
from .reading import Unmapped
from .write import Block, Group, own_text

_ZONE = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
_REGION = ("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
_DESCRIBED = frozenset(("cpu", "memory", "ephemeral-storage", "pods", CARD))
_HALF = Decimal("0.5")

Line = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ImportedSite:
    """A site as Turtle, how many nodes it has, and what the list leaves open."""

    text: str
    nodes: int
    machines: int
    notes: tuple[Unmapped, ...]


def import_nodes(
    knowledge: Knowledge, bundled: Sequence[Source], nodes: Sequence[ListedNode], name: str,
    title: str = "", description: str = "", role: str | None = None, data_at: str | None = None,
    technology: str | None = None,
) -> ImportedSite:
    """Return the site that a list of nodes comes to, the same for the same list.

    `role` is the level of machines that the catalogue does not know; `data_at` the node at which
    data arises, which is then linked to each other one, by a technology of the catalogue where one
    is named.  Raises UsageError where a node has the name of the site, UnknownName for a node or
    technology that is not there, and InputError for a processor of no known family.
    """
    site = OWN + slug(name)
    _refuse_name(nodes, site)
    nodes = sorted(nodes, key=lambda each: each.name)
    known = _products(knowledge)
    products = {e.name: p for e in nodes if (p := known.get(label(e, TYPE)))}
    kinds = kinds_of([e for e in nodes if e.name not in products], site)
    machines, notes = machine_blocks(knowledge, bundled, kinds, site, role)
    places = _Places(_by_last_word(knowledge, "Region"), site)
    of_kind = {e.name: kind for kind in kinds for e in kind.nodes}
    sizes = _sizes(knowledge, set(products.values()))
    blocks = [
        block for each in nodes
        for block in _node_blocks(each, products.get(each.name), of_kind.get(each.name),
                                  sizes, places, site)
    ]  # fmt: skip
    said = title or name
    links = _links(knowledge, nodes, site, data_at, technology)
    groups = (
        Group("The site", (_site(site, said, description, nodes, links, data_at),)),
        Group("Places", tuple(places.blocks())), Group("Machines", tuple(machines)),
        Group("Nodes", tuple(blocks)), Group("Links", tuple(links)),
        Group("Sources", (_origin(site, said, nodes),)),
    )
    text = own_text([each for each in groups if each.blocks], OWN)
    told = _open(nodes, products, data_at, technology)
    return ImportedSite(text, len(nodes), len(kinds), (*told, *notes))


def _refuse_name(nodes: Sequence[ListedNode], site: str) -> None:
    taken = next((e for e in nodes if OWN + e.name == site), None)
    if taken is not None:
        raise UsageError("a node has the name of the site", expected="another --output or --title",
                         found=taken.name, place=taken.place)


def _products(knowledge: Knowledge) -> dict[str, str]:
    """Return the catalogue's products by their names, and rented ones by their providers' names."""
    named = {local_name(e): e for e in knowledge.facts.instances(tw("HardwareModel"))}
    return named | _by_last_word(knowledge, "CloudInstanceType")


def _by_last_word(knowledge: Knowledge, class_: str) -> dict[str, str]:
    """Return the catalogue's things of a class by the last word of their label, where one has it.

    That is how providers call them: "AWS t3.micro", "Azure westeurope".
    """
    facts = knowledge.facts
    by_word: dict[str, list[str]] = {}
    for each in facts.instances(tw(class_)):
        by_word.setdefault(facts.label(each).split()[-1], []).append(each)
    return {word: each[0] for word, each in by_word.items() if len(each) == 1}


def _sizes(knowledge: Knowledge, products: set[str]) -> dict[str, Decimal]:
    """Return the bytes of main memory that the catalogue states of products."""
    facts, chosen = knowledge.facts, knowledge.figures.chosen
    return {
        product: Decimal(str(figure.value))
        for product in products for part in facts.objects(product, tw("hasPart"))
        if facts.is_a(part, tw("DramPool"))
        and (figure := chosen.get((part, tw("capacity")))) is not None
    }  # fmt: skip


class _Places:
    """The zones and regions that nodes name, each once."""

    def __init__(self, regions: dict[str, str], site: str) -> None:
        self._regions, self._site = regions, site
        self._zones: dict[str, str] = {}  # zone -> region
        self._own: dict[str, str] = {}  # region of no provider of the catalogue -> IRI

    def of(self, node: ListedNode) -> str | None:
        """Return the narrowest place that a node names."""
        zone, region = label(node, _ZONE), label(node, _REGION)
        at = self._region(region) if region else None
        if not zone or zone == region:
            return at
        self._zones.setdefault(zone, at or "")
        return f"{self._site}-zone-{slug(zone)}"

    def _region(self, name: str) -> str:
        if name in self._regions:
            return self._regions[name]
        return self._own.setdefault(name, f"{self._site}-region-{slug(name)}")

    def blocks(self) -> list[Block]:
        """Return what is written of the zones, and of regions that the catalogue lacks."""
        zones = [
            Block(f"{self._site}-zone-{slug(zone)}", (
                ((RDF_TYPE, tw("Zone")), (RDFS_LABEL, literal(f"zone {zone}", language="en"))),
                ((tw("standsIn"), region),) if region else (),
            ))
            for zone, region in self._zones.items()
        ]  # fmt: skip
        return zones + [
            Block(iri, ((
                (RDF_TYPE, tw("Region")), (RDFS_LABEL, literal(f"region {name}", language="en")),
                (SKOS + "definition", literal(f"Region {name} of the cluster.", language="en")),
            ),))
            for name, iri in self._own.items()
        ]  # fmt: skip


def _links(
    knowledge: Knowledge, nodes: Sequence[ListedNode], site: str, data_at: str | None,
    technology: str | None,
) -> list[Block]:
    """Return a link from where data arises to each other node, both ways.

    Each pod reaches each other one, on whatever node: the network model of Kubernetes
    (https://kubernetes.io/docs/concepts/services-networking/).  At what rate, nothing says.
    """
    if data_at is None:
        return []
    names = [each.name for each in nodes]
    if data_at not in names:
        raise UnknownName(f"no node {data_at} is listed", expected="the node at which data arises",
                          found=data_at, hint=did_you_mean(data_at, names), place=nodes[0].place)
    by = find_instance(knowledge, technology, "LinkTechnology") if technology else None
    return [
        Block(f"{site}-link-{name}", (
            ((RDF_TYPE, tw("Link")), (tw("from"), OWN + data_at), (tw("to"), OWN + name)),
            ((tw("technology"), by),) if by else (),
            ((tw("bidirectional"), literal("true", XSD + "boolean")),),
        ))
        for name in names if name != data_at
    ]  # fmt: skip


def _site(
    site: str, title: str, description: str, nodes: Sequence[ListedNode], links: Sequence[Block],
    data_at: str | None,
) -> Block:
    says = description or f"A cluster of {len(nodes)} nodes, as it lists them."
    return Block(site, (
        ((RDF_TYPE, tw("Site")), (RDFS_LABEL, literal(title, language="en")),
         (SKOS + "definition", literal(says, language="en"))),
        ((DCTERMS + "source", f"{site}-source"), (tw("standing"), tw("measured"))),
        ((tw("dataArisesAt"), OWN + data_at),) if data_at else (),
        tuple((tw("hasNode"), OWN + each.name) for each in nodes),
        tuple((tw("hasLink"), each.subject) for each in links),
    ))  # fmt: skip


def _origin(site: str, title: str, nodes: Sequence[ListedNode]) -> Block:
    days = [each.seen for each in nodes if each.seen]
    seen: Line = ((DCTERMS + "date", literal(max(days), XSD + "date")),) if days else ()
    return Block(f"{site}-source", (
        ((RDF_TYPE, tw("Source")), (RDFS_LABEL, literal(f"nodes of {title}", language="en"))),
        ((DCTERMS + "title", literal(f"What kubectl lists as the nodes of {title}")),
         (DCTERMS + "identifier", literal("kubectl get nodes -o json"))),
        seen,
    ))  # fmt: skip


def _node_blocks(
    node: ListedNode, product: str | None, kind: Kind | None, sizes: dict[str, Decimal],
    places: _Places, site: str,
) -> list[Block]:
    """Return what is written of a node, and of its disk where the catalogue only assumes one."""
    iri = OWN + node.name
    at = places.of(node)
    ram = kind.most("memory") if kind else max(
        sizes.get(product or "", Decimal(0)), node.capacity.get("memory", Decimal(0)))
    figures = [
        ("reservedRam", _kept(ram, node.allocatable.get("memory"))),
        ("reservedStorage", _kept(node.capacity.get("ephemeral-storage"),
                                  node.allocatable.get("ephemeral-storage"))),
        ("computeShare", _share(node.capacity.get("cpu"), node.allocatable.get("cpu"))),
    ]
    disk = node.capacity.get("ephemeral-storage")
    own_disk = bool(disk) and (kind is None or disk != kind.most("ephemeral-storage"))
    made: Line = ((tw("storesIn"), f"{iri}-disk"), (tw("hasPart"), f"{iri}-disk"))
    blocks = [Block(iri, (
        ((RDF_TYPE, tw("Node")), (RDFS_LABEL, literal(node.name, language="en"))),
        ((tw("instanceOf"), product or (kind.iri if kind else "")),),
        ((tw("standsIn"), at),) if at else (),
        made if own_disk else (),
        *(((tw(key), literal(text)),) for key, text in figures if text),
        ((DCTERMS + "source", f"{site}-source"), (tw("standing"), tw("measured"))),
    ))]  # fmt: skip
    if own_disk and disk is not None:
        named = literal(f"disk of {node.name}", language="en")
        blocks.append(Block(f"{iri}-disk", (
            ((RDF_TYPE, tw("StoragePool")), (RDFS_LABEL, named)),
            ((tw("capacity"), literal(bytes_of(disk))),),
        )))  # fmt: skip
    return blocks


def _kept(whole: Decimal | None, free: Decimal | None) -> str:
    """Return what pods cannot have of an amount; nothing where either is not stated."""
    if whole is None or free is None or whole <= free:
        return ""
    return bytes_of((whole - free).to_integral_value())


def _share(whole: Decimal | None, free: Decimal | None) -> str:
    if not whole or free is None or free >= whole:
        return ""
    return f"{plain(round(100 * free / whole, 2)) or 0} %"


def _open(
    nodes: Sequence[ListedNode], products: dict[str, str], data_at: str | None,
    technology: str | None,
) -> list[Unmapped]:
    """Return what the list says that is not read, and what it does not say."""
    counts: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for node in nodes:
        for each in _open_of(node, products):
            counts[each] += 1
            first.setdefault(each, node.place)
    said = [Unmapped(first[why], why, count) for why, count in sorted(counts.items())]
    if len(nodes) > 1 and data_at is None:
        why = "where data arises is not listed: --data-at NODE, which is linked to the others"
        said.append(Unmapped(nodes[0].place, why, len(nodes)))
    elif len(nodes) > 1 and technology is None:
        why = "what the links carry is not listed: --technology NAME, or figures of each link"
        said.append(Unmapped(nodes[0].place, why, len(nodes) - 1))
    return said


def _open_of(node: ListedNode, products: dict[str, str]) -> Iterable[str]:
    yield from (f"taint {each} is not read: pods may not be allowed here" for each in node.taints)
    if node.is_cordoned:
        yield "the node is cordoned: it takes no new pods"
    if not node.is_ready:
        yield "the node is not ready"
    type_ = label(node, TYPE)
    if node.name not in products:
        yield (f"instance type {type_} is not in the catalogue: taken as its nodes describe it"
               if type_ else "no instance type is stated: taken as its nodes describe it")
    for resource, count in sorted(node.capacity.items()):
        is_listed = resource in _DESCRIBED or resource.startswith(("hugepages-", "attachable-"))
        if count > _HALF and not is_listed:
            yield f"resource {resource} is not described: add what it is with tw:carries"
    for resource in ("memory", "cpu", "ephemeral-storage"):
        if resource not in node.capacity:
            yield f"capacity.{resource} is not stated"
