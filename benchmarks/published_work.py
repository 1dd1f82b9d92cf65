"""Print reasoner/calibrate/tables/work.csv: work by operator class of published architectures.

    python benchmarks/published_work.py ../shared/data/measured > reasoner/calibrate/tables/work.csv

Layers are those of the papers and, for the STM32 model zoo, of the model definitions in
STMicroelectronics/stm32ai-modelzoo (image_classification/src/models and
object_detection/src/models). MobileNet, ResNet, VGG, GoogLeNet, AlexNet, MnasNet and
EfficientNet-B0 agree with the MACs of the tables or model files. A model of the zoo counts only if
its parameters agree with the weights of the row within 15 %. Where only the shares of the classes
are known, they are estimates, and the line says so.
"""

import csv
import math
import re
import sys
from pathlib import Path


class Net:
    def __init__(s, h, w, c):
        s.h, s.w, s.c = h, w, c
        s.m = dict(depthwise=0, standard=0, pointwise=0, dense=0, attention=0)
        s.params = 0
        s.ops = 0
        s.acts = h * w * c

    def out(s, k, st, pad):
        f = (
            (lambda n: math.ceil(n / st))
            if pad == "same"
            else (lambda n: (n + 2 * pad - k) // st + 1)
        )
        return f(s.h), f(s.w)

    def conv(s, k, co, st=1, g=1, pad="same", kw=None, bias=True):
        kw = kw or k
        ho, wo = s.out(k, st, pad)
        mac = ho * wo * co * k * kw * (s.c // g)
        cls = (
            "depthwise"
            if g == s.c and g > 1
            else "pointwise"
            if k == 1 and kw == 1 and g == 1
            else "standard"
        )
        s.m[cls] += mac
        s.params += co * k * kw * (s.c // g) + co * bias
        s.ops += 1
        s.h, s.w, s.c = ho, wo, co
        s.acts += ho * wo * co
        return s

    def dw(s, k, st=1, pad="same"):
        return s.conv(k, s.c, st, s.c, pad)

    def pw(s, co):
        return s.conv(1, co)

    def pool(s, k, st, pad="same"):
        s.h, s.w = s.out(k, st, pad)
        s.ops += 1
        s.acts += s.h * s.w * s.c
        return s

    def gap(s):
        s.h = s.w = 1
        s.ops += 1
        return s

    def fc(s, co):
        n = s.h * s.w * s.c
        s.m["dense"] += n * co
        s.params += n * co + co
        s.ops += 1
        s.h = s.w = 1
        s.c = co
        s.acts += co
        return s

    def add(s):
        s.ops += 1
        s.acts += s.h * s.w * s.c
        return s

    def branch(s, *fs):
        h, w, c = s.h, s.w, s.c
        tot = 0
        for f in fs:
            s.h, s.w, s.c = h, w, c
            f(s)
            tot += s.c
        s.c = tot
        s.ops += 1
        s.acts += s.h * s.w * tot
        return s

    def side(s, f):
        h, w, c = s.h, s.w, s.c
        f(s)
        r = (s.h, s.w, s.c)
        s.h, s.w, s.c = h, w, c
        return r


def div8(v, d=8, mn=None):
    n = max(mn or d, int(v + d / 2) // d * d)
    return n + d if n < 0.9 * v else n


def mbv1_body(n, a):
    n.conv(3, max(8, int(32 * a)), 2)
    for co, st in (
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
        + [(512, 1)] * 5
        + [(1024, 2), (1024, 1)]
    ):
        n.dw(3, st)
        n.pw(max(8, int(co * a)))
    return n


def mbv1(a, r, ci=3, cl=1001):
    n = mbv1_body(Net(r, r, ci), a)
    return n.gap().fc(cl)


def ir(n, k, e, co, st, se=0, exp=None):
    ci = n.c
    x = exp if exp is not None else ci * e
    if x != ci:
        n.pw(x)
    n.dw(k, st)
    if se:
        h, w, c = n.h, n.w, n.c
        n.gap()
        n.fc(se)
        n.fc(c)
        n.h, n.w, n.c = h, w, c
        n.ops += 1
    n.pw(co)
    if st == 1 and ci == co:
        n.add()
    return n


def mbv2(a, r, cl=1001, ci=3, top=True):
    n = Net(r, r, ci).conv(3, div8(32 * a), 2)
    for t, c, k, s in [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ]:
        for i in range(k):
            ir(n, 3, t, div8(c * a), s if i == 0 else 1)
    if top:
        n.pw(div8(1280 * a) if a > 1 else 1280).gap().fc(cl)
    return n


L3 = [
    (3, 16, 16, 0, 1),
    (3, 64, 24, 0, 2),
    (3, 72, 24, 0, 1),
    (5, 72, 40, 1, 2),
    (5, 120, 40, 1, 1),
    (5, 120, 40, 1, 1),
    (3, 240, 80, 0, 2),
    (3, 200, 80, 0, 1),
    (3, 184, 80, 0, 1),
    (3, 184, 80, 0, 1),
    (3, 480, 112, 1, 1),
    (3, 672, 112, 1, 1),
    (5, 672, 160, 1, 2),
    (5, 960, 160, 1, 1),
    (5, 960, 160, 1, 1),
]
S3 = [
    (3, 16, 16, 1, 2),
    (3, 72, 24, 0, 2),
    (3, 88, 24, 0, 1),
    (5, 96, 40, 1, 2),
    (5, 240, 40, 1, 1),
    (5, 240, 40, 1, 1),
    (5, 120, 48, 1, 1),
    (5, 144, 48, 1, 1),
    (5, 288, 96, 1, 2),
    (5, 576, 96, 1, 1),
    (5, 576, 96, 1, 1),
]


def mbv3(kind, r=224, a=1.0, mini=False, cl=1001):
    n = Net(r, r, 3).conv(3, 16, 2)
    for k, x, c, se, s in L3 if kind == "large" else S3:
        x = div8(x * a)
        c = div8(c * a)
        ir(n, 3 if mini else k, 0, c, s, 0 if mini or not se else div8(x / 4), exp=x)
    last = div8((960 if kind == "large" else 576) * a)
    n.pw(last)
    n.gap()
    n.fc(1280 if kind == "large" else 1024)
    return n.fc(cl)


EFF = [
    (3, 1, 16, 1, 1),
    (3, 6, 24, 2, 2),
    (5, 6, 40, 2, 2),
    (3, 6, 80, 3, 2),
    (5, 6, 112, 3, 1),
    (5, 6, 192, 4, 2),
    (3, 6, 320, 1, 1),
]


def effnet(wm, dm, r, lite=True, cl=1000):
    n = Net(r, r, 3).conv(3, 32 if lite else div8(32 * wm), 2)
    for bi, (k, e, c, rep, s) in enumerate(EFF):
        reps = rep if (lite and bi in (0, 6)) else math.ceil(rep * dm)
        for i in range(reps):
            ci = n.c
            ir(n, k, e, div8(c * wm), s if i == 0 else 1, 0 if lite else max(1, ci // 4))
    return n.pw(1280 if lite else div8(1280 * wm)).gap().fc(cl)


def resnet(blocks, r=224, bottle=True, v15=True, cl=1000):
    n = Net(r, r, 3).conv(7, 64, 2).pool(3, 2)
    for i, b in enumerate(blocks):
        c = 64 * 2**i
        for j in range(b):
            st = 2 if i and j == 0 else 1
            _h, _w, ci = n.h, n.w, n.c
            co = c * 4 if bottle else c
            if ci != co or st > 1:
                n.side(lambda s, co=co, st=st: s.conv(1, co, st))
            if bottle:
                n.conv(1, c, 1 if v15 else st).conv(3, c, st if v15 else 1).pw(co)
            else:
                n.conv(3, c, st).conv(3, c)
            n.add()
    return n.gap().fc(cl) if cl else n


def cifar_resnet(nb):
    n = Net(32, 32, 3).conv(3, 16)
    for i, c in enumerate((16, 32, 64)):
        for j in range(nb):
            st = 2 if i and j == 0 else 1
            if st > 1:
                n.side(lambda s, c=c: s.conv(1, c, 2))
            n.conv(3, c, st).conv(3, c).add()
    return n.gap().fc(10)


def fire(n, s, e):
    return n.pw(s).branch(lambda x: x.pw(e), lambda x: x.conv(3, e))


def squeeze(ver, r, cl=1000):
    n = Net(r, r, 3)
    if ver == "1.0":
        n.conv(7, 96, 2, pad=0).pool(3, 2)
        fire(n, 16, 64)
        fire(n, 16, 64)
        fire(n, 32, 128)
        n.pool(3, 2)
        fire(n, 32, 128)
        fire(n, 48, 192)
        fire(n, 48, 192)
        fire(n, 64, 256)
        n.pool(3, 2)
        fire(n, 64, 256)
    else:
        n.conv(3, 64, 2, pad=0).pool(3, 2)
        fire(n, 16, 64)
        fire(n, 16, 64)
        n.pool(3, 2)
        fire(n, 32, 128)
        fire(n, 32, 128)
        n.pool(3, 2)
        fire(n, 48, 192)
        fire(n, 48, 192)
        fire(n, 64, 256)
        fire(n, 64, 256)
    return n.pw(cl).gap()


def vgg(cfg, r=224):
    n = Net(r, r, 3)
    for c in cfg:
        n.pool(2, 2) if c == "M" else n.conv(3, c)
    return n.fc(4096).fc(4096).fc(1000)


V16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
V19 = [
    64,
    64,
    "M",
    128,
    128,
    "M",
    256,
    256,
    256,
    256,
    "M",
    512,
    512,
    512,
    512,
    "M",
    512,
    512,
    512,
    512,
    "M",
]


def incep(n, a, b3, b, c5, c, d):
    return n.branch(
        lambda s: s.pw(a),
        lambda s: s.pw(b3).conv(3, b),
        lambda s: s.pw(c5).conv(5, c),
        lambda s: s.pool(3, 1).pw(d),
    )


def googlenet(r=224):
    n = Net(r, r, 3).conv(7, 64, 2).pool(3, 2).pw(64).conv(3, 192).pool(3, 2)
    incep(n, 64, 96, 128, 16, 32, 32)
    incep(n, 128, 128, 192, 32, 96, 64)
    n.pool(3, 2)
    for t in [
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ]:
        incep(n, *t)
    n.pool(3, 2)
    incep(n, 256, 160, 320, 32, 128, 128)
    incep(n, 384, 192, 384, 48, 128, 128)
    return n.gap().fc(1000)


def alexnet(r=227):
    n = Net(r, r, 3).conv(11, 96, 4, pad=0).pool(3, 2, 0)
    n.conv(5, 256, 1, 2).pool(3, 2, 0).conv(3, 384).conv(3, 384, 1, 2).conv(3, 256, 1, 2).pool(
        3, 2, 0
    )
    return n.fc(4096).fc(4096).fc(1000)


def mnasnet(r=224, a=1.0):  # MnasNet-A1 without SE is torchvision's B1: k,t,c,n,s
    n = Net(r, r, 3).conv(3, 32, 2).dw(3).pw(16)
    for k, t, c, rep, s in [
        (3, 3, 24, 3, 2),
        (5, 3, 40, 3, 2),
        (5, 6, 80, 3, 2),
        (3, 6, 96, 2, 1),
        (5, 6, 192, 4, 2),
        (3, 6, 320, 1, 1),
    ]:
        for i in range(rep):
            ir(n, k, t, c, s if i == 0 else 1)
    return n.pw(1280).gap().fc(1000)


def fdmobilenet(a, r, cl, ci=3):  # Qin et al. 2018: fast downsampling
    n = Net(r, r, ci).conv(3, max(8, int(32 * a)), 2)
    for co, st in (
        [(64, 2), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 4 + [(1024, 1)]
    ):
        n.dw(3, st)
        n.pw(int(co * a))
    return n.gap().fc(cl)


def ssd_head(n, outs, cls, sep=False, k=3, anch=(3, 6, 6, 6, 6, 6)):
    for (h, w, c), a in zip(outs, anch, strict=False):
        for co in (a * 4, a * cls):
            n.h, n.w, n.c = h, w, c
            if sep:
                n.dw(3).pw(co)
            else:
                n.conv(k, co)


def ssd_mbv1(
    a,
    r,
    cls,
    k=1,
    extras=((256, 512), (128, 256), (128, 256), (64, 128)),
    anch=(3, 6, 6, 6, 6, 6),
    ci=3,
):
    n = Net(r, r, ci)
    n.conv(3, max(8, int(32 * a)), 2)
    outs = []
    blocks = (
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
        + [(512, 1)] * 5
        + [(1024, 2), (1024, 1)]
    )
    for i, (co, st) in enumerate(blocks):
        n.dw(3, st)
        n.pw(max(8, int(co * a)))
        if i in (10, 12):
            outs.append((n.h, n.w, n.c))
    for s, c in extras:
        n.pw(s).conv(3, c, 2)
        outs.append((n.h, n.w, n.c))
    ssd_head(n, outs, cls, k=k, anch=anch)
    return n


def ssd_r34():
    # The total is published (arXiv:1911.02549, table I); the shares are estimated.
    return dict(
        depthwise=0, standard=216.5e9 * 0.97, pointwise=216.5e9 * 0.03, dense=0, attention=0
    )


def bert(layers=24, h=1024, seq=384):
    n = Net(1, 1, 1)
    n.m["dense"] = layers * 12 * h * h * seq
    n.m["attention"] = layers * 2 * seq * seq * h
    n.params = layers * 12 * h * h + 30522 * h
    n.ops = layers * 12
    n.acts = layers * seq * h * 14
    return n


def vit():  # ViT-B/16 384
    seq = 577
    n = Net(384, 384, 3).conv(16, 768, 16)
    n.m["dense"] += 12 * 12 * 768 * 768 * seq
    n.m["attention"] += 12 * 2 * seq * seq * 768
    n.params += 12 * 12 * 768 * 768
    n.ops += 12 * 12
    n.acts += 12 * seq * 768 * 14
    return n


def retinanet():
    n = Net(800, 800, 3).conv(7, 64, 2).pool(3, 2)
    f = []
    for i, b in enumerate((3, 4, 6, 3)):
        c = 128 * 2**i
        for j in range(b):
            st = 2 if i and j == 0 else 1
            co = 256 * 2**i
            if n.c != co:
                n.side(lambda s, co=co, st=st: s.conv(1, co, st))
            n.pw(c).conv(3, c, st, 32).pw(co).add()
        f.append((n.h, n.w, n.c))
    for h, w, c in f[1:]:
        n.h, n.w, n.c = h, w, c
        n.pw(256).conv(3, 256)
    n.h, n.w, n.c = f[3]
    n.conv(3, 256, 2)
    p6 = (n.h, n.w, 256)
    n.conv(3, 256, 2)
    p7 = (n.h, n.w, 256)
    for h, w, _ in [*f[1:], p6, p7]:
        for co in (9 * 264, 36):
            n.h, n.w, n.c = h, w, 256
            for _ in range(4):
                n.conv(3, 256)
            n.conv(3, co)
    return n


def tiny_yolo_v2(r, cl=20, ci=3, na=5):
    n = Net(r, r, ci)
    for i, c in enumerate((16, 32, 64, 128, 256, 512)):
        n.conv(3, c).pool(2, 2 if i < 5 else 1)
    return n.conv(3, 1024).conv(3, 1024).pw(na * (5 + cl))


def c2f(n, co, rep, short):
    h = co // 2
    n.pw(co)
    hh, ww = n.h, n.w
    for _ in range(rep):
        n.h, n.w, n.c = hh, ww, h
        n.conv(3, h).conv(3, h)
        if short:
            n.add()
    n.c = h * (2 + rep)
    n.ops += 1
    return n.pw(co)


def yolov8(r, w, d, mx, nc=80):
    def ch(c):
        return div8(min(c, mx) * w)

    def rp(k):
        return max(1, round(k * d))

    n = Net(r, r, 3).conv(3, ch(64), 2).conv(3, ch(128), 2)
    c2f(n, ch(128), rp(3), 1)
    n.conv(3, ch(256), 2)
    c2f(n, ch(256), rp(6), 1)
    p3 = (n.h, n.w, n.c)
    n.conv(3, ch(512), 2)
    c2f(n, ch(512), rp(6), 1)
    p4 = (n.h, n.w, n.c)
    n.conv(3, ch(1024), 2)
    c2f(n, ch(1024), rp(3), 1)
    c = n.c
    n.pw(c // 2).pool(5, 1).pool(5, 1).pool(5, 1)
    n.c = c * 2
    n.pw(c)
    p5 = (n.h, n.w, n.c)
    n.h, n.w, n.c = p4[0], p4[1], p4[2] + p5[2]
    c2f(n, ch(512), rp(3), 0)
    q4 = (n.h, n.w, n.c)
    n.h, n.w, n.c = p3[0], p3[1], p3[2] + q4[2]
    c2f(n, ch(256), rp(3), 0)
    o3 = (n.h, n.w, n.c)
    n.conv(3, ch(256), 2)
    n.c += q4[2]
    c2f(n, ch(512), rp(3), 0)
    o4 = (n.h, n.w, n.c)
    n.conv(3, ch(512), 2)
    n.c += p5[2]
    c2f(n, ch(1024), rp(3), 0)
    o5 = (n.h, n.w, n.c)
    c2 = max(16, o3[2] // 4, 64)
    c3 = max(o3[2], min(nc, 100))
    for h, w_, c in (o3, o4, o5):
        n.h, n.w, n.c = h, w_, c
        n.conv(3, c2).conv(3, c2).pw(64)
        n.h, n.w, n.c = h, w_, c
        n.conv(3, c3).conv(3, c3).pw(nc)
    return n


def st_yolo_lc(r, cl=1, na=5):
    n = (
        Net(r, r, 3)
        .conv(3, 16, 2)
        .conv(3, 32, 2)
        .conv(3, 64, 2)
        .conv(3, 128, 2)
        .dw(3)
        .pw(256)
        .dw(3)
        .pw(256)
        .pool(2, 1)
        .dw(3)
        .pw(128)
        .dw(3)
        .pw(256)
    )
    return n.pw(na * (5 + cl))


def st_fdmobilenet(r, cl, ci=3):
    a = [0.5, 0.75, 0.625, 0.5, 0.375] + [0.25] * 7
    n = Net(r, r, ci).conv(3, int(32 * a[0]), 2)
    for (co, st), x in zip(
        [(64, 2), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 4 + [(1024, 1)],
        a[1:],
        strict=False,
    ):
        n.dw(3, st)
        n.pw(int(co * x))
    return n.gap().fc(cl)


def st_effnet_lc(r, cl=5):
    n = Net(r, r, 3).conv(3, div8(32 * 0.45), 2)
    for bi, (k, _e, c, rep, s) in enumerate(EFF):
        for i in range(rep):
            ci = n.c
            ir(
                n,
                k,
                1 if bi == 0 else 3,
                div8(c * 0.45),
                s if i == 0 else 1,
                max(1, int(ci * 0.25)),
            )
    return n.pw(div8(1280 * 0.45)).gap().fc(cl)


def stmnist():
    n = Net(28, 28, 1).conv(3, 16, 2).dw(3).conv(3, 32).dw(3, 2).pw(64)
    return n.gap().fc(36)


def st_squeeze10(r, cl):
    n = Net(r, r, 3).conv(7, 96, 2, pad=0).pool(3, 2, 0)
    fire(n, 16, 64)
    fire(n, 16, 64)
    fire(n, 32, 128)
    n.pool(3, 2, 0)
    fire(n, 32, 128)
    fire(n, 48, 192)
    fire(n, 48, 192)
    n.pool(3, 2, 0)
    fire(n, 64, 256)
    return n.pw(cl).gap()


def st_tiny_yolo(r):
    n = Net(r, r, 3)
    for i, k in enumerate((16, 32, 64, 128, 256, 512)):
        n.conv(3, k).pool(2, 2 if i < 5 else 1)
    return n.conv(3, 1024).conv(3, 512).pw(30)


def T(n):
    return sum(n.m.values())


def W(n, total=None):
    m = dict(n.m)
    if total:
        t = sum(m.values())
        m = {k: v * total / t for k, v in m.items()}
    m["elements"] = n.acts
    m["operators"] = n.ops
    m["params"] = n.params
    return m


def dense_net(*sizes):
    n = Net(1, 1, sizes[0])
    for s in sizes[1:]:
        n.fc(s)
    return n


def kws():
    n = Net(49, 10, 1).conv(10, 64, 2, kw=4)
    for _ in range(4):
        n.dw(3)
        n.pw(64)
    return n.gap().fc(12)


TINY = {
    "kws": W(kws()),
    "vww": W(mbv1(0.25, 96, 3, 2)),
    "ic": W(cifar_resnet(1)),
    "ad": W(dense_net(640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640)),
}
# the streaming model: read from str_ww_ref_model.tflite
TINY["sww"] = dict(
    depthwise=39840,
    standard=0,
    pointwise=786432,
    dense=96,
    attention=0,
    elements=14886,
    operators=11,
    params=46883,
)


def zoo_name(r):
    return re.sub(r" (fft|tfs)$", "", r["model"]).lower() + "-" + r["resolution"]


def zoo_work(r):
    n = re.sub(r" (fft|tfs)$", "", r["model"]).lower()
    res = r["resolution"].replace(" ", "").split("x")
    if len(res) < 3:
        return None
    s = int(res[0])
    ci = int(res[2])
    kb = float(r["weights_flash"] or 0)
    c = None
    if m := re.match(r"mobilenet v1 ([\d.]+)$", n):
        c = [mbv1(float(m[1]), s, ci, cl) for cl in (2, 5, 101, 1001)]
    elif m := re.match(r"mobilenet v2 ([\d.]+)", n):
        c = [mbv2(float(m[1]), s, cl, ci) for cl in (5, 101, 1001)]
    elif m := re.match(r"squeezenet v(1\.\d)", n):
        c = (
            [squeeze(m[1], s, cl) for cl in (5, 10, 101, 1000)]
            if m[1] == "1.1"
            else [st_squeeze10(s, cl) for cl in (5, 10, 101)]
        )
    elif n == "resnet v1 8":
        c = [cifar_resnet(1)]
    elif n == "resnet v1 32":
        c = [cifar_resnet(5)]
    elif n == "fdmobilenet 0.25":
        c = [fdmobilenet(0.25, s, 5, ci)]
    elif n == "tiny_yolo_v2":
        c = [st_tiny_yolo(s)]
    elif n in ("st_yolo_lc_v1", "st yolo lc v1"):
        c = [st_yolo_lc(s)]
    elif n == "st fdmobilenet v1":
        c = [st_fdmobilenet(s, cl, ci) for cl in (5, 101)]
    elif n == "st efficientnet lc v1":
        c = [st_effnet_lc(s, cl) for cl in (5, 101)]
    elif n.startswith("st mnist"):
        c = [stmnist()]
    elif "ssd mobilenet v1 0.25" in n:
        c = [ssd_mbv1(0.25, s, 2, k=3, extras=((64, 128), (32, 64), (32, 64), (16, 32)))]
    if not c:
        return None
    if kb and "float" in r["format"].lower():
        kb /= 4
    if kb:
        b = min(c, key=lambda a: abs(math.log(a.params / (kb * 1024))))
        e = b.params / (kb * 1024)
        if abs(math.log(e)) > 0.15:
            return None
        return W(b)
    return W(c[0])


def share(total, ops, acts, params, **kw):
    m = dict(depthwise=0, standard=0, pointwise=0, dense=0, attention=0)
    m.update({k: v * total for k, v in kw.items()})
    m.update(elements=acts, operators=ops, params=params)
    return m


def work_of(n, tot=None):
    n = n.lower()
    if m := re.match(r"mobilenet-v1-(?:precision_\w+-)?([\d.]+)-(\d+)", n):
        return W(mbv1(float(m[1]), int(m[2])), tot)
    if m := re.match(r"mobilenet-v2-(?:precision_\w+-)?([\d.]+)-(\d+)", n):
        return W(mbv2(float(m[1]), int(m[2])), tot)
    if m := re.search(
        r"mobilenet-v3-(?:precision_\w+-)?(large|small)(-minimalistic)?[_-]224(?:_([\d.]+))?", n
    ):
        return W(mbv3(m[1], 224, float(m[3] or 1), bool(m[2])))
    if m := re.search(r"lite(\d)", n):
        i = int(m[1])
        return W(
            effnet(
                *[(1, 1, 224), (1, 1.1, 240), (1.1, 1.2, 260), (1.2, 1.4, 280), (1.4, 1.8, 300)][i]
            ),
            tot,
        )
    if n in ("resnet50", "resnet"):
        return W(resnet((3, 4, 6, 3)))
    if n in ("ssd-mobilenet", "ssd-small"):
        return W(ssd_mbv1(1, 300, 91))
    if n in ("ssd-resnet34", "ssd-large"):
        return {**ssd_r34(), "elements": 4e8, "operators": 60, "params": 2e7}
    if n == "bert-99":
        return W(bert())
    if n == "retinanet":
        return W(retinanet())
    if n == "mobilenet":
        return W(mbv1(1, 224))
    return None


def ncnn_work(n, tot, params):
    n = n.replace("_int8", "")
    g = {
        "alexnet": alexnet,
        "googlenet": googlenet,
        "vgg16": lambda: vgg(V16),
        "resnet18": lambda: resnet((2, 2, 2, 2), bottle=False),
        "resnet50": lambda: resnet((3, 4, 6, 3), v15=False),
        "squeezenet": lambda: squeeze("1.1", 227),
        "mobilenet": lambda: mbv1(1, 224, 3, 1000),
        "mobilenet_v2": lambda: mbv2(1, 224, 1000),
        "mobilenet_v3": lambda: mbv3("large"),
        "mnasnet": mnasnet,
        "proxylessnasnet": mnasnet,
        "efficientnet_b0": lambda: effnet(1, 1, 224, False),
        "mobilenet_ssd": lambda: ssd_mbv1(1, 300, 21),
    }.get(n)
    if g:
        return W(g(), tot)

    def S(ops, acts, **k):
        return share(tot, ops, acts, params, **k)

    return {
        "shufflenet": lambda: S(110, 4e6, depthwise=0.06, standard=0.6, pointwise=0.33, dense=0.01),
        "shufflenet_v2": lambda: S(
            100, 3.5e6, depthwise=0.045, standard=0.056, pointwise=0.89, dense=0.007
        ),
        "efficientnetv2_b0": lambda: S(150, 6e6, depthwise=0.03, standard=0.5, pointwise=0.47),
        "regnety_400m": lambda: S(110, 5e6, standard=0.2, pointwise=0.79, dense=0.01),
        "blazeface": lambda: S(50, 0.8e6, depthwise=0.2, standard=0.15, pointwise=0.65),
        "squeezenet_ssd": lambda: S(60, 6e6, standard=0.7, pointwise=0.3),
        "nanodet_m": lambda: S(130, 5e6, depthwise=0.07, standard=0.04, pointwise=0.89),
        "yolo-fastest-1.1": lambda: S(110, 4e6, depthwise=0.15, standard=0.03, pointwise=0.82),
        "yolo-fastestv2": lambda: S(90, 3.5e6, depthwise=0.1, standard=0.1, pointwise=0.8),
        "fastestdet": lambda: S(80, 3.5e6, depthwise=0.1, standard=0.1, pointwise=0.8),
        "yolov4-tiny": lambda: S(35, 9e6, standard=0.95, pointwise=0.05),
    }.get(n.lower(), lambda: None)()


def main():
    folder = Path(sys.argv[1])

    def rd(name):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    # work
    rows = {}

    def put(table, model, res, label, w, src):
        rows[table, model, res] = (
            table,
            model,
            res,
            label,
            *[
                f"{w.get(c, 0):.6g}"
                for c in (
                    "depthwise",
                    "standard",
                    "pointwise",
                    "dense",
                    "attention",
                    "elements",
                    "operators",
                    "weights",
                    "params",
                )
            ],
            src,
        )

    LT = "layer table of the architecture"
    APP = "share of each class estimated from the architecture; total as in the table"
    for k, w in TINY.items():
        put("mlperf_tiny", k, "", k, w, "the reference model file")
    for r in rd("stm32_model_zoo.csv"):
        w = zoo_work(r)
        if w and r["latency_ms"] and ("stm32_model_zoo", r["model"], r["resolution"]) not in rows:
            put(
                "stm32_model_zoo",
                r["model"],
                r["resolution"],
                zoo_name(r),
                w,
                LT + ", parameters agree with the weights of the row" if r["weights_flash"] else LT,
            )
    for r in rd("mlperf_inference_edge.csv"):
        w = work_of(r["model"])
        if w:
            put(
                "mlperf_inference_edge",
                r["model"],
                "",
                re.sub(
                    r"(non-)?quantized-?|precision_\w+-|_(float|uint8)$|(fp32|int8)-",
                    "",
                    r["model"],
                ).strip("-"),
                w,
                APP if "resnet34" in r["model"] or "large" == r["model"][-5:] else LT,
            )
    for r in rd("ncnn_benchmark.csv"):
        if r["macs"]:
            w = ncnn_work(r["model"], float(r["macs"]), float(r["params"]))
            if w:
                put(
                    "ncnn_benchmark",
                    r["model"],
                    "",
                    r["model"].replace("_int8", "") + "-caffe",
                    w,
                    APP
                    if any(
                        x in r["model"].lower()
                        for x in (
                            "shuffle",
                            "v2_b0",
                            "regnet",
                            "blaze",
                            "squeezenet_ssd",
                            "nanodet",
                            "yolo",
                            "fastest",
                            "proxyless",
                        )
                    )
                    else LT,
                )
    for r in rd("misc_measured.csv"):
        if r["group"] == "tinyengine" and r["macs"]:
            put(
                "misc_measured",
                r["model"],
                r["resolution"],
                r["model"],
                W(mbv2(0.35, int(r["resolution"].split("x")[0])), float(r["macs"])),
                "share of each class of an inverted-bottleneck network; total as in the table",
            )
        if r["group"] == "ultralytics":
            k = r["model"][-1]
            wd = {
                "n": (0.25, 1 / 3, 1024),
                "s": (0.5, 1 / 3, 1024),
                "m": (0.75, 2 / 3, 768),
                "l": (1, 1, 512),
                "x": (1.25, 1, 512),
            }[k]
            put(
                "misc_measured",
                r["model"],
                r["resolution"],
                r["model"],
                W(yolov8(640, *wd), float(r["macs"])),
                LT if "v8" in r["model"] else APP,
            )
        if r["group"] == "efficientnet-lite":
            put(
                "misc_measured",
                r["model"],
                r["resolution"],
                r["model"],
                work_of(r["model"], float(r["macs"])),
                LT,
            )
        if r["group"] == "esp-nn":
            w = W(mbv1(0.25, 96, 1, 2)) if "person" in r["model"] else W(mbv3("small"))
            put("misc_measured", r["model"], r["resolution"], r["model"], w, LT)
    TOK = {
        "LLM Llama 3.2:3b": (2.0e9, 28),
        "LLM DeepSeek R1 14b": (9.0e9, 48),
        "LLM Llama 3.1:70b": (43e9, 80),
        "LLM Llama 3.1:405b": (243e9, 126),
        "LLM gpt-oss 20b": (14e9 * 3.6 / 20.9, 24),
        "LLM DeepSeek R1 671b": (404e9 * 37 / 671, 61),
    }
    for m, (b, layers) in TOK.items():
        put(
            "tokens",
            m,
            "",
            m,
            {"weights": b, "operators": layers},
            "bytes of the file that the runtime pulls by default, for mixtures times active over "
            "all parameters: library pages, not re-read here",
        )
    for m, p, layers in [
        ("LLM Llama 3.1 8B", 8.03e9, 32),
        ("LLM Llama 3.2 3B", 3.21e9, 28),
        ("LLM Qwen2.5 7B", 7.62e9, 28),
        ("LLM Gemma 2 2B", 2.61e9, 26),
        ("LLM Gemma 2 9B", 9.24e9, 42),
        ("LLM Phi 3.5 3B", 3.82e9, 32),
    ]:
        put(
            "tokens",
            m,
            "",
            m,
            {"weights": p * 4.5 / 8, "operators": layers},
            "parameters of the model card x 4.5 bit (q4f16_1)",
        )
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(
        "table model resolution label depthwise standard pointwise dense attention elements "
        "operators weights params source".split()
    )
    writer.writerows(rows.values())


if __name__ == "__main__":
    main()
