"""What a new file starts from: a template, or a product of the catalogue under a new name."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from .bundle import load
from .errors import Place
from .facts import Fact, Facts
from .knowledge import Knowledge
from .namespaces import PREFIXES, RDF_TYPE, RDFS_LABEL, curie, local_name, tw
from .reading import find_instance
from .source import read_text
from .template import begun
from .written import Written, write

KINDS = {
    "hardware": "hardware.yaml", "model": "model.yaml", "task": "task.yaml", "site": "site.yaml",
    "constraint": "constraint.yaml", "quantity": "quantity.yaml", "driver": "driver.yaml",
    "rule": "rule.rq", "question": "question.rq",
}  # fmt: skip
_MINE = "https://example.org/my#"
_NOT_OURS = {PREFIXES["rdfs"] + "isDefinedBy"}  # a copy is not defined by the catalogue


def template_of(kind: str, name: str) -> str:
    """Return the template of a kind of thing, with the name in it."""
    folder = files("tierwise").joinpath("examples/templates")
    return begun(folder.joinpath(KINDS[kind]).read_text(encoding="utf-8"), name)


def copy_of(product: str, name: str) -> str:
    """Return YAML of a product of the catalogue and its parts under a new name, to be changed.

    Its figures keep their sources.  Raises UnknownName with "did you mean".
    """
    begun("", name)  # refuses what is no name
    knowledge = load()
    iri = find_instance(knowledge, product, "HardwareModel")
    # As they were written: knowledge holds figures as plain numbers beside them.
    asserted = Facts.of(_written_with(knowledge, iri))
    renamed = _renamed(asserted, iri, name)
    label, new = asserted.label(iri), name.replace("-", " ")
    copied = [
        Fact(
            renamed.get(s, s), p,
            o.replace(label, new) if p == RDFS_LABEL else renamed.get(o, o), Place("copy"),
        )
        for s in _closure(asserted, iri)
        for p, objects in asserted.properties(s).items() if p not in _NOT_OURS
        for o in dict.fromkeys(objects)
    ]  # fmt: skip
    head = f"# {name}, begun as a copy of {local_name(iri)}: change what differs, and its source.\n"
    return head + write(copied, "yaml")


def extension_of(product: str, name: str) -> str:
    """Return a commented template of a product that extends one of the catalogue.

    Raises UnknownName with "did you mean".
    """
    knowledge = load()
    iri = find_instance(knowledge, product, "HardwareModel")
    base, label = curie(iri).removeprefix("cat:"), knowledge.facts.label(iri)
    folder = files("tierwise").joinpath("examples/templates")
    text = begun(folder.joinpath("extension.yaml").read_text(encoding="utf-8"), name)
    return text.replace("{base}", base).replace("{base label}", label)


def _written_with(knowledge: Knowledge, iri: str) -> list[Fact]:
    """Return all facts of the file that states what kind of thing something is."""
    name = next(
        place.file for (s, p, _), place in knowledge.asserted.places.items()
        if (s, p) == (iri, RDF_TYPE)
    )
    path = Path(name)
    text = read_text(path) if path.is_absolute() else (
        files("tierwise").joinpath(name).read_text(encoding="utf-8")
    )
    return Written().parse(text, name)


def _renamed(facts: Facts, iri: str, name: str) -> dict[str, str]:
    """Return new names for a product and its own parts, which are named after it."""
    own = local_name(iri)
    return {
        each: _MINE + local_name(each).replace(own, name, 1)
        for each in _closure(facts, iri)
        if not each.startswith("_:") and local_name(each).startswith(own)
    }


def _closure(facts: Facts, iri: str) -> list[str]:
    """Return a product, its own parts and the blank nodes that hold their figures, in order."""
    found, waiting = dict.fromkeys([iri]), [iri]
    while waiting:
        at = waiting.pop(0)
        for predicate, objects in facts.properties(at).items():
            fresh = [
                each for each in objects
                if each not in found and facts.properties(each) and _is_own(iri, predicate, each)
            ]
            found |= dict.fromkeys(fresh)
            waiting += fresh
    return list(found)


def _is_own(iri: str, predicate: str, thing: str) -> bool:
    is_named_after = local_name(thing).startswith(local_name(iri) + "-")
    return thing.startswith("_:") or predicate == tw("hasPart") or is_named_after
