"""The vocabulary that files are validated against, kept as columns in the cache folder."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from .fact_table import TabledFacts
from .load.cache import digest, read_kept, write_kept
from .load.columns import table_of, table_rows
from .units import UnitSystem
from .validate.usual import Peers
from .validate.vocabulary import Vocabulary, bundled_vocabulary, vocabulary_with

_FOLDERS = ("tierwise.ontology", "tierwise.ontology.catalog", "tierwise.ontology.shapes")
_WRONG = (ValueError, KeyError, TypeError, ArithmeticError)


def kept_vocabulary() -> Vocabulary:
    """Return the bundled vocabulary; parsed anew only where the package or its data changed."""
    key = digest(_texts())
    found = _read(read_kept("vocabulary", key))
    if found is not None:
        return found
    made = bundled_vocabulary()
    rows = {
        "facts": table_rows(made.facts.triples, [None] * len(made.facts.triples)),
        "units": made.units.rows(), "shapes": list(made.shapes),
        "peers": [[*key, list(each)] for key, each in made.peers.items()],
    }  # fmt: skip
    write_kept("vocabulary", key, rows)
    return made


def _texts() -> list[str]:
    return [
        text
        for folder in _FOLDERS
        for each in sorted(files(folder).iterdir(), key=lambda entry: entry.name)
        if each.name.endswith(".ttl")
        for text in (each.name, each.read_text(encoding="utf-8"))
    ]


def _read(data: object) -> Vocabulary | None:
    if not isinstance(data, dict):
        return None
    try:
        facts = TabledFacts(table_of(data["facts"]))
        units = UnitSystem.from_rows(data["units"])
        found = vocabulary_with(facts, units, [_text(each) for each in data["shapes"]])
        found.__dict__["peers"] = _peers(data["peers"])  # what the property would gather
    except _WRONG:
        return None
    return found


def _peers(rows: Iterable[tuple[object, object, Iterable[tuple[object, float]]]]) -> Peers:
    return {
        (_text(class_), _text(property_)): [(_text(whose), float(value)) for whose, value in each]
        for class_, property_, each in rows
    }


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("this is no text")
    return found
