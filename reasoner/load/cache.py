"""Snapshots of knowledge in the user's cache folder, keyed by the content of all that went in.

JSON rather than pickle: a file that somebody else put there can be wrong, but can't run code.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from ..definitions import Constraint, Definitions, Key, Quantity, SetProperty
from ..errors import Place
from ..facts import Facts
from ..figures import Figure, Figures
from ..knowledge import Knowledge
from ..rule import Rule
from ..units import UnitSystem

_KEPT = 20  # snapshots; each is some megabytes


def _folder() -> Path:
    stated = os.environ.get("TIERWISE_CACHE_DIR")
    return Path(stated) if stated else user_cache_path("tierwise")


def read_snapshot(key: str) -> Knowledge | None:
    """Return the knowledge that was kept under a key, or None."""
    file = _folder() / f"{key}.json"
    try:
        with file.open("rb") as stream:
            data = stream.read()
        gc.disable()  # a hundred thousand small tuples make the collector walk them in vain
        return _knowledge(json.loads(data))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    finally:
        gc.enable()


def write_snapshot(key: str, knowledge: Knowledge) -> None:
    """Keep knowledge under a key; a folder that can't be written to is no error."""
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_plain(knowledge), separators=(",", ":"))
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(name, folder / f"{key}.json")
        kept = sorted(folder.glob("*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
        for each in kept[_KEPT:]:
            each.unlink(missing_ok=True)
    except OSError:
        return


def _plain(knowledge: Knowledge) -> dict[str, Any]:
    terms: dict[str, int] = {}
    files: dict[str, int] = {}

    def number(term: str) -> int:
        return terms.setdefault(term, len(terms))

    def place(found: Place | None) -> list[int | None]:
        if found is None:
            return [None, None]
        return [files.setdefault(found.file, len(files)), found.line]

    places = knowledge.asserted.places
    asserted = [
        [number(s), number(p), number(o), *place(places.get((s, p, o)))]
        for s, p, o in knowledge.asserted.triples
    ]
    rule_names = {each.name: i for i, each in enumerate(knowledge.rules)}
    inferred = [
        [number(s), number(p), number(o), rule_names[rule]]
        for (s, p, o), rule in knowledge.inferred.items()
    ]
    figures = [
        [*(getattr(f, name) for name in _FIGURE), list(f.conditions), *place(f.place)]
        for f in knowledge.figures.all
    ]
    definitions = knowledge.definitions
    return {
        "terms": list(terms), "asserted": asserted, "inferred": inferred, "figures": figures,
        "files": list(files), "rules": [dataclasses.asdict(each) for each in knowledge.rules],
        "quantities": [dataclasses.asdict(each) for each in definitions.quantities.values()],
        "sets": [dataclasses.asdict(each) for each in definitions.sets.values()],
        "constraints": [dataclasses.asdict(each) for each in definitions.constraints],
        "units": knowledge.units.rows(), "site": knowledge.site,
    }


_FIGURE = (
    "subject", "property", "value", "lower", "upper", "text", "unit", "standing", "source",
    "conversion",
)


def _knowledge(data: dict[str, Any]) -> Knowledge:
    terms, files = data["terms"], data["files"]
    places = {}
    triples = []
    for s, p, o, file, line in data["asserted"]:
        triple = (terms[s], terms[p], terms[o])
        triples.append(triple)
        if file is not None:
            places[triple] = Place(files[file], line)
    rules = tuple(Rule(**each) for each in data["rules"])
    inferred = {
        (terms[s], terms[p], terms[o]): rules[rule].name for s, p, o, rule in data["inferred"]
    }
    figures = tuple(_figure(row, files) for row in data["figures"])
    quantities = {each["name"]: _quantity(each) for each in data["quantities"]}
    sets = {each["name"]: SetProperty(**each) for each in data["sets"]}
    constraints = tuple(Constraint(**_tupled(each)) for each in data["constraints"])
    return Knowledge(
        Facts(tuple(triples), places), inferred, Figures(figures),
        Definitions(quantities, sets, constraints), rules, UnitSystem.from_rows(data["units"]),
        data["site"],
    )


def _figure(row: list[Any], files: list[str]) -> Figure:
    stated = dict(zip(_FIGURE, row, strict=False))
    conditions, file, line = row[len(_FIGURE) :]
    return Figure(conditions=tuple(conditions), place=Place(files[file], line), **stated)


def _quantity(row: dict[str, Any]) -> Quantity:
    keys = tuple(tuple(Key(**part) for part in each) for each in row.pop("keys"))
    return Quantity(keys=keys, **_tupled(row))


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _frozen(value) for key, value in row.items()}


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
