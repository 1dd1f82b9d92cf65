"""Networks of the STM32 model zoo, and which of them a row of its table is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from .detectors import ssd_mobilenet_v1
from .mobile import EFFICIENT, FAST, bottleneck, fast_mobilenet, mobilenet_v1, mobilenet_v2
from .net import Net, Work, rounded
from .residual import small_resnet, squeezenet

_SIZES_AGREE = 0.15  # logarithm of parameters over the weights of a row
_WIDTHS = (0.5, 0.75, 0.625, 0.5, 0.375, *[0.25] * 7)  # of the fast MobileNet of ST
_SSD_EXTRAS = ((64, 128), (32, 64), (32, 64), (16, 32))


def _yolo_lc(size: int) -> Net:
    net = Net(size, size, 3)
    for channels in (16, 32, 64, 128):
        net.conv(3, channels, 2)
    net.depthwise(3).pointwise(256).depthwise(3).pointwise(256).pool(2, 1)
    return net.depthwise(3).pointwise(128).depthwise(3).pointwise(256).pointwise(5 * 6)


def _fast_mobilenet(size: int, classes: int, channels: int) -> Net:
    net = Net(size, size, channels).conv(3, int(32 * _WIDTHS[0]), 2)
    for (wanted, stride), width in zip(FAST, _WIDTHS[1:], strict=True):
        net.depthwise(3, stride).pointwise(int(wanted * width))
    return net.average().dense(classes)


def _efficientnet_lc(size: int, classes: int) -> Net:
    net = Net(size, size, 3).conv(3, rounded(32 * 0.45), 2)
    for block, (kernel, _, channels, repeats, stride) in enumerate(EFFICIENT):
        for place in range(repeats):
            bottleneck(
                net, kernel, net.channels * (3 if block else 1), rounded(channels * 0.45),
                1 if place else stride, max(1, int(net.channels * 0.25)),
            )  # fmt: skip
    return net.pointwise(rounded(1280 * 0.45)).average().dense(classes)


def _mnist() -> Net:
    net = Net(28, 28, 1).conv(3, 16, 2).depthwise(3).conv(3, 32).depthwise(3, 2).pointwise(64)
    return net.average().dense(36)


def _tiny_yolo(size: int) -> Net:
    net = Net(size, size, 3)
    for place, channels in enumerate((16, 32, 64, 128, 256, 512)):
        net.conv(3, channels).pool(2, 2 if place < 5 else 1)
    return net.conv(3, 1024).conv(3, 512).pointwise(30)


def zoo_label(row: Mapping[str, str]) -> str:
    """Return what models of rows are called: training from scratch or not is one model."""
    return re.sub(r" (fft|tfs)$", "", row["model"]).lower() + "-" + row["resolution"]


def zoo_work(row: Mapping[str, str]) -> Work | None:
    """Return the counts of a row's model; None where its parameters do not agree."""
    resolution = row["resolution"].replace(" ", "").split("x")
    if len(resolution) < 3:
        return None
    name = re.sub(r" (fft|tfs)$", "", row["model"]).lower()
    found = _candidates(name, int(resolution[0]), int(resolution[2]))
    stored = float(row["weights_flash"] or 0) * 1024  # bytes
    if not found or not stored:
        return found[0].work() if found else None
    weights = stored / 4 if "float" in row["format"].lower() else stored
    best = min(found, key=lambda net: abs(math.log(net.params / weights)))
    return best.work() if abs(math.log(best.params / weights)) <= _SIZES_AGREE else None


def _candidates(name: str, size: int, channels: int) -> list[Net]:
    """Return what a name can be: the table does not state the number of classes."""
    if found := re.match(r"mobilenet v1 ([\d.]+)$", name):
        return [mobilenet_v1(float(found[1]), size, channels, each) for each in (2, 5, 101, 1001)]
    if found := re.match(r"mobilenet v2 ([\d.]+)", name):
        return [mobilenet_v2(float(found[1]), size, each, channels) for each in (5, 101, 1001)]
    if "squeezenet v1.1" in name:
        return [squeezenet("1.1", size, each) for each in (5, 10, 101, 1000)]
    if "squeezenet v1.0" in name:
        return [squeezenet("1.0", size, each, padding=0) for each in (5, 10, 101)]
    if name.startswith("st mnist"):
        return [_mnist()]
    if "ssd mobilenet v1 0.25" in name:
        return [ssd_mobilenet_v1(0.25, size, 2, 3, _SSD_EXTRAS)]
    return {
        "resnet v1 8": lambda: [small_resnet(1)],
        "resnet v1 32": lambda: [small_resnet(5)],
        "fdmobilenet 0.25": lambda: [fast_mobilenet(0.25, size, 5, channels)],
        "tiny_yolo_v2": lambda: [_tiny_yolo(size)],
        "st_yolo_lc_v1": lambda: [_yolo_lc(size)],
        "st yolo lc v1": lambda: [_yolo_lc(size)],
        "st fdmobilenet v1": lambda: [_fast_mobilenet(size, each, channels) for each in (5, 101)],
        "st efficientnet lc v1": lambda: [_efficientnet_lc(size, each) for each in (5, 101)],
    }.get(name, list)()
