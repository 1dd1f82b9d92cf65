"""Networks that find objects: SSD, RetinaNet, YOLO."""

from __future__ import annotations

from collections.abc import Sequence

from .mobile import mobilenet_v1_layers
from .net import Net, Shape, Work, rounded

_EXTRAS = ((256, 512), (128, 256), (128, 256), (64, 128))
_ANCHORS = (3, 6, 6, 6, 6, 6)
# width, depth and most channels, by the last letter of a name
YOLO_SIZES = {
    "n": (0.25, 1 / 3, 1024), "s": (0.5, 1 / 3, 1024), "m": (0.75, 2 / 3, 768),
    "l": (1, 1, 512), "x": (1.25, 1, 512),
}  # fmt: skip


def ssd_mobilenet_v1(
    width: float, size: int, classes: int, kernel: int = 1,
    extras: Sequence[tuple[int, int]] = _EXTRAS,
) -> Net:  # fmt: skip
    net = Net(size, size, 3)
    shapes = mobilenet_v1_layers(net, width)
    outputs = [shapes[10], shapes[12]]
    for squeezed, channels in extras:
        net.pointwise(squeezed).conv(3, channels, 2)
        outputs.append(net.shape)
    for shape, anchors in zip(outputs, _ANCHORS, strict=True):
        for channels in (anchors * 4, anchors * classes):
            net.shape = shape
            net.conv(kernel, channels)
    return net


def ssd_resnet34() -> Work:
    """Return shares that are estimated of a total that is published (arXiv:1911.02549, table I)."""
    return {
        "depthwise": 0, "standard": 216.5e9 * 0.97, "pointwise": 216.5e9 * 0.03, "dense": 0,
        "attention": 0, "elements": 4e8, "operators": 60, "params": 2e7,
    }  # fmt: skip


def retinanet() -> Net:
    """Return RetinaNet with ResNeXt50 (32×4) and 264 classes, for 800 pixels."""
    net = Net(800, 800, 3).conv(7, 64, 2).pool(3, 2)
    features = [_resnext_stage(net, stage, repeats) for stage, repeats in enumerate((3, 4, 6, 3))]
    for feature in features[1:]:
        net.shape = feature
        net.pointwise(256).conv(3, 256)
    net.shape = features[3]
    sixth = net.conv(3, 256, 2).shape
    seventh = net.conv(3, 256, 2).shape
    for height, width, _ in (*features[1:], sixth, seventh):
        for channels in (9 * 264, 36):
            net.shape = height, width, 256
            for _ in range(4):
                net.conv(3, 256)
            net.conv(3, channels)
    return net


def _resnext_stage(net: Net, stage: int, repeats: int) -> Shape:
    inner, channels = 128 * 2**stage, 256 * 2**stage
    for place in range(repeats):
        stride = 2 if stage and place == 0 else 1
        if net.channels != channels:
            net.aside(lambda side, s=stride: side.conv(1, channels, s))
        net.pointwise(inner).conv(3, inner, stride, 32).pointwise(channels).add()
    return net.shape


def _stage(net: Net, channels: int, repeats: int, has_sums: bool) -> Shape:
    """Add a cross-stage partial block of two convolutions each."""
    inner = channels // 2
    height, width, _ = net.pointwise(channels).shape
    for _ in range(repeats):
        net.shape = height, width, inner
        net.conv(3, inner).conv(3, inner)
        if has_sums:
            net.add()
    net.channels = inner * (2 + repeats)
    net.operators += 1
    return net.pointwise(channels).shape


def yolo_v8(size: int, width: float, depth: float, most: int, classes: int = 80) -> Net:
    """Return YOLOv8: a backbone, a pyramid up and down, and three heads."""
    wide = [rounded(min(channels, most) * width) for channels in (64, 128, 256, 512, 1024)]
    few, many = (max(1, round(repeats * depth)) for repeats in (3, 6))
    net = Net(size, size, 3).conv(3, wide[0], 2).conv(3, wide[1], 2)
    _stage(net, wide[1], few, True)
    third = _stage(net.conv(3, wide[2], 2), wide[2], many, True)
    fourth = _stage(net.conv(3, wide[3], 2), wide[3], many, True)
    _stage(net.conv(3, wide[4], 2), wide[4], few, True)
    fifth = _pooled(net)
    net.shape = fourth[0], fourth[1], fourth[2] + fifth[2]
    up = _stage(net, wide[3], few, False)
    net.shape = third[0], third[1], third[2] + up[2]
    fine = _stage(net, wide[2], few, False)
    net.conv(3, wide[2], 2).channels += up[2]
    middle = _stage(net, wide[3], few, False)
    net.conv(3, wide[3], 2).channels += fifth[2]
    coarse = _stage(net, wide[4], few, False)
    boxes = max(16, fine[2] // 4, 64)
    names = max(fine[2], min(classes, 100))
    for shape in (fine, middle, coarse):
        for inner, last in ((boxes, 64), (names, classes)):
            net.shape = shape
            net.conv(3, inner).conv(3, inner).pointwise(last)
    return net


def _pooled(net: Net) -> Shape:
    """Add spatial pyramid pooling."""
    channels = net.channels
    net.pointwise(channels // 2).pool(5, 1).pool(5, 1).pool(5, 1).channels = channels * 2
    return net.pointwise(channels).shape
