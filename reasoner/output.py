"""What a machine says of itself: the output of a command, or the text of a file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import ParseError, Place
from .source import read_text

# What is saved under which name: the command or the file that it is the output of.
ASKED = {
    "lscpu": "lscpu -J",
    "cpuinfo": "/proc/cpuinfo",
    "meminfo": "/proc/meminfo",
    "df": "df -P -k /",
    "nvidia-smi": "nvidia-smi --query-gpu=name,memory.total,clocks.max.sm,compute_cap --format=csv",
    "model": "/proc/device-tree/model",
    "product_name": "/sys/class/dmi/id/product_name",
    "sys_vendor": "/sys/class/dmi/id/sys_vendor",
    "chassis_type": "/sys/class/dmi/id/chassis_type",
    "os-release": "/etc/os-release",
}


@dataclass(frozen=True)
class Output:
    """One output: the name that it is known by, its text, what was asked, and the file it is in."""

    name: str
    text: str
    asked: str
    file: str

    def place(self, line: int | None = None) -> Place:
        """Return a line of the output, counted from 1."""
        return Place(self.file, line)

    def wrong(self, expected: str, found: str, line: int | None = None) -> ParseError:
        """Return the error that this is no output of what was asked."""
        return ParseError(
            f"is no output of {self.asked}", expected=expected, found=found[:80],
            place=self.place(line),
        )


def read_outputs(paths: list[Path]) -> list[Output]:
    """Return saved outputs: the files, and those of folders whose names are known.

    A file is known by its name up to a dot: lscpu.json, meminfo, nvidia-smi.csv.  Raises ParseError
    for a file whose name is not known, and for a folder that holds none that is.
    """
    found = [each for path in paths for each in (_held(path) if path.is_dir() else [path])]
    for path in found:
        if _name(path) not in ASKED:
            raise ParseError(
                "is no output that is known", found=path.name, place=Place(str(path)),
                expected="a file named " + ", ".join(ASKED),
            )
    return [Output(_name(e), _text(e), ASKED[_name(e)], str(e)) for e in found]


def day_of(paths: Iterable[Path]) -> str:
    """Return the day on which the newest file was saved, such as 2026-01-31; without one, today."""
    saved = max((each.stat().st_mtime for each in paths), default=None)
    day = datetime.date.today() if saved is None else datetime.date.fromtimestamp(saved)
    return day.isoformat()


def _held(folder: Path) -> list[Path]:
    found = sorted(each for each in folder.iterdir() if _name(each) in ASKED and each.is_file())
    if not found:
        raise ParseError(
            "holds no output of a machine", expected="files named " + ", ".join(ASKED),
            found="none of them", place=Place(str(folder)),
        )
    return found


def _name(path: Path) -> str:
    return path.name.partition(".")[0]


def _text(path: Path) -> str:
    return read_text(path).replace("\0", "\n").strip("\n")  # a device tree ends texts with NUL
