"""A network as its layers are added: MACs by class, parameters, operators, written elements."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

CLASSES = ("depthwise", "standard", "pointwise", "dense", "attention")
Work = dict[str, float]
Shape = tuple[int, int, int]  # height, width, channels


class Net:
    """Counts layer by layer; each method adds one and returns the network."""

    def __init__(self, height: int, width: int, channels: int) -> None:
        self.height, self.width, self.channels = height, width, channels
        self.macs: Work = dict.fromkeys(CLASSES, 0)
        self.params: float = 0
        self.operators: float = 0
        self.elements: float = height * width * channels

    @property
    def shape(self) -> Shape:
        """Height, width and channels of what the last layer wrote."""
        return self.height, self.width, self.channels

    @shape.setter
    def shape(self, shape: Shape) -> None:
        self.height, self.width, self.channels = shape

    def _after(self, kernel: int, stride: int, padding: int | None) -> tuple[int, int]:
        """Return height and width after a window slides; without a padding they are kept."""
        if padding is None:
            return math.ceil(self.height / stride), math.ceil(self.width / stride)
        return (
            (self.height + 2 * padding - kernel) // stride + 1,
            (self.width + 2 * padding - kernel) // stride + 1,
        )

    def conv(
        self, kernel: int, channels: int, stride: int = 1, groups: int = 1,
        padding: int | None = None, kernel_width: int | None = None,
    ) -> Net:  # fmt: skip
        """Add a convolution with bias."""
        window = kernel * (kernel_width or kernel)
        height, width = self._after(kernel, stride, padding)
        weights = channels * window * (self.channels // groups)
        if groups == self.channels and groups > 1:
            kind = "depthwise"
        else:
            kind = "pointwise" if window == 1 and groups == 1 else "standard"
        self.macs[kind] += height * width * weights
        self.params += weights + channels
        self.shape = height, width, channels
        return self._written()

    def depthwise(self, kernel: int, stride: int = 1) -> Net:
        """Add a convolution of each channel by itself."""
        return self.conv(kernel, self.channels, stride, self.channels)

    def pointwise(self, channels: int) -> Net:
        """Add a 1×1 convolution."""
        return self.conv(1, channels)

    def pool(self, kernel: int, stride: int, padding: int | None = None) -> Net:
        """Add a pooling."""
        self.height, self.width = self._after(kernel, stride, padding)
        return self._written()

    def average(self) -> Net:
        """Add a pooling over all positions."""
        self.height = self.width = 1
        self.operators += 1
        return self

    def dense(self, channels: int) -> Net:
        """Add a dense layer over all that was written last."""
        inputs = self.height * self.width * self.channels
        self.macs["dense"] += inputs * channels
        self.params += inputs * channels + channels
        self.shape = 1, 1, channels
        return self._written()

    def add(self) -> Net:
        """Add a sum with an earlier layer."""
        return self._written()

    def _written(self) -> Net:
        self.operators += 1
        self.elements += self.height * self.width * self.channels
        return self

    def branch(self, *branches: Callable[[Net], object]) -> Net:
        """Add branches from here whose channels are joined."""
        start, total = self.shape, 0
        for each in branches:
            self.shape = start
            each(self)
            total += self.channels
        self.channels = total
        return self._written()

    def aside(self, branch: Callable[[Net], object]) -> None:
        """Add a branch whose result is summed later."""
        start = self.shape
        branch(self)
        self.shape = start

    def work(self, total: float | None = None) -> Work:
        """Return the counts; MACs are scaled to a total where one is published."""
        counted = sum(self.macs.values())
        scaled = {
            each: macs * total / counted if total else macs for each, macs in self.macs.items()
        }
        return {**scaled, "elements": self.elements, "operators": self.operators,
                "params": self.params}  # fmt: skip


def shares(
    total: float, operators: float, elements: float, params: float, of: Mapping[str, float]
) -> Work:
    """Return the counts of a network of which only the total of MACs and their shares are known."""
    macs = {each: of.get(each, 0) * total for each in CLASSES}
    return {**macs, "elements": elements, "operators": operators, "params": params}


def rounded(channels: float) -> int:
    """Return a number of channels as MobileNets round it: to 8, and never below 90 %."""
    found = max(8, int(channels + 4) // 8 * 8)
    return found + 8 if found < 0.9 * channels else found
