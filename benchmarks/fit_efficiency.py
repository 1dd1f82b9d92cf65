"""Fit efficiency factors on published measurements and print ontology/catalog/efficiency.ttl.

    python benchmarks/fit_efficiency.py ../shared/data/measured > ontology/catalog/efficiency.ttl

A factor is the median of its rows. Its interval is the 5th to 95th percentile of at least 8 rows;
for n < 8 rows it is the minimum / (1 + 2/n) to the maximum * (1 + 2/n). Rows of one board alone are
widened by 1.5 at least. Rates are per core at the clock of the row. Where a source names no thread
count, all cores of the unit are counted: the factor times cores and clock then gives back the
measured rate of the whole unit.
"""

import argparse
import csv
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIT_DATE = "2026-11-23"
ONTOLOGY = "https://w3id.org/tierwise/catalog/efficiency"
ENOUGH_ROWS = 8
ONE_BOARD_WIDENING = 1.5  # assumed: how far another board of the family can lie outside

# Multiply-accumulates of models whose rows name none. ResNet-50 v1.5: torchvision's table of
# weights. SSD-ResNet34 and MobileNet v1: GOPs per input / 2 of arXiv:1911.02549, table I.
# MobileNet v2, person_detect and ResNet8: computed from the file (shared/models). Inception v1 and
# VGG16: macs column of ncnn_benchmark.csv. MobileNet v3 small: arXiv:1905.02244, table 4. The three
# papers and tables were not re-read here.
MACS = {
    "resnet50": 4.09e9, "resnet": 4.09e9, "ssd-resnet34": 216.5e9, "ssd-large": 216.5e9,
    "mobilenet": 0.569e9, "MobileNet v1": 0.569e9, "MobileNet v2": 0.300776e9,
    "Inception v1": 1.582672e9, "VGG16": 15.470264e9, "MobileNetV3 Small": 56e6,
    "person_detection": 7157888.0, "ResNet v1 8": 12501632.0,
}  # fmt: skip

# Bytes of weights that one token reads: the files that Ollama pulls by default (its
# library pages, not re-read here).
OLLAMA_BYTES = {"LLM Llama 3.2:3b": 2.0e9, "LLM DeepSeek R1 14b": 9.0e9, "LLM Llama 3.1:70b": 43e9}
MLC_BYTES_PER_PARAMETER = 4.5 / 8  # q4f16_1: 4-bit weights, one fp16 scale for 32 of them

# Memory bandwidth in B/s where hardware_facts.csv has none: the makers' product pages, not re-read
# here but for RTX 4070 Ti and A4000 (release notes of autonomous-ai/autonomous-grid v0.3.59).
BANDWIDTH = {
    "RTX 4090": ("ada-gpu", 1008e9), "RTX 4080": ("ada-gpu", 716.8e9),
    "RTX 4070 Ti": ("ada-gpu", 504e9), "A4000": ("ampere-gpu", 448e9),
    "RTX A2000": ("ampere-gpu", 288e9), "RTX 5090": ("blackwell-gpu", 1792e9),
    "Dell Pro Max with GB10 (Nvidia Spark)": ("blackwell-gpu", 273e9),
    "Pi 400 - 4GB": ("cortex-a72", 12.8e9),
}  # fmt: skip

CORTEX_M = {
    "Cortex-M0+": "cortex-m0plus", "Cortex-M4": "cortex-m4",
    "Cortex-M33": "cortex-m33", "Cortex-M7": "cortex-m7",
}  # fmt: skip
ESP = {"ESP32": "xtensa-lx6", "ESP32-S3": "xtensa-lx7"}
TINYENGINE = {"TF-Lite Micro": "tflm", "CMSIS-NN": "tflm-cmsis-nn", "X-CUBE-AI": "x-cube-ai"}
TINYENGINE_CLOCK_HZ = 480e6  # STM32H743, hardware_facts.csv

