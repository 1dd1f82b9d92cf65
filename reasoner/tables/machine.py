"""What a machine says of itself, as rows: the machine, each kind of core, each kind of card."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..output import Output
from .table import Cell, Row

Cells = dict[str, tuple[Cell, ...]]
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")
_NO_NAME = frozenset(("-", "unknown", "", "Not Specified", "To Be Filled By O.E.M.", "None"))
_NOW = "when it was read; no highest clock is stated"


def machine_rows(outputs: Sequence[Output]) -> tuple[Row, ...]:
    """Return the rows; raises ParseError with file and line for what is no such output."""
    by_name = {each.name: each for each in outputs}
    machine = _machine(by_name)
    rows = [_row("machine", machine, outputs[0])]
    cores = _cores(by_name)
    rows += [_row("cpu", each, outputs[0]) for each in cores]
    cards = by_name.get("nvidia-smi")
    rows += [_row("gpu", each, outputs[0]) for each in (_cards(cards) if cards else ())]
    return tuple(rows)


def spoken(name: str) -> str:
    """Return the name of a card as the layout writes it: with spaces for hyphens, each once.

    >>> spoken("NVIDIA-A100-SXM4-40GB")
    'NVIDIA A100 SXM4 40GB'
    """
    return " ".join(name.replace("-", " ").split())


def _row(part: str, cells: Cells, output: Output) -> Row:
    place = next((each[0].place for each in cells.values()), output.place(1))
    return Row(place, {"part": (Cell(part, place),), **cells})


def _cell(text: str, output: Output, line: int | None = 1) -> tuple[Cell, ...]:
    return (Cell(text, output.place(line), output.name),)


def _machine(outputs: dict[str, Output]) -> Cells:
    cells: Cells = {}
    model, product = outputs.get("model"), outputs.get("product_name")
    board = next((e for e in (model, product) if e and e.text.strip() not in _NO_NAME), None)
    if board is not None:
        cells["board"] = _cell(board.text.split("\n")[0].strip(), board)
    if model is not None:
        cells["firmware"] = _cell("device-tree", model)
    if "chassis_type" in outputs:
        cells["chassis"] = _cell(outputs["chassis_type"].text.strip(), outputs["chassis_type"])
    if "meminfo" in outputs:
        cells |= _memory(outputs["meminfo"])
    return cells | (_storage(outputs["df"]) if "df" in outputs else {})


def _memory(output: Output) -> Cells:
    for number, line in enumerate(output.text.split("\n"), 1):
        found = re.fullmatch(r"MemTotal:\s*(\d{1,15})\s*kB\s*", line)
        if found:  # proc_meminfo(5): what is called kB are 1,024 bytes
            return {"memory": _cell(f"{found[1]} KiB", output, number)}
    raise output.wrong("a line `MemTotal: … kB`", output.text.partition("\n")[0], 1)


def _storage(output: Output) -> Cells:
    """Return the size of the file system of `/`, and what of it is not available, in KiB."""
    for number, line in enumerate(output.text.split("\n"), 1):
        found = re.fullmatch(r".*\s(\d{1,18})\s+(\d{1,18})\s+(-?\d{1,18})\s+\d+%\s+/", line)
        if found:
            size, free = int(found[1]), max(0, int(found[3]))
            kept = {"storage_kept": _cell(f"{size - free} KiB", output, number)}
            return {"storage": _cell(f"{size} KiB", output, number)} | (kept if size > free else {})
    raise output.wrong("a line that ends in the mount point /", output.text.split("\n")[-1])


def _cores(outputs: dict[str, Output]) -> list[Cells]:
    """Return the kinds of cores; of the instructions and part numbers what lscpu leaves out."""
    info = outputs.get("cpuinfo")
    processors = _processors(info) if info else []
    if "lscpu" not in outputs:
        return _cores_of(processors, info) if info else []
    kinds = _kinds(outputs["lscpu"])
    if len(kinds) == 1 and info is not None:
        for each in _cores_of(processors, info)[:1]:
            kinds[0] = each | kinds[0]
            if "clock" in kinds[0]:
                kinds[0] = {k: v for k, v in kinds[0].items() if not k.startswith("clock_now")}
    return kinds


def _kinds(output: Output) -> list[Cells]:
    """Return the kinds of cores that lscpu lists, each from its model name on."""
    fields = list(_fields(output))
    all_ = dict(reversed(fields))  # of each name the first
    if "Architecture" not in all_:
        raise output.wrong("a field `Architecture:`", output.text[:40], 1)
    kinds: list[dict[str, str]] = []
    for name, value in fields:
        kinds += [{}] if name == "Model name" else []
        if kinds:
            kinds[-1].setdefault(name, value)
    # Of one kind are all fields, in whatever order: older editions name the model last.
    found = kinds if len(kinds) > 1 else [all_]
    shared = {"Architecture": all_["Architecture"], "Flags": all_.get("Flags", "")}
    return [_kind(shared | each, output) for each in found]


def _kind(fields: dict[str, str], output: Output) -> Cells:
    cells = {"architecture": _cell(fields["Architecture"], output)}
    if fields.get("Model name", "-") not in _NO_NAME:
        cells["cpu_model"] = _cell(fields["Model name"], output)
    if fields["Flags"]:
        cells["cpu_flags"] = _cell(f" {fields['Flags']} ", output)
    count = [_whole(fields.get(f"Core(s) per {each}", ""), output) for each in
             ("socket", "cluster")]
    groups = [_whole(fields.get(each, ""), output) for each in ("Socket(s)", "Cluster(s)")]
    known = [a * b for a, b in zip(count, groups, strict=True) if a and b]
    if known:
        cells["cores"] = _cell(str(known[0]), output)
    if _NUMBER.fullmatch(fields.get("CPU max MHz", "")) and float(fields["CPU max MHz"]) > 0:
        cells["clock"] = _cell(f"{_plain(fields['CPU max MHz'])} MHz", output)
    return cells


def _whole(text: str, output: Output) -> int:
    if text in ("", "-"):
        return 0
    if not re.fullmatch(r"\d{1,6}", text):
        raise output.wrong("a whole number of cores", text)
    return int(text)


def _plain(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def _fields(output: Output) -> Iterator[tuple[str, str]]:
    """Yield the fields of lscpu in order, from JSON (flat or nested) or from lines."""
    if output.text.lstrip().startswith("{"):
        document = _json(output)
        yield from _nested(document.get("lscpu") if isinstance(document, dict) else None, output)
        return
    for number, line in enumerate(output.text.split("\n"), 1):
        name, colon, value = line.partition(":")
        if not colon:
            raise output.wrong("lines `field: data`, or JSON", line, number)
        yield name.strip(), value.strip()


def _json(output: Output) -> Any:
    try:
        return json.loads(output.text)
    except json.JSONDecodeError as error:
        raise output.wrong("JSON", error.msg, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise output.wrong("JSON of a usual depth, with usual numbers", str(error)) from error


def _nested(entries: Any, output: Output) -> Iterator[tuple[str, str]]:
    if not isinstance(entries, list):
        raise output.wrong("a list of fields `lscpu`", type(entries).__name__, 1)
    for each in entries:
        if not isinstance(each, dict) or not isinstance(each.get("field"), str):
            raise output.wrong('entries {"field": …, "data": …}', json.dumps(each)[:40])
        yield each["field"].rstrip(":"), str(each.get("data") or "").strip()
        if each.get("children") is not None:
            yield from _nested(each["children"], output)


def _processors(output: Output) -> list[dict[str, str]]:
    """Return the processors of /proc/cpuinfo with their fields."""
    found: list[dict[str, str]] = []
    for block in re.split(r"\n\s*\n", output.text):
        pairs = [line.partition(":") for line in block.split("\n") if ":" in line]
        fields = {name.strip(): value.strip() for name, _, value in pairs}
        if "processor" in fields:
            found.append(fields)
    if not found:
        raise output.wrong("blocks that begin `processor : 0`", output.text[:40], 1)
    return found


def _cores_of(processors: Sequence[dict[str, str]], output: Output) -> list[Cells]:
    """Return the kinds of cores, by implementer and part number or by model name."""
    kinds: dict[tuple[str, str], list[dict[str, str]]] = {}
    for each in processors:
        part = f"{each.get('CPU implementer', '')} {each.get('CPU part', '')}".strip().lower()
        kinds.setdefault((part, each.get("model name", "")), []).append(each)
    return [_counted(part, name, group, output) for (part, name), group in kinds.items()]


def _counted(part: str, name: str, group: Sequence[dict[str, str]], output: Output) -> Cells:
    first = group[0]
    # Two logical processors of one core have its number in common, where numbers are stated.
    cores = {(e.get("physical id"), e.get("core id", e["processor"])) for e in group}
    cells = {"cores": _cell(str(len(cores)), output)}
    flags = first.get("flags") or first.get("Features") or first.get("isa", "")
    wanted = {"cpu_part": part, "cpu_model": name, "cpu_flags": f" {flags} " * bool(flags)}
    cells |= {key: _cell(text, output) for key, text in wanted.items() if text}
    if _NUMBER.fullmatch(first.get("cpu MHz", "")):
        cells["clock_now"] = _cell(f"{_plain(first['cpu MHz'])} MHz", output)
        cells["clock_now_is"] = _cell(_NOW, output)
    return cells


def _cards(output: Output) -> list[Cells]:
    """Return the kinds of cards that nvidia-smi lists, each with its number and whole memory."""
    try:
        lines = [line for line in csv.reader(io.StringIO(output.text)) if line]
    except csv.Error as error:
        raise output.wrong("CSV", str(error)) from error
    head = [name.strip() for name in lines[0]] if lines else []
    if not any(each == "name" for each in head):
        raise output.wrong("a header with the column `name`", ", ".join(head), 1)
    rows = []
    for number, values in enumerate(lines[1:], 2):
        if len(values) != len(head):
            raise output.wrong(f"{len(head)} values", ", ".join(values), number)
        rows.append(tuple(value.strip() for value in values))
    return [_card(dict(zip(head, row, strict=True)), count, output)
            for row, count in Counter(rows).items()]


def _card(fields: dict[str, str], count: int, output: Output) -> Cells:
    values = dict(_measured(fields))
    cells = {"gpu": _cell(spoken(fields["name"]), output), "gpu_count": _cell(str(count), output)}
    if _NUMBER.fullmatch(fields.get("compute_cap", "")):
        cells["compute_cap"] = _cell(fields["compute_cap"], output)
    if "memory.total" in values:
        size, unit = values["memory.total"]
        cells["gpu_memory"] = _cell(f"{size * count:f} {unit}", output)
    if "clocks.max.sm" in values:
        clock, unit = values["clocks.max.sm"]
        cells["gpu_clock"] = _cell(f"{clock:f} {unit}", output)
    return cells


def _measured(fields: dict[str, str]) -> Iterator[tuple[str, tuple[Decimal, str]]]:
    """Yield the numbers: their unit stands with them, or in the header where they are bare."""
    for head, value in fields.items():
        name, _, unit = head.partition(" [")
        found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)\s*(\w*)", value)
        if found:  # else [N/A] or [Not Supported]
            yield name, (Decimal(found[1]), found[2] or unit.rstrip("]"))
