"""Which published network a name in a measured table is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .detectors import retinanet, ssd_mobilenet_v1, ssd_resnet34
from .mobile import (
    efficientnet,
    efficientnet_lite,
    mnasnet,
    mobilenet_v1,
    mobilenet_v2,
    mobilenet_v3,
)  # fmt: skip
from .net import Net, Work, shares
from .residual import VGG_16, alexnet, googlenet, resnet, small_resnet, squeezenet, vgg

_LAYERS: dict[str, Callable[[], Net]] = {
    "alexnet": alexnet, "googlenet": googlenet, "vgg16": lambda: vgg(VGG_16),
    "resnet18": lambda: resnet((2, 2, 2, 2), has_bottlenecks=False),
    "resnet50": lambda: resnet((3, 4, 6, 3), is_v15=False),
    "squeezenet": lambda: squeezenet("1.1", 227),
    "mobilenet": lambda: mobilenet_v1(1, 224, 3, 1000),
    "mobilenet_v2": lambda: mobilenet_v2(1, 224, 1000),
    "mobilenet_v3": lambda: mobilenet_v3("large"),
    "mnasnet": mnasnet, "proxylessnasnet": mnasnet,
    "efficientnet_b0": lambda: efficientnet(1, 1, 224, is_lite=False),
    "mobilenet_ssd": lambda: ssd_mobilenet_v1(1, 300, 21),
}  # fmt: skip
# operators, written elements and shares of the MACs, estimated from the architecture
_SHARES: dict[str, tuple[int, float, dict[str, float]]] = {
    "shufflenet": (
        110, 4e6, {"depthwise": 0.06, "standard": 0.6, "pointwise": 0.33, "dense": 0.01}),
    "shufflenet_v2": (
        100, 3.5e6, {"depthwise": 0.045, "standard": 0.056, "pointwise": 0.89, "dense": 0.007}),
    "efficientnetv2_b0": (150, 6e6, {"depthwise": 0.03, "standard": 0.5, "pointwise": 0.47}),
    "regnety_400m": (110, 5e6, {"standard": 0.2, "pointwise": 0.79, "dense": 0.01}),
    "blazeface": (50, 0.8e6, {"depthwise": 0.2, "standard": 0.15, "pointwise": 0.65}),
    "squeezenet_ssd": (60, 6e6, {"standard": 0.7, "pointwise": 0.3}),
    "nanodet_m": (130, 5e6, {"depthwise": 0.07, "standard": 0.04, "pointwise": 0.89}),
    "yolo-fastest-1.1": (110, 4e6, {"depthwise": 0.15, "standard": 0.03, "pointwise": 0.82}),
    "yolo-fastestv2": (90, 3.5e6, {"depthwise": 0.1, "standard": 0.1, "pointwise": 0.8}),
    "fastestdet": (80, 3.5e6, {"depthwise": 0.1, "standard": 0.1, "pointwise": 0.8}),
    "yolov4-tiny": (35, 9e6, {"standard": 0.95, "pointwise": 0.05}),
}  # fmt: skip
_OF_MLPERF: dict[str, Callable[[], Work]] = {
    "resnet50": lambda: resnet((3, 4, 6, 3)).work(),
    "resnet": lambda: resnet((3, 4, 6, 3)).work(),
    "ssd-mobilenet": lambda: ssd_mobilenet_v1(1, 300, 91).work(),
    "ssd-small": lambda: ssd_mobilenet_v1(1, 300, 91).work(),
    "ssd-resnet34": ssd_resnet34, "ssd-large": ssd_resnet34,
    "bert-99": lambda: bert().work(), "retinanet": lambda: retinanet().work(),
    "mobilenet": lambda: mobilenet_v1(1, 224).work(),
}  # fmt: skip


def ncnn_work(name: str, total: float, params: float) -> Work | None:
    """Return the counts of a network of the ncnn benchmark, with the MACs of its row."""
    name = name.replace("_int8", "")
    if name in _LAYERS:
        return _LAYERS[name]().work(total)
    if name.lower() not in _SHARES:
        return None
    operators, elements, of = _SHARES[name.lower()]
    return shares(total, operators, elements, params, of)


def has_estimated_shares(name: str) -> bool:
    """Say whether the layers of a network of the ncnn benchmark are not counted one by one."""
    name = name.replace("_int8", "")
    return name not in _LAYERS or name == "proxylessnasnet"


def mlperf_work(name: str, total: float | None = None) -> Work | None:
    """Return the counts of a network of MLPerf Inference or of the EfficientNet-Lite table."""
    name = name.lower()
    if found := re.match(r"mobilenet-v1-(?:precision_\w+-)?([\d.]+)-(\d+)", name):
        return mobilenet_v1(float(found[1]), int(found[2])).work(total)
    if found := re.match(r"mobilenet-v2-(?:precision_\w+-)?([\d.]+)-(\d+)", name):
        return mobilenet_v2(float(found[1]), int(found[2])).work(total)
    if found := re.search(
        r"mobilenet-v3-(?:precision_\w+-)?(large|small)(-minimalistic)?[_-]224(?:_([\d.]+))?", name
    ):
        return mobilenet_v3(found[1], float(found[3] or 1), bool(found[2])).work()
    if found := re.search(r"lite(\d)", name):
        return efficientnet_lite(int(found[1])).work(total)
    return _OF_MLPERF[name]() if name in _OF_MLPERF else None


def bert(layers: int = 24, hidden: int = 1024, tokens: int = 384) -> Net:
    net = Net(1, 1, 1)
    net.macs["dense"] = layers * 12 * hidden * hidden * tokens
    net.macs["attention"] = layers * 2 * tokens * tokens * hidden
    net.params = layers * 12 * hidden * hidden + 30522 * hidden
    net.operators = layers * 12
    net.elements = layers * tokens * hidden * 14
    return net


def _dense(sizes: Sequence[int]) -> Net:
    net = Net(1, 1, sizes[0])
    for size in sizes[1:]:
        net.dense(size)
    return net


def _keywords() -> Net:
    net = Net(49, 10, 1).conv(10, 64, 2, kernel_width=4)
    for _ in range(4):
        net.depthwise(3).pointwise(64)
    return net.average().dense(12)


def tiny_work() -> dict[str, Work]:
    """Return the counts of the benchmarks of MLPerf Tiny."""
    return {
        "kws": _keywords().work(),
        "vww": mobilenet_v1(0.25, 96, 3, 2).work(),
        "ic": small_resnet(1).work(),
        "ad": _dense((640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640)).work(),
        # read from str_ww_ref_model.tflite
        "sww": {"depthwise": 39840, "pointwise": 786432, "dense": 96, "elements": 14886,
                "operators": 11, "params": 46883},
    }  # fmt: skip