# ncnn: beginning of the hardware's name, family, Hz per core with 1 thread and with all, cores.
# Clocks stand in the name; of the Jetson Nano and the c5 in hardware_facts.csv; the Orin Nano's
# 1.5 GHz is that of the time before its Super mode.
NCNN_CPUS = (
    ("NVIDIA Jetson AGX Orin", "cortex-a78ae", 2.2e9, 2.2e9, 12),
    ("NVIDIA Jetson Orin Nano", "cortex-a78ae", 1.5e9, 1.5e9, 6),
    ("NVIDIA Jetson AGX Xavier", "carmel", 2.2e9, 2.2e9, 8),
    ("NVIDIA Jetson Nano", "cortex-a57", 1.43e9, 1.43e9, 4),
    ("Raspberry Pi 3 Model B+", "cortex-a53", 1.4e9, 1.4e9, 4),
    ("Raspberry Pi 4 Model B", "cortex-a72", 1.8e9, 1.8e9, 4),
    ("AMD Ryzen 5700g", "x86-64-avx2", 4.6e9, 3.8e9, 8),
    ("AWS c5.4xlarge", "x86-64-avx512", 3.0e9, 3.0e9, 8),
    ("OrangePicm4", "cortex-a55", 1.8e9, 1.8e9, 4),
    ("Radxa Zero 3W", "cortex-a55", 1.416e9, 1.416e9, 4),
    ("Rock3A", "cortex-a55", 2.0e9, 2.0e9, 4),
    ("Freescale i.MX7", "cortex-a7", 1.0e9, 1.0e9, 2),
)

# MLPerf Inference on CPUs with TensorFlow Lite: hardware, cores in the row, family, Hz.
LITERT_CPUS = {
    ("Raspberry Pi 4", "4"): ("cortex-a72", 1.5e9),
    ("NVIDIA Jetson AGX Orin", "12"): ("cortex-a78ae", 2.2e9),
    ("NVIDIA Jetson AGX Xavier", "8"): ("carmel", 2.2e9),
    ("AWS c5.4xlarge", "8"): ("x86-64-avx512", 3.0e9),
    ("AWS c6gd (Graviton2)", "4"): ("neoverse-n1", 2.5e9),
}

# Peak rates, operations per second, of hardware_facts.csv. That file gives one "AI performance" for
# a Jetson, which NVIDIA counts in sparse int8 operations (fp16 is half of it); for A100 and A30 it
# gives fp16, and int8 is twice that, as T4's two rows show.
# hardware -> family, {numeric type: (attribute, times)}.
PEAKS: dict[str, tuple[str, dict[str, tuple[str, float]]]] = {
    "NVIDIA T4": ("turing-gpu", {"int8": ("peak_int8", 1.0)}),
    "NVIDIA A100-PCIe-40GB": ("ampere-gpu", {"int8": ("peak_fp16_tensor", 2.0)}),
    "NVIDIA A100-SXM-80GB": ("ampere-gpu", {"int8": ("peak_bf16", 2.0)}),
    "NVIDIA A30": ("ampere-gpu", {"int8": ("peak_fp16", 2.0)}),
    "NVIDIA RTX A5000": ("ampere-gpu", {"fp32": ("peak_fp32", 1.0)}),
    "NVIDIA GeForce RTX 4090": ("ada-gpu", {"fp32": ("RTX 4090 peak_fp32", 1.0)}),
    "NVIDIA Jetson AGX Orin": (
        "ampere-gpu",
        {"int8": ("peak_ai_performance", 1.0), "fp16": ("peak_ai_performance", 0.5)},
    ),
    "NVIDIA Jetson Orin Nano": (
        "ampere-gpu",
        {"int8": ("peak_ai_performance", 1.0), "fp16": ("peak_ai_performance", 0.5)},
    ),
    "NVIDIA Jetson AGX Xavier": ("volta-gpu", {"int8": ("peak_ai_performance", 1.0)}),
    "NVIDIA Jetson Nano": ("maxwell-gpu", {"fp16": ("peak_ai_performance", 1.0)}),
}
EDGE_TPU_OPS_PER_S = 4e12  # hardware_facts.csv, Coral Dev Board, peak_tops_int8
PREFIX = {"G": 1e9, "T": 1e12}


