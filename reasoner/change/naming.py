"""Find the thing that a name stands for."""

from __future__ import annotations

from ..errors import UnknownName, did_you_mean
from ..knowledge import Knowledge
from ..namespaces import OWL, PREFIXES, RDF_TYPE, curie, local_name

_OURS = ("tw", "cat", "tfl", "onnx", "arch")
_FOREIGN = tuple(iri for prefix, iri in PREFIXES.items() if prefix not in _OURS)


def find_thing(knowledge: Knowledge, name: str) -> str:
    """Return the IRI that a local name, label, CURIE or IRI stands for; a file is no thing.

    Raises UnknownName with "did you mean", or with the CURIEs of several things of one name.
    """
    facts = knowledge.facts
    prefix, colon, rest = name.partition(":")
    full = PREFIXES[prefix] + rest if colon and prefix in PREFIXES else name
    if facts.properties(full):
        return full
    files = set(facts.instances(OWL + "Ontology"))
    things = dict.fromkeys(s for s, p, _ in facts.triples if p == RDF_TYPE and s[:2] != "_:")
    known = [each for each in things if each not in files]
    found = [each for each in known if local_name(each) == name]
    found = found or [e for e in known if facts.label(e).casefold() == name.casefold()]
    # A foreign term may be called as a thing of ours is; who means it gives its IRI.
    found = [each for each in found if not each.startswith(_FOREIGN)] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(
            f"{name} names several things", expected="one of them by its CURIE or IRI",
            found=", ".join(sorted(curie(each) for each in found)),
        )
    raise UnknownName(
        f"nothing is called {name}", expected="a local name, label, CURIE or IRI", found=name,
        hint=did_you_mean(local_name(name), map(local_name, known)),
    )
