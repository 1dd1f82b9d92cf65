"""What the catalogue knows of units and runtimes, for factors to be written in its names."""

from __future__ import annotations

import csv
import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from ..knowledge import Knowledge
from ..namespaces import local_name, tw
from .run import Run

FITTED_PEAK = "int8"  # the rate of an accelerator is its peak in this type


@dataclass(frozen=True)
class Catalogued:
    """Names of the catalogue: families with the next broader one, runtimes, and which go together.

    `peaks` is the peak rate of a numeric type over that of int8, as units of a family state them.
    """

    families: frozenset[str]
    runtimes: frozenset[str]
    broader: Mapping[str, str]
    supports: frozenset[tuple[str, str]]
    peaks: Mapping[tuple[str, str], float]

    def members(self, family: str) -> set[str]:
        """Return the families that a family is broader than, near and far."""
        near = self.children(family)
        return near.union(*(self.members(each) for each in near))

    def children(self, family: str) -> set[str]:
        """Return the families that name a family as their broader one."""
        return {each for each, wider in self.broader.items() if wider == family}


def catalogued(knowledge: Knowledge) -> Catalogued:
    """Return what the facts state."""
    facts = knowledge.facts
    families = facts.instances(tw("UnitFamily"))
    wider = {each: facts.object(each, tw("broaderFamily")) for each in families}
    return Catalogued(
        families=frozenset(map(local_name, families)),
        runtimes=frozenset(map(local_name, facts.instances(tw("Runtime")))),
        broader={local_name(a): local_name(b) for a, b in wider.items() if b},
        supports=frozenset(
            (local_name(family), local_name(facts.object(support, tw("runtime")) or ""))
            for support in facts.instances(tw("RuntimeSupport"))
            for family in facts.objects(support, tw("onFamily"))
        ),
        peaks=_peaks(knowledge),
    )


def _peaks(knowledge: Knowledge) -> dict[tuple[str, str], float]:
    facts = knowledge.facts
    stated = knowledge.figures.by_property.get(tw("peakMacRate"), {})
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for unit, predicate, _ in facts.triples:
        if predicate != tw("family"):
            continue
        rates = {
            local_name(facts.object(each, tw("forNumericType")) or ""): stated[each].value
            for each in facts.objects(unit, tw("hasPeakRate")) if each in stated
        }
        for type_, rate in rates.items():
            if FITTED_PEAK in rates:
                family = local_name(facts.object(unit, tw("family")) or "")
                found[family, type_].append(rate / rates[FITTED_PEAK])
    return {key: statistics.median(each) for key, each in found.items()}


class Names:
    """How the catalogue calls what the measured tables name: `tables/names.csv`, else the same."""

    def __init__(self) -> None:
        text = (files(__package__) / "tables" / "names.csv").read_text(encoding="utf-8")
        self._rows = {
            (row["what"], row["fitted"], row["on"]): tuple(row["catalogue"].split())
            for row in csv.DictReader(text.splitlines())
        }

    def families(self, run: Run) -> tuple[str, ...]:
        """Return the families that a run speaks for."""
        return self.families_of(run.family)

    def families_of(self, family: str) -> tuple[str, ...]:
        """Return the families of the catalogue that a family of the tables stands for."""
        return self._rows.get(("family", family, ""), (family,))

    def runtime(self, run: Run) -> str | None:
        """Return the runtime of a run; None where its table names none."""
        found = self._rows.get(("runtime", run.runtime, run.family)) or self._rows.get(
            ("runtime", run.runtime, ""), (run.runtime,)
        )
        return found[0] if found else None

    def types(self, numeric_type: str) -> tuple[str, ...]:
        """Return the numeric types that a type of the tables stands for."""
        return self._rows.get(("type", numeric_type, ""), (numeric_type,))