@dataclass(frozen=True)
class Sample:
    """One measured row, turned into one factor."""

    figure: str  # macsPerCycle, peakUtilisation or bandwidthUtilisation
    family: str
    runtime: str | None  # None: a runtime that the catalogue doesn't have
    numeric_type: str
    value: float
    table: str  # the csv file
    row: dict[str, str]


@dataclass(frozen=True)
class Factor:
    figure: str
    family: str
    runtime: str | None
    numeric_type: str | None
    value: float
    lower: float
    upper: float
    rows: int
    tables: tuple[str, ...]


def origin(source: str) -> str:
    """Return the repository and commit of a row's source, or the address alone.

    >>> origin("Tencent/ncnn@a4d2ea1d4422:benchmark/README.md#L102")
    'Tencent/ncnn@a4d2ea1d4422'
    """
    found = re.match(r"[\w.-]+/[\w.-]+@[0-9a-f]+", source)
    return found.group() if found else source.split(" (")[0]


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def peaks(facts: list[dict[str, str]]) -> dict[tuple[str, str], tuple[str, float]]:
    """Return family and peak MAC/s by hardware and numeric type; one MAC is two operations."""
    stated: dict[tuple[str, str], float] = {}
    for fact in facts:
        rate = re.match(r"([GT])(FL)?OPS", fact["unit"])
        if rate:
            value = float(fact["value"]) * PREFIX[rate.group(1)]
            stated.setdefault((fact["hardware"], fact["attribute"]), value)
    found = {}
    for hardware, (family, types) in PEAKS.items():
        for numeric_type, (attribute, times) in types.items():
            *other, name = attribute.rsplit(" ", 1)
            operations = stated[other[0] if other else hardware, name]
            found[hardware, numeric_type] = (family, operations * times / 2)
    return found


def mlperf_tiny(folder: Path) -> Iterator[Sample]:
    table = "mlperf_tiny.csv"
    for row in rows(folder, table):
        core2 = row["accelerator"] == "Syntiant Core 2"
        family = "ndp120-npu" if core2 else CORTEX_M.get(row["core_family"])
        if row["division"] != "closed" or row["repeat_of_round"] or family is None:
            continue
        clock_mhz = row["accelerator_clock_mhz"] if core2 else row["cpu_clock_mhz"]
        software = row["inference_framework"] + row["ml_compiler"]
        runtime = "x-cube-ai" if "X-CUBE-AI" in software else None
        if row["submitter"] == "reference":
            runtime = "tflm"
        if core2:
            runtime = "syntiant-sdk"
        cycles = float(row["latency_ms"]) * 1e-3 * float(clock_mhz) * 1e6
        yield Sample(
            "macsPerCycle", family, runtime, "int8",
            float(row["reference_model_macs"]) / cycles, table, row
        )  # fmt: skip


def mobilenet_macs(folder: Path) -> dict[str, float]:
    """Return the MACs that the MLPerf Inference rows give for MobileNets, by name."""
    found = {}
    for row in rows(folder, "mlperf_inference_edge.csv"):
        if row["model_macs"]:
            found[row["model"].removesuffix("-quantized")] = float(row["model_macs"])
    return found


