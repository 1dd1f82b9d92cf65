"""What is known before a run is measured: the work of models, units with their rates, software.

The tables beside this module are data: a product or a model that is added is a line there. The
first line that matches holds.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

Row = Mapping[str, str]

_COUNTS = (
    "depthwise", "standard", "pointwise", "dense", "attention", "elements", "operators", "weights",
    "params",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelWork:
    """A model by its architecture: MACs by operator class, elements, operators, parameters."""

    label: str
    counts: Mapping[str, float]

    def scaled(self, macs: float | None) -> dict[str, float]:
        """Return the counts, MACs scaled to the total that the measured table states, if any."""
        classes = _COUNTS[:5]
        own = sum(self.counts[each] for each in classes)
        factor = macs / own if macs and own else 1.0
        return {
            each: count * factor if each in classes else count
            for each, count in self.counts.items()
        }


@dataclass(frozen=True, slots=True)
class Unit:
    """A processing unit: its family, and the rate and cores unless the measured row states them."""

    hardware: str  # beginning of the name in the table
    unit: re.Pattern[str]
    kind: str
    board: str  # the same on all tables; empty: as the table names the hardware
    family: str
    rate: float | None
    cores: float | None
    bus_ratio: float
    rule: str  # that leaves the row out, if any


@dataclass(frozen=True, slots=True)
class Software:
    """A runtime and its version, and how many threads it takes unless it is asked for more."""

    pattern: re.Pattern[str]
    runtime: str
    version: str
    threads: float | None
    by_driver: bool


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of the rows of one measured table."""

    work: Mapping[tuple[str, str], ModelWork]
    units: tuple[Unit, ...]
    software: tuple[Software, ...]
    widths: Mapping[tuple[str, str], float]  # family and type: MACs of a core in a cycle
    architectures: Mapping[str, str]  # of families

    def work_of(self, model: str, resolution: str = "") -> ModelWork | None:
        """Return the work of a model at a resolution, or None."""
        return self.work.get((model, resolution))

    def unit_of(self, hardware: str, unit: str) -> Unit | None:
        """Return the unit that a row ran on, or None."""
        for each in self.units:
            if hardware.startswith(each.hardware) and each.unit.search(unit):
                return each
        return None

    def runtime_of(self, text: str) -> Software | None:
        """Return runtime and version by what a row says of its software, or None."""
        for each in self.software:
            if found := each.pattern.search(text):
                return replace(each, version=found.expand(each.version))
        return None


def known_of(table: str) -> Known:
    """Return what is known of the rows of a table."""
    work = {
        (row["model"], row["resolution"]): ModelWork(
            row["label"], {each: float(row[each]) for each in _COUNTS}
        )
        for row in _lines("work.csv", table)
    }
    software = tuple(
        Software(
            re.compile(row["pattern"]), row["runtime"], row["version"], number(row["threads"]),
            bool(row["driver"]),
        )
        for row in _lines("software.csv", table)
    )
    units = tuple(_unit(row) for row in _lines("units.csv", table))
    return Known(
        work, units, software, _widths(),
        {row["family"]: row["architecture"] for row in _rows("families.csv")},
    )  # fmt: skip


def _widths() -> dict[tuple[str, str], float]:
    return {
        (row["family"], kind): float(row[kind])
        for row in _rows("families.csv")
        for kind in ("fp32", "float", "fp16", "int8")
    }


def _unit(row: Row) -> Unit:
    return Unit(
        hardware=row["hardware"], unit=re.compile(row["unit"]), kind=row["kind"],
        board=row["board"], family=row["family"], rate=number(row["rate"]),
        cores=number(row["cores"]), bus_ratio=float(row["bus_ratio"]),
        rule=row["rule"],
    )  # fmt: skip


def _lines(name: str, table: str) -> Iterator[dict[str, str]]:
    return (row for row in _rows(name) if row["table"] == table)


def _rows(name: str) -> csv.DictReader[str]:
    text = (files(__package__) / "tables" / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def number(text: str) -> float | None:
    """Return the number at the beginning of a cell, or None.

    >>> number("400 MHz"), number("")
    (400.0, None)
    """
    found = re.match(r"[-+.\deE]+", text)
    return float(found.group()) if found else None
