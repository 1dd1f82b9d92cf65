"""Ask the machine at hand what it is, without root, network or a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Timer

from ..errors import UsageError
from ..output import ASKED, Output

LONGEST_OUTPUT = 4 * 2**20  # bytes; /proc/cpuinfo of 1,024 processors has 1.5 MB
LONGEST_WAIT = 20.0  # seconds for one command; a driver that wakes up takes a few


def ask_machine() -> list[Output]:
    """Return what this machine answers; what it does not know of is left out.

    Raises UsageError on another system than Linux.
    """
    if not sys.platform.startswith("linux"):
        raise UsageError(
            "this system cannot be asked yet", expected="Linux", found=sys.platform,
            hint="fill in `tierwise new hardware NAME`, or save the outputs of a Linux machine",
        )
    return [found for name in ASKED if (found := _ask(name)) is not None]


def _ask(name: str) -> Output | None:
    asked = ASKED[name]
    data = _read(Path(asked)) if asked.startswith("/") else _run(asked.split())
    text = data.decode(errors="replace").replace("\0", "\n").strip("\n")
    return Output(name, text, asked, asked) if text else None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return _bounded(stream.read(LONGEST_OUTPUT + 1), str(path))
    except OSError:
        return b""  # not there, or not for us to read


def _run(command: list[str]) -> bytes:
    """Return what a command prints; nothing where it is not there, fails or takes too long."""
    program = shutil.which(command[0])
    if program is None:
        return b""
    with subprocess.Popen(
        [program, *command[1:]], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
    ) as process:
        timer = Timer(LONGEST_WAIT, process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            data = process.stdout.read(LONGEST_OUTPUT + 1)
            if len(data) > LONGEST_OUTPUT:
                process.kill()
        finally:
            status = process.wait()
            timer.cancel()
    data = _bounded(data, " ".join(command))
    return data if status == 0 else b""


def _bounded(data: bytes, asked: str) -> bytes:
    if len(data) > LONGEST_OUTPUT:
        raise UsageError(
            f"{asked} says too much", expected=f"at most {LONGEST_OUTPUT} bytes", found="more"
        )
    return data
