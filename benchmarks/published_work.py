"""Print reasoner/calibrate/tables/work.csv: work by operator class of published architectures.

    python benchmarks/published_work.py ../shared/data/measured > reasoner/calibrate/tables/work.csv

Layers are those of the papers and, for the STM32 model zoo, of the model definitions in
STMicroelectronics/stm32ai-modelzoo (image_classification/src/models and
object_detection/src/models). MobileNet, ResNet, VGG, GoogLeNet, AlexNet, MnasNet and
EfficientNet-B0 agree with the MACs of the tables or model files. A model of the zoo counts only if
its parameters agree with the weights of the row within 15 %. Where only the shares of the classes
are known, they are estimates, and the line says so.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from published.detectors import YOLO_SIZES, yolo_v8
from published.mobile import mobilenet_v1, mobilenet_v2, mobilenet_v3
from published.named import has_estimated_shares, mlperf_work, ncnn_work, tiny_work
from published.net import CLASSES, Work
from published.zoo import zoo_label, zoo_work

COUNTS = (*CLASSES, "elements", "operators", "weights", "params")
COUNTED = "layer table of the architecture"
SHARED = "share of each class estimated from the architecture; total as in the table"
PULLED = (
    "bytes of the file that the runtime pulls by default, for mixtures times active over all "
    "parameters: library pages, not re-read here"
)
# bytes that a token reads, layers
PULLED_BYTES = {
    "LLM Llama 3.2:3b": (2.0e9, 28), "LLM DeepSeek R1 14b": (9.0e9, 48),
    "LLM Llama 3.1:70b": (43e9, 80), "LLM Llama 3.1:405b": (243e9, 126),
    "LLM gpt-oss 20b": (14e9 * 3.6 / 20.9, 24), "LLM DeepSeek R1 671b": (404e9 * 37 / 671, 61),
}  # fmt: skip
# parameters of the model card, layers
CARDS = {
    "LLM Llama 3.1 8B": (8.03e9, 32), "LLM Llama 3.2 3B": (3.21e9, 28),
    "LLM Qwen2.5 7B": (7.62e9, 28), "LLM Gemma 2 2B": (2.61e9, 26),
    "LLM Gemma 2 9B": (9.24e9, 42), "LLM Phi 3.5 3B": (3.82e9, 32),
}  # fmt: skip

Line = tuple[str, str, str, str, Work, str]  # table, model, resolution, label, counts, source


def tiny() -> Iterator[Line]:
    for name, work in tiny_work().items():
        yield "mlperf_tiny", name, "", name, work, "the reference model file"


def zoo(rows: list[dict[str, str]]) -> Iterator[Line]:
    for row in rows:
        work = zoo_work(row) if row["latency_ms"] else None
        if work:
            agrees = ", parameters agree with the weights of the row"
            source = COUNTED + (agrees if row["weights_flash"] else "")
            yield ("stm32_model_zoo", row["model"], row["resolution"], zoo_label(row), work, source)


def edge(rows: list[dict[str, str]]) -> Iterator[Line]:
    prefixes = r"(non-)?quantized-?|precision_\w+-|_(float|uint8)$|(fp32|int8)-"
    for row in rows:
        name = row["model"]
        if work := mlperf_work(name):
            is_shared = "resnet34" in name or name.endswith("large")
            label = re.sub(prefixes, "", name).strip("-")
            yield "mlperf_inference_edge", name, "", label, work, SHARED if is_shared else COUNTED


def ncnn(rows: list[dict[str, str]]) -> Iterator[Line]:
    for row in rows:
        name = row["model"]
        work = ncnn_work(name, float(row["macs"]), float(row["params"])) if row["macs"] else None
        if work:
            source = SHARED if has_estimated_shares(name) else COUNTED
            yield "ncnn_benchmark", name, "", name.replace("_int8", "") + "-caffe", work, source


def misc(rows: list[dict[str, str]]) -> Iterator[Line]:
    for row in rows:
        name = row["model"]
        found: tuple[Work | None, str] | None = None
        if row["group"] == "tinyengine" and row["macs"]:
            net = mobilenet_v2(0.35, int(row["resolution"].split("x")[0]))
            found = net.work(float(row["macs"])), (
                "share of each class of an inverted-bottleneck network; total as in the table"
            )
        elif row["group"] == "ultralytics":
            net = yolo_v8(640, *YOLO_SIZES[name[-1]])
            found = net.work(float(row["macs"])), COUNTED if "v8" in name else SHARED
        elif row["group"] == "efficientnet-lite":
            found = mlperf_work(name, float(row["macs"])), COUNTED
        elif row["group"] == "esp-nn":
            is_person = "person" in name
            net = mobilenet_v1(0.25, 96, 1, 2) if is_person else mobilenet_v3("small")
            found = net.work(), COUNTED
        if found and found[0]:
            yield "misc_measured", name, row["resolution"], name, found[0], found[1]


def tokens() -> Iterator[Line]:
    for name, (weights, layers) in PULLED_BYTES.items():
        yield "tokens", name, "", name, {"weights": weights, "operators": layers}, PULLED
    for name, (params, layers) in CARDS.items():
        work: Work = {"weights": params * 4.5 / 8, "operators": layers}
        yield "tokens", name, "", name, work, "parameters of the model card x 4.5 bit (q4f16_1)"


def lines(folder: Path) -> Iterator[Line]:
    """Yield the lines of all tables, in the order in which models come up."""

    def rows(table: str) -> list[dict[str, str]]:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    yield from tiny()
    yield from zoo(rows("stm32_model_zoo"))
    yield from edge(rows("mlperf_inference_edge"))
    yield from ncnn(rows("ncnn_benchmark"))
    yield from misc(rows("misc_measured"))
    yield from tokens()


def main() -> None:
    found: dict[tuple[str, ...], list[str]] = {}
    for table, model, resolution, label, work, source in lines(Path(sys.argv[1])):
        is_first_kept = table == "stm32_model_zoo" and (table, model, resolution) in found
        if not is_first_kept:
            counts = [f"{work.get(each, 0):.6g}" for each in COUNTS]
            found[table, model, resolution] = [table, model, resolution, label, *counts, source]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["table", "model", "resolution", "label", *COUNTS, "source"])
    writer.writerows(found.values())


if __name__ == "__main__":
    main()