def stm32_zoo(folder: Path) -> Iterator[Sample]:
    table = "stm32_model_zoo.csv"
    macs_of = mobilenet_macs(folder)
    for row in rows(folder, table):
        if row["board"] != "STM32H747I-DISCO" or row["format"] != "Int8" or not row["latency_ms"]:
            continue
        name = re.sub(r" (fft|tfs)$", "", row["model"])
        side = row["resolution"].split("x")[0]
        mobilenet = name.replace("MobileNet ", "mobilenet-").replace(" ", "-")
        macs = MACS.get(name) or macs_of.get(f"{mobilenet}-{side}")
        if macs is None or row["resolution"].endswith("x1"):
            continue
        cycles = float(row["latency_ms"]) * 1e-3 * float(row["frequency"].split()[0]) * 1e6
        yield Sample("macsPerCycle", "cortex-m7", "x-cube-ai", "int8", macs / cycles, table, row)


def microcontrollers(folder: Path) -> Iterator[Sample]:
    table = "misc_measured.csv"
    for row in rows(folder, table):
        if not row["latency_ms"]:
            continue
        seconds = float(row["latency_ms"]) * 1e-3
        if row["group"] == "tinyengine" and row["macs"]:
            runtime = TINYENGINE.get(row["runtime"].rsplit(" ", 1)[0])
            value = float(row["macs"]) / (seconds * TINYENGINE_CLOCK_HZ)
            family = "cortex-m7"
        elif row["group"] == "esp-nn":
            family = ESP[row["hardware_key"]]
            runtime = "tflm" if "without" in row["runtime"] else "esp-nn"
            macs = MACS[re.split(r" \(", row["model"])[0]]
            value = macs / (seconds * float(row["clock_mhz"]) * 1e6)
        else:
            continue
        yield Sample("macsPerCycle", family, runtime, "int8", value, table, row)


def ncnn(folder: Path, peak: dict[tuple[str, str], tuple[str, float]]) -> Iterator[Sample]:
    table = "ncnn_benchmark.csv"
    for row in rows(folder, table):
        if not row["macs"]:
            continue
        rate = float(row["macs"]) / (float(row["latency_avg_ms"]) * 1e-3)
        numeric_type = "int8" if row["precision"] == "int8" else "fp32"
        if row["hardware"] == "NVIDIA Jetson Nano" and row["compute_unit"].startswith("GPU"):
            family, limit = peak["NVIDIA Jetson Nano", "fp16"]  # ncnn computes float models in fp16
            yield Sample("peakUtilisation", family, "ncnn", "fp16", rate / limit, table, row)
        for begin, family, one, every, cores in NCNN_CPUS:
            if row["compute_unit"] == "CPU" and row["hardware"].startswith(begin):
                threads = min(int(row["threads"]), cores)
                cycles = (one if threads == 1 else every) * threads
                yield Sample(
                    "macsPerCycle", family, "ncnn", numeric_type, rate / cycles, table, row
                )


def mlperf_inference(
    folder: Path, peak: dict[tuple[str, str], tuple[str, float]]
) -> Iterator[Sample]:
    table = "mlperf_inference_edge.csv"
    for row in rows(folder, table):
        if not row["ss_latency_mean_ms"] or row["round"] < "v0.7":
            continue
        seconds = float(row["ss_latency_mean_ms"]) * 1e-3
        numeric_type = row["precision"].replace("uint8", "int8")
        cpu = LITERT_CPUS.get((row["hardware_key"], row["cores_per_processor"]))
        if cpu and row["backend"] == "tflite(CPU)" and row["model_macs"]:
            cycles = seconds * cpu[1] * int(row["cores_per_processor"])
            value = float(row["model_macs"]) / cycles
            yield Sample("macsPerCycle", cpu[0], "litert", numeric_type, value, table, row)
        runtime = {"tensorrt(GPU)": "tensorrt", "onnxruntime": "onnx-runtime"}.get(row["backend"])
        found = peak.get((row["hardware_key"], numeric_type))
        if runtime and found and row["model"] in MACS and row["accelerators"] == "1":
            value = MACS[row["model"]] / seconds / found[1]
            yield Sample("peakUtilisation", found[0], runtime, numeric_type, value, table, row)


