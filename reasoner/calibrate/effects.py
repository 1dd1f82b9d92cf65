"""Which cells the factors come in, from the coarsest to the finest, and how far they may differ.

A standard deviation is that of the logarithm of time: 0.7 is a factor of two. They were set before
the errors were reported, by what kind of thing each is, and are the same for every kind of unit; a
cell that few rows speak for stays with its parents (back-off).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from .run import Run

Key = tuple[str, ...]
REFERENCE_TYPE = "int8"


@dataclass(frozen=True, slots=True)
class Effect:
    """A way to group runs; runs of one group differ from their parents by a common factor.

    `overall` is the deviation of a factor on the whole time, `by_class` of one on each class of
    work, `outside` of one that no class shares, `on_macs` of one on classes of MACs alone; 0 leaves
    it out. `covariate` multiplies it.
    """

    name: str
    key: Callable[[Run], Key | None]
    overall: float = 0.0
    by_class: float = 0.0
    outside: float = 0.0
    on_macs: float = 0.0
    covariate: Callable[[Run], float] | None = None
    mean: float = 0.0
    always: bool = False  # for a cell of one row too: how far a new cell may lie off


def _major(version: str) -> str:
    return version.split(".")[0]


def _typed(run: Run, *key: str) -> Key | None:
    """Return a key for types other than the reference, which the cells above already describe."""
    return None if run.numeric_type == REFERENCE_TYPE else (*key, run.numeric_type)


def _system(run: Run) -> Key | None:
    """Return a key where cooling, memory modules and an operating system tell boards apart."""
    return (run.board,) if run.kind in ("processor", "accelerator") else None


def library_of(run: Run) -> Key | None:
    """Return a key where the version names the library of kernels that the runtime calls."""
    library, dash, _ = run.version.partition("-")
    return (run.runtime, library) if dash else None


def _driver(run: Run) -> Key | None:
    """Return a key where the driver of the board compiles the kernels: drivers differ much."""
    return (run.board,) if run.compiled_by_driver else None


def _built(run: Run) -> Key | None:
    """Return a key where whoever measures builds the runtime and picks its kernels."""
    library = library_of(run)
    return (run.board, *library) if library else None


def _cores(run: Run) -> float:
    return math.log(run.cores)


def _architecture(run: Run) -> Key | None:
    """Return a key of the instruction set; what a token waits for is the memory."""
    return (run.architecture,) if run.architecture and run.kind != "token" else None


def _kernels(run: Run) -> Key | None:
    """Return a key of the code that runs: runtimes have kernels by architecture and type."""
    architecture, library = _architecture(run), library_of(run) or (run.runtime, "")
    return (*architecture, *library, run.numeric_type) if architecture else None


EFFECTS = (
    Effect("architecture", _architecture, overall=0.4, by_class=0.2, always=True),
    Effect("kernels", _kernels, overall=0.3, by_class=0.15),
    Effect("family", lambda r: (r.family,), overall=0.7, by_class=0.3, always=True),
    Effect("runtime", lambda r: (r.runtime,), overall=0.5, by_class=0.3),
    Effect("library", library_of, overall=0.4, by_class=0.2),
    Effect("type", _typed, overall=0.4, by_class=0.2),
    Effect("generation", lambda r: (r.runtime, _major(r.version)), overall=0.2, by_class=0.15),
    Effect("version", lambda r: (r.runtime, r.version), overall=0.2, by_class=0.15),
    Effect("family-runtime", lambda r: (r.family, r.runtime), overall=0.15, by_class=0.15),
    Effect("family-type", lambda r: _typed(r, r.family), overall=0.2, by_class=0.1),
    Effect("runtime-type", lambda r: _typed(r, r.runtime), overall=0.2, by_class=0.1),
    Effect("family-runtime-type", lambda r: _typed(r, r.family, r.runtime), overall=0.15),
    Effect("board", lambda r: (r.board,), overall=0.15, always=True),
    Effect("board-system", _system, overall=0.25, always=True),
    Effect("board-driver", _driver, overall=0.4, by_class=0.2, always=True),
    Effect("board-library", _built, overall=0.4, always=True),
    Effect("board-runtime", lambda r: (r.board, r.runtime), overall=0.1),
    Effect("model", lambda r: (r.model,), outside=0.15),
    Effect("version-model", lambda r: (r.runtime, r.version, r.model), outside=0.25),
    Effect("family-model", lambda r: (r.family, r.model), outside=0.07),
    Effect(
        "width", lambda r: (r.kind,), on_macs=0.3, covariate=lambda r: -math.log(r.width), mean=1.0
    ),
    Effect("cores", lambda r: (r.kind,), outside=0.2, covariate=_cores, mean=0.25),
    Effect("board-cores", lambda r: (r.board,), outside=0.15, covariate=_cores),
    Effect(
        "bus", lambda r: (r.kind,), outside=0.3, covariate=lambda r: math.log(r.bus_ratio), mean=0.5
    ),
)

# Median and deviation of what one unit of each class costs, before anything is measured: in cycles
# on a processor, in MACs at the peak rate on an accelerator (an operator: in microseconds), in
# bytes for a token. All are wide: 1.5 is a factor of 4.5 either way.
PRIOR_COST = {
    "mcu": {"depthwise": 8.0, "standard": 3.0, "pointwise": 3.0, "dense": 4.0, "attention": 4.0,
            "elements": 4.0, "operators": 1e3, "external": 3.0},
    "processor": {"depthwise": 6.0, "standard": 1.5, "pointwise": 2.0, "dense": 4.0,
                  "attention": 3.0, "elements": 1.0, "operators": 5e3, "external": 1.0},
    "accelerator": {"depthwise": 20.0, "standard": 4.0, "pointwise": 5.0, "dense": 10.0,
                    "attention": 5.0, "elements": 10.0, "operators": 10.0, "external": 10.0},
    "token": {"weights": 1.6, "operators": 20.0},
}  # fmt: skip
PRIOR_DEVIATION = 1.5
