"""Networks of standard convolutions: ResNet, SqueezeNet, VGG, GoogLeNet, AlexNet."""

from __future__ import annotations

from collections.abc import Sequence

from .net import Net

VGG_16 = (64, 64, 0, 128, 128, 0, *[256] * 3, 0, *[512] * 3, 0, *[512] * 3, 0)  # 0: a pooling
_INCEPTIONS = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    ((192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64),
     (112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128)),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)  # fmt: skip
# squeeze and expansion of fire modules, between poolings; 1.0 as in the STM32 model zoo
_FIRES = {
    "1.0": (((16, 64), (16, 64), (32, 128)), ((32, 128), (48, 192), (48, 192)), ((64, 256),)),
    "1.1": (((16, 64), (16, 64)), ((32, 128), (32, 128)),
            ((48, 192), (48, 192), (64, 256), (64, 256))),
}  # fmt: skip


def resnet(blocks: Sequence[int], has_bottlenecks: bool = True, is_v15: bool = True) -> Net:
    """Return a ResNet for 224 pixels; version 1.5 strides in the 3×3 convolution."""
    net = Net(224, 224, 3).conv(7, 64, 2).pool(3, 2)
    for stage, repeats in enumerate(blocks):
        inner = 64 * 2**stage
        channels = inner * 4 if has_bottlenecks else inner
        for place in range(repeats):
            stride = 2 if stage and place == 0 else 1
            if net.channels != channels or stride > 1:
                net.aside(lambda side, c=channels, s=stride: side.conv(1, c, s))
            if has_bottlenecks:
                net.conv(1, inner, 1 if is_v15 else stride)
                net.conv(3, inner, stride if is_v15 else 1).pointwise(channels)
            else:
                net.conv(3, inner, stride).conv(3, inner)
            net.add()
    return net.average().dense(1000)


def small_resnet(repeats: int) -> Net:
    """Return a ResNet for CIFAR-10."""
    net = Net(32, 32, 3).conv(3, 16)
    for stage, channels in enumerate((16, 32, 64)):
        for place in range(repeats):
            stride = 2 if stage and place == 0 else 1
            if stride > 1:
                net.aside(lambda side, c=channels: side.conv(1, c, 2))
            net.conv(3, channels, stride).conv(3, channels).add()
    return net.average().dense(10)


def squeezenet(
    version: str, size: int, classes: int = 1000, padding: int | None = None
) -> Net:
    """Return a SqueezeNet; `padding` is that of its poolings."""
    first = (7, 96) if version == "1.0" else (3, 64)
    net = Net(size, size, 3).conv(*first, 2, padding=0)
    for fires in _FIRES[version]:
        net.pool(3, 2, padding)
        for squeeze, expand in fires:
            net.pointwise(squeeze).branch(
                lambda side, c=expand: side.pointwise(c), lambda side, c=expand: side.conv(3, c)
            )
    return net.pointwise(classes).average()


def vgg(layers: Sequence[int]) -> Net:
    net = Net(224, 224, 3)
    for channels in layers:
        _ = net.conv(3, channels) if channels else net.pool(2, 2)
    return net.dense(4096).dense(4096).dense(1000)


def _inception(
    net: Net, one: int, before: int, three: int, into: int, five: int, last: int
) -> None:
    net.branch(
        lambda side: side.pointwise(one),
        lambda side: side.pointwise(before).conv(3, three),
        lambda side: side.pointwise(into).conv(5, five),
        lambda side: side.pool(3, 1).pointwise(last),
    )


def googlenet() -> Net:
    net = Net(224, 224, 3).conv(7, 64, 2).pool(3, 2).pointwise(64).conv(3, 192)
    for inceptions in _INCEPTIONS:
        net.pool(3, 2)
        for channels in inceptions:
            _inception(net, *channels)
    return net.average().dense(1000)


def alexnet() -> Net:
    net = Net(227, 227, 3).conv(11, 96, 4, padding=0).pool(3, 2, 0)
    net.conv(5, 256, 1, 2).pool(3, 2, 0).conv(3, 384).conv(3, 384, 1, 2).conv(3, 256, 1, 2)
    return net.pool(3, 2, 0).dense(4096).dense(4096).dense(1000)