def published_tables(
    folder: Path, peak: dict[tuple[str, str], tuple[str, float]]
) -> Iterator[Sample]:
    table = "misc_measured.csv"
    for row in rows(folder, table):
        if not row["latency_ms"]:
            continue
        seconds = float(row["latency_ms"]) * 1e-3
        if row["group"] == "ultralytics" and row["runtime"].startswith("TensorRT"):
            found = peak.get((row["hardware_key"].split(" Developer")[0], row["precision"]))
            if found:
                value = float(row["macs"]) / seconds / found[1]
                yield Sample(
                    "peakUtilisation", found[0], "tensorrt", row["precision"], value, table, row
                )
        cpu_runtime = {"ONNX": "onnx-runtime", "NCNN": "ncnn"}.get(row["runtime"])
        if cpu_runtime and (row["group"], row["hardware_key"]) == ("ultralytics", "Raspberry Pi 4"):
            value = float(row["macs"]) / (seconds * 1.5e9 * 4)
            yield Sample("macsPerCycle", "cortex-a72", cpu_runtime, "fp32", value, table, row)
        if row["group"] == "coral" and row["accelerator"] and row["model"] in MACS:
            value = MACS[row["model"]] / seconds / (EDGE_TPU_OPS_PER_S / 2)
            yield Sample(
                "peakUtilisation", "edge-tpu", "edgetpu-runtime", "int8", value, table, row
            )


def token_rates(folder: Path, facts: list[dict[str, str]]) -> Iterator[Sample]:
    table = "misc_measured.csv"
    jetson = [
        float(fact["value"]) * 1e9
        for fact in facts
        if (fact["hardware"], fact["attribute"]) == ("NVIDIA Jetson Orin Nano", "memory_bandwidth")
    ]
    for row in rows(folder, table):
        if row["group"] == "llm" and row["model"] in OLLAMA_BYTES:
            known = BANDWIDTH.get(row["hardware_key"])
            if known and row["accelerator"] in ("GPU", "CPU"):
                value = float(row["throughput"]) * OLLAMA_BYTES[row["model"]] / known[1]
                yield Sample("bandwidthUtilisation", known[0], "llama-cpp", "q4", value, table, row)
        if row["group"] == "orin-nano-llm":
            bandwidth = max(jetson) if "Super" in row["hardware"] else min(jetson)
            read = float(row["params"]) * MLC_BYTES_PER_PARAMETER
            value = float(row["throughput"]) * read / bandwidth
            yield Sample("bandwidthUtilisation", "ampere-gpu", None, "int4", value, table, row)


def interval(group: list[Sample]) -> tuple[float, float]:
    values = [sample.value for sample in group]
    one_board = len({sample.row["hardware_key"] for sample in group}) == 1
    low, high, widening = min(values), max(values), 1 + 2 / len(values)
    if len(values) >= ENOUGH_ROWS:
        low, *_, high = statistics.quantiles(values, n=20, method="inclusive")
        widening = 1.0
    if one_board:
        widening = max(widening, ONE_BOARD_WIDENING)
    return low / widening, high * widening


def fit(samples: list[Sample]) -> list[Factor]:
    """Return one factor by family, runtime and type, by family and type, and by family."""
    groups: dict[tuple[str, str, str, str], list[Sample]] = defaultdict(list)
    for sample in samples:
        keys = [("", sample.numeric_type), ("", "")]
        if sample.runtime:
            keys.append((sample.runtime, sample.numeric_type))
        for key in keys:
            groups[sample.figure, sample.family, *key].append(sample)
    factors = []
    for (figure, family, runtime, numeric_type), group in sorted(groups.items()):
        values = [sample.value for sample in group]
        tables = tuple(sorted({sample.table for sample in group}))
        low, high = interval(group)
        if figure != "macsPerCycle":
            high = min(high, 1.0)
        factors.append(
            Factor(
                figure=figure,
                family=family,
                runtime=runtime or None,
                numeric_type=numeric_type or None,
                value=statistics.median(values),
                lower=low,
                upper=high,
                rows=len(values),
                tables=tables,
            )
        )
    return factors


