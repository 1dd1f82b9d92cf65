"""Networks of depthwise convolutions: MobileNets, MnasNet, EfficientNets."""

from __future__ import annotations

import math

from .net import Net, Shape, rounded

_V1 = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)
)  # fmt: skip
# Qin et al. 2018: fast downsampling
FAST = ((64, 2), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 4, (1024, 1))
_V2 = (
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
)  # fmt: skip
# kernel, inner channels, channels, squeeze and excitation, stride
_V3 = {
    "large": (
        (3, 16, 16, 0, 1), (3, 64, 24, 0, 2), (3, 72, 24, 0, 1), (5, 72, 40, 1, 2),
        (5, 120, 40, 1, 1), (5, 120, 40, 1, 1), (3, 240, 80, 0, 2), (3, 200, 80, 0, 1),
        (3, 184, 80, 0, 1), (3, 184, 80, 0, 1), (3, 480, 112, 1, 1), (3, 672, 112, 1, 1),
        (5, 672, 160, 1, 2), (5, 960, 160, 1, 1), (5, 960, 160, 1, 1),
    ),
    "small": (
        (3, 16, 16, 1, 2), (3, 72, 24, 0, 2), (3, 88, 24, 0, 1), (5, 96, 40, 1, 2),
        (5, 240, 40, 1, 1), (5, 240, 40, 1, 1), (5, 120, 48, 1, 1), (5, 144, 48, 1, 1),
        (5, 288, 96, 1, 2), (5, 576, 96, 1, 1), (5, 576, 96, 1, 1),
    ),
}  # fmt: skip
_V3_LAST = {"large": (960, 1280), "small": (576, 1024)}
# kernel, expansion, channels, repeats, stride
EFFICIENT = (
    (3, 1, 16, 1, 1), (3, 6, 24, 2, 2), (5, 6, 40, 2, 2), (3, 6, 80, 3, 2), (5, 6, 112, 3, 1),
    (5, 6, 192, 4, 2), (3, 6, 320, 1, 1),
)  # fmt: skip
# MnasNet-A1 without squeeze and excitation is B1
_MNAS = (
    (3, 3, 24, 3, 2), (5, 3, 40, 3, 2), (5, 6, 80, 3, 2), (3, 6, 96, 2, 1), (5, 6, 192, 4, 2),
    (3, 6, 320, 1, 1),
)  # fmt: skip
_LITE = ((1, 1, 224), (1, 1.1, 240), (1.1, 1.2, 260), (1.2, 1.4, 280), (1.4, 1.8, 300))


def mobilenet_v1_layers(net: Net, width: float) -> list[Shape]:
    """Add the layers of MobileNet v1, and return the shape after each block."""
    net.conv(3, max(8, int(32 * width)), 2)
    shapes = []
    for channels, stride in _V1:
        net.depthwise(3, stride).pointwise(max(8, int(channels * width)))
        shapes.append(net.shape)
    return shapes


def mobilenet_v1(width: float, size: int, channels: int = 3, classes: int = 1001) -> Net:
    net = Net(size, size, channels)
    mobilenet_v1_layers(net, width)
    return net.average().dense(classes)


def bottleneck(
    net: Net, kernel: int, inner: int, channels: int, stride: int, squeezed: int = 0
) -> None:
    """Add an inverted bottleneck, with squeeze and excitation where it has channels."""
    before = net.channels
    if inner != before:
        net.pointwise(inner)
    net.depthwise(kernel, stride)
    if squeezed:
        shape = net.shape
        net.average().dense(squeezed).dense(shape[2])
        net.shape = shape
        net.operators += 1
    net.pointwise(channels)
    if stride == 1 and before == channels:
        net.add()


def mobilenet_v2(width: float, size: int, classes: int = 1001, channels: int = 3) -> Net:
    net = Net(size, size, channels).conv(3, rounded(32 * width), 2)
    for expansion, wanted, repeats, stride in _V2:
        for place in range(repeats):
            bottleneck(net, 3, net.channels * expansion, rounded(wanted * width),
                       1 if place else stride)  # fmt: skip
    net.pointwise(rounded(1280 * width) if width > 1 else 1280)
    return net.average().dense(classes)


def mobilenet_v3(kind: str, width: float = 1.0, is_minimal: bool = False) -> Net:
    """Return the large or small one; minimal: 3×3 kernels, and no squeeze and excitation."""
    net = Net(224, 224, 3).conv(3, 16, 2)
    for kernel, inner, channels, squeezes, stride in _V3[kind]:
        squeezed = rounded(rounded(inner * width) / 4) if squeezes and not is_minimal else 0
        bottleneck(net, 3 if is_minimal else kernel, rounded(inner * width),
                   rounded(channels * width), stride, squeezed)  # fmt: skip
    last, dense = _V3_LAST[kind]
    return net.pointwise(rounded(last * width)).average().dense(dense).dense(1001)


def efficientnet(width: float, depth: float, size: int, is_lite: bool = True) -> Net:
    net = Net(size, size, 3).conv(3, 32 if is_lite else rounded(32 * width), 2)
    for block, (kernel, expansion, channels, repeats, stride) in enumerate(EFFICIENT):
        is_kept = is_lite and block in (0, 6)
        for place in range(repeats if is_kept else math.ceil(repeats * depth)):
            squeezed = 0 if is_lite else max(1, net.channels // 4)
            bottleneck(net, kernel, net.channels * expansion, rounded(channels * width),
                       1 if place else stride, squeezed)  # fmt: skip
    return net.pointwise(1280 if is_lite else rounded(1280 * width)).average().dense(1000)


def efficientnet_lite(number: int) -> Net:
    return efficientnet(*_LITE[number])


def mnasnet() -> Net:
    net = Net(224, 224, 3).conv(3, 32, 2).depthwise(3).pointwise(16)
    for kernel, expansion, channels, repeats, stride in _MNAS:
        for place in range(repeats):
            bottleneck(
                net, kernel, net.channels * expansion, channels, 1 if place else stride
            )
    return net.pointwise(1280).average().dense(1000)


def fast_mobilenet(width: float, size: int, classes: int, channels: int = 3) -> Net:
    net = Net(size, size, channels).conv(3, max(8, int(32 * width)), 2)
    for wanted, stride in FAST:
        net.depthwise(3, stride).pointwise(int(wanted * width))
    return net.average().dense(classes)
