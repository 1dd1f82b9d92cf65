"""Read measured tables into runs; each row that is left out is counted by the rule that did it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, Place
from .known import Known, Row, Software, Unit, known_of, number
from .run import Run

INTERNAL_FLASH_BYTES = 2 * 2**20  # README of the tables: beyond it weights lie in external flash
BYTES_OF = {"fp32": 4.0, "fp16": 2.0, "int8": 1.0}


@dataclass(frozen=True, slots=True)
class Reading:
    """One row in the words that all tables share."""

    hardware: str
    unit: str
    software: str
    model: str
    resolution: str
    numeric_type: str
    seconds: float | None
    macs: float | None = None
    rate: float | None = None
    cores: float | None = None
    judged: bool = True
    left_out: str | None = None  # the rule that leaves the row out


@dataclass(frozen=True)
class Measured:
    """The runs of a folder, and how many rows each rule left out."""

    runs: tuple[Run, ...]
    left_out: Mapping[tuple[str, str], int]  # table and rule


def read_measured(folder: Path) -> Measured:
    """Return all runs of the measured tables in `folder`.

    Raises InputError if none of the tables is there.
    """
    runs: list[Run] = []
    left_out: Counter[tuple[str, str]] = Counter()
    found = False
    for name, table, reader in _READERS:
        path = folder / f"{name}.csv"
        if not path.is_file():
            continue
        found = True
        known = known_of(table)
        for line, row in _rows(path):
            reading = reader(row)
            if reading is None:
                continue
            run = _run(f"{name}:{line}", reading, known)
            if isinstance(run, Run):
                runs.append(run)
            else:
                left_out[table, run] += 1
    if not found:
        raise InputError(
            "no measured table in this folder",
            expected=" or ".join(sorted({f"{name}.csv" for name, *_ in _READERS})),
            found=str(folder), place=Place(str(folder)),
        )  # fmt: skip
    return Measured(tuple(runs), dict(left_out))


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file), start=2)


def _run(identity: str, reading: Reading, known: Known) -> Run | str:
    """Return the run of a reading, or the rule that leaves it out."""
    if reading.left_out:
        return reading.left_out
    if not reading.seconds:
        return "no latency or rate of one inference at a time"
    work = known.work_of(reading.model, reading.resolution)
    if work is None:
        return "work of the model by operator class not known"
    unit = known.unit_of(reading.hardware, reading.unit)
    software = known.runtime_of(reading.software)
    if unit is not None and unit.rule:
        return unit.rule
    rate = (reading.rate or unit.rate) if unit else None
    if unit is None or rate is None or software is None:
        return "unit without known clock, peak rate or bandwidth"
    counts = work.scaled(reading.macs)
    if unit.kind == "mcu" and unit.bus_ratio > 1:
        size = counts["params"] * BYTES_OF.get(reading.numeric_type, 1.0)
        counts["external"] = size if size > INTERNAL_FLASH_BYTES else 0.0
    return Run(
        identity=identity, kind=unit.kind, board=unit.board or reading.hardware,
        family=unit.family, runtime=software.runtime, version=software.version,
        numeric_type=reading.numeric_type, model=work.label, rate=rate,
        cores=_cores(reading, unit, software), bus_ratio=unit.bus_ratio, work=counts,
        seconds=reading.seconds, judged=reading.judged,
        compiled_by_driver=software.by_driver and unit.kind == "accelerator",
        architecture=known.architectures.get(unit.family, ""),
        width=known.widths.get((unit.family, reading.numeric_type), 1.0),
    )  # fmt: skip


def _cores(reading: Reading, unit: Unit, software: Software) -> float:
    """Return the cores at work: the row's threads or the runtime's, at most what the unit has."""
    stated = [each for each in (reading.cores, unit.cores, software.threads) if each]
    return min(stated) if stated else 1.0


def _milliseconds(text: str) -> float | None:
    value = number(text)
    return value * 1e-3 if value else None


def _tiny(row: Row) -> Reading:
    rule = None
    if row["division"] != "closed":
        rule = "open division: other models"
    elif row["repeat_of_round"]:
        rule = "repeat of an earlier round"
    elif row["accelerator"].startswith("XC") or row["accelerator_clock_mhz"] == "200.0":
        rule = "dataflow design for one model"
    clock = number(row["cpu_clock_mhz"])
    said = ("round", "submitter", "inference_framework", "ml_compiler", "software_libraries")
    return Reading(
        hardware=row["hardware_key"], unit=f"{row['core_family']} {row['accelerator']}",
        software=" ".join(row[each] for each in said), model=row["benchmark"], resolution="",
        numeric_type="fp32" if row["precision"] == "float32" else "int8",
        seconds=_milliseconds(row["latency_ms"]), rate=clock * 1e6 if clock else None,
        left_out=rule,
    )  # fmt: skip


def _zoo(row: Row) -> Reading:
    numeric_type = {"int8": "int8", "float": "fp32", "float32": "fp32"}.get(row["format"].lower())
    return Reading(
        hardware=row["board"], unit=row["engine"],
        software=f"{row['runtime_tool']} {row['tool_version']}", model=row["model"],
        resolution=row["resolution"], numeric_type=numeric_type or "",
        seconds=_milliseconds(row["latency_ms"]), cores=number(row["engine"]),
        left_out=None if numeric_type else "numeric types mixed",
    )  # fmt: skip


def _edge(row: Row) -> Reading:
    numeric_type = row["precision"].split(",")[0].replace("uint8", "int8")
    is_known = numeric_type in BYTES_OF
    return Reading(
        hardware=row["hardware_key"],
        unit=f"{row['backend']} {row['processor']} {row['system_id']}",
        software=f"{row['backend']} {row['framework']} {row['system_id']} {numeric_type}",
        model=row["model"], resolution="", numeric_type=numeric_type,
        seconds=_milliseconds(row["ss_latency_mean_ms"]), macs=number(row["model_macs"]),
        left_out=None if is_known else "numeric type not stated",
    )  # fmt: skip


def _ncnn(row: Row) -> Reading:
    bound = f"{row['threads']} threads, powersave {row['powersave']}"
    # ncnn computes floats in fp16 where the unit can: neither fp16 nor fp32
    kind = "int8" if row["precision"] == "int8" else "float"
    return Reading(
        hardware=row["hardware"], unit=f"{row['compute_unit']} {bound}, {kind}",
        software=row["runtime"], model=row["model"], resolution="", numeric_type=kind,
        seconds=_milliseconds(row["latency_avg_ms"]), macs=number(row["macs"]),
        cores=number(row["threads"]),
    )  # fmt: skip


def _misc(row: Row) -> Reading | None:
    if not row["latency_ms"] or row["throughput_unit"].startswith("tokens"):
        return None
    return Reading(
        hardware=row["hardware_key"], unit=f"{row['group']} {row['accelerator']}".strip()
        if row["accelerator"] else f"{row['group']} {row['runtime']}"
        if row["group"] == "ultralytics"
        else row["group"],
        software=row["runtime"], model=row["model"], resolution=row["resolution"],
        numeric_type=row["precision"] or "int8", seconds=_milliseconds(row["latency_ms"]),
        macs=number(row["macs"]), judged=row["group"] not in ("tinyengine", "esp-nn"),
    )  # fmt: skip


def _tokens(row: Row) -> Reading | None:
    if not row["throughput_unit"].startswith("tokens"):
        return None
    mode = "Super" if "Super" in row["hardware"] else ""
    rate = number(row["throughput"])
    is_split = "/" in row["accelerator"]
    return Reading(
        hardware=row["hardware_key"], unit=f"{row['accelerator']} {mode}".strip(),
        software=row["runtime"], model=row["model"], resolution="",
        numeric_type="int4" if row["precision"] == "int4" else "q4",
        seconds=1 / rate if rate else None,
        left_out="weights split over two memories" if is_split else None,
    )  # fmt: skip


_READERS: tuple[tuple[str, str, Callable[[Row], Reading | None]], ...] = (
    ("mlperf_tiny", "mlperf_tiny", _tiny),
    ("stm32_model_zoo", "stm32_model_zoo", _zoo),
    ("mlperf_inference_edge", "mlperf_inference_edge", _edge),
    ("ncnn_benchmark", "ncnn_benchmark", _ncnn),
    ("misc_measured", "misc_measured", _misc),
    ("misc_measured", "tokens", _tokens),
)