def number(value: float) -> str:
    """Return a Turtle decimal with four significant digits.

    >>> number(0.0123456)
    '0.01235'
    """
    digits = f"{value:.4g}"
    return f"{float(digits):.10f}".rstrip("0") if "e" in digits or "." in digits else digits + ".0"


def table_iri(table: str) -> str:
    return "cat:source-measured-" + table.removesuffix(".csv").replace("_", "-")


def turtle_header() -> str:
    return f"""\
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{ONTOLOGY}> a owl:Ontology ;
    dcterms:title "tierwise catalogue: efficiency factors"@en ;
    dcterms:description "Fitted by benchmarks/fit_efficiency.py on published measurements; not edited by hand."@en ;
    dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> ;
    owl:versionIRI <{ONTOLOGY}/0.1.0> ;
    owl:versionInfo "0.1.0" ;
    owl:imports <https://w3id.org/tierwise/ontology/estimates> .
"""  # noqa: E501


def turtle_source(table: str, origins: list[str]) -> str:
    listed = " ,\n        ".join(f'"{place}"' for place in origins)
    return f"""
{table_iri(table)} a tw:Source ;
    rdfs:label "measured rows of {table}"@en ;
    dcterms:title "Published measurements, collected in {table}" ;
    dcterms:identifier {listed} ;
    tw:locator "{table}" ;
    rdfs:isDefinedBy <{ONTOLOGY}> .
"""


def turtle_factor(factor: Factor) -> str:
    keys = [key for key in (factor.family, factor.runtime, factor.numeric_type) if key]
    figure = re.sub("([A-Z])", r"-\1", factor.figure).lower()
    held = [f"tw:factorFamily cat:{factor.family}"]
    if factor.runtime:
        held.append(f"tw:factorRuntime cat:{factor.runtime}")
    if factor.numeric_type:
        held.append(f"tw:factorNumericType tw:{factor.numeric_type}")
    sources = " , ".join(table_iri(table) for table in factor.tables)
    return f"""\
cat:factor-{"-".join(keys)}-{figure} a tw:EfficiencyFactor ; {" ; ".join(held)} ;
    rdfs:label "{figure.replace("-", " ")} of {", ".join(keys)}"@en ; \
rdfs:isDefinedBy <{ONTOLOGY}> ;
    tw:hasFigure [ a tw:Figure ; tw:figureOf tw:{factor.figure} ; \
tw:value {number(factor.value)} ; tw:lower {number(factor.lower)} ; \
tw:upper {number(factor.upper)} ; \
tw:standing tw:estimated ; dcterms:source {sources} ] ;
    tw:fittedRows {factor.rows} ; tw:fitDate "{FIT_DATE}"^^xsd:date ; \
tw:standing tw:estimated ; dcterms:source {sources} .
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measured", type=Path, nargs="?", default=Path("../shared/data/measured"))
    folder: Path = parser.parse_args().measured
    facts = rows(folder.parent, "hardware_facts.csv")
    peak = peaks(facts)
    samples = [
        *mlperf_tiny(folder),
        *stm32_zoo(folder),
        *microcontrollers(folder),
        *ncnn(folder, peak),
        *mlperf_inference(folder, peak),
        *published_tables(folder, peak),
        *token_rates(folder, facts),
    ]
    print(turtle_header(), end="")
    for table in sorted({sample.table for sample in samples}):
        origins = sorted({origin(s.row["source"]) for s in samples if s.table == table})
        print(turtle_source(table, origins), end="")
    print()
    for factor in fit(samples):
        print(turtle_factor(factor), end="")


if __name__ == "__main__":
    main()
