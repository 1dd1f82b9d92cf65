"""One measured run with all that is known of it before it is measured, and the classes of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAC_CLASSES = ("depthwise", "standard", "pointwise", "dense", "attention")
COMPONENTS = (*MAC_CLASSES, "elements", "operators", "external", "weights")


@dataclass(frozen=True, slots=True)
class Run:
    """A measured time and its conditions.

    `work` counts MACs by operator class, output elements, operators, bytes of weights that lie in
    external memory, and for a token the bytes of weights that it reads. `rate` is what one core
    can do in a second: cycles, peak MACs of an accelerator, or bytes for a token.
    """

    identity: str  # table and line
    kind: str  # mcu, processor, accelerator or token
    board: str
    family: str
    runtime: str
    version: str
    numeric_type: str
    model: str
    rate: float
    cores: float
    bus_ratio: float  # clock of the core over that of the memory bus
    work: Mapping[str, float]
    seconds: float
    width: float = 1.0  # MACs that a core of a processor can do in a cycle, by numeric type
    architecture: str = ""  # instruction set of a processor
    compiled_by_driver: bool = False  # shaders: the board's driver makes the kernels
    judged: bool = True  # False: helps to fit, and is of a source that the goal doesn't name

    @property
    def macs(self) -> float:
        """Multiply-accumulates; for a token the bytes that it reads."""
        return sum(self.work.get(each, 0.0) for each in (*MAC_CLASSES, "weights"))

    @property
    def table(self) -> str:
        """The measured table that the run stands in."""
        return self.identity.split(":")[0]
