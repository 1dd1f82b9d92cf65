"""Tables of three rows, the catalogue, and the layouts that come with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tierwise.reasoner.bundle import bundled_layouts, load
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.tables.importing import Imported, import_tables
from tierwise.reasoner.turtle import parse_turtle

COLUMNS = (
    "hardware_key,model,input_whc,precision,params,macs,hardware,compute_unit,runtime,threads,"
    "powersave,batch,latency_min_ms,latency_max_ms,latency_avg_ms,source"
)
ORIN = "NVIDIA Jetson Orin Nano"


def row(
    hardware: str = ORIN, model: str = "squeezenet", unit: str = "CPU", threads: str = "6",
    latency: str = "11.74", line: str = "102",
) -> str:
    """Return a row of a benchmark table."""
    return (
        f"{hardware},{model},227x227x3,float,1,1,{hardware},{unit},ncnn benchncnn,{threads},0,1,"
        f"{latency},{latency},{latency},Tencent/ncnn@a4d2ea1d4422:benchmark/README.md#L{line}"
    )


@pytest.fixture(scope="session")
def catalogue() -> Knowledge:
    return load()


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Return what writes rows below a header into a file."""

    def write(*rows: str, columns: str = COLUMNS, name: str = "runs.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def imported(catalogue: Knowledge) -> Callable[..., Imported]:
    """Return what imports tables with the bundled layouts."""

    def run(*tables: Path, kind: str = "measurements", **more: object) -> Imported:
        return import_tables(catalogue, tables, kind, bundled_layouts(), **more)  # type: ignore

    return run


def facts_of(found: Imported) -> Facts:
    """Return the facts of all modules that an import came to."""
    return Facts.of(
        fact for each in found.modules for fact in parse_turtle(each.text, each.name)
    )
