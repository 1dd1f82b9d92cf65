"""Time what people wait for who add things: validation of many files, and adding one board.

    python benchmarks/extend.py [FILES] [RUNS]

Prints the processor's time and the clock's, in s, the least and the median of some runs, of whole
commands from their start to their end; and the ratio of the least to Python that imports numpy.
What the package brings is kept in the cache, as it is for whoever asks twice; the files that are
validated or added are not: each run has new ones.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
BOARD = (ROOT / "examples" / "acme-m4.yaml").read_text("utf-8")
CLI = "import sys; from tierwise.cli.main import main; sys.argv[0] = 'tierwise'; main()"
BASELINE = "python -c 'import numpy'"


def board(path: Path, name: str) -> Path:
    """Write a board of another name."""
    path.write_text(BOARD.replace("acme-m4", name).replace("acme m4", name), "utf-8")
    return path


def seconds(command: list[str]) -> tuple[float, float]:
    """Return the time of the processor and of the clock that Python takes, in s."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", *command], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    passed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command[:3]
    return used.ru_utime + used.ru_stime, passed


def commands(folder: Path, run: int, files: int) -> dict[str, list[str]]:
    """Return the commands of one run, with files of its own."""
    many = folder / f"many-{run}"
    many.mkdir()
    paths = [board(many / f"b{i}.yaml", f"acme-m{run}-{i}") for i in range(files)]
    one = board(folder / f"one-{run}.yaml", f"acme-one-{run}")
    return {
        BASELINE: ["import numpy"],
        f"validate {files:,} boards": [CLI, "validate", *map(str, paths)],
        "validate one board": [CLI, "validate", str(one)],
        "add one board": [CLI, "add", str(one), "--collection", str(folder / f"kept-{run}")],
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="?", type=int, default=1000)
    parser.add_argument("runs", nargs="?", type=int, default=3)
    options = parser.parse_args()
    times: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TIERWISE_COLLECTION"] = str(Path(folder) / "none")
        warm = board(Path(folder) / "warm.yaml", "acme-warm")
        seconds([CLI, "add", str(warm), "--collection", str(Path(folder) / "warm")])
        for run in range(options.runs):
            for name, command in commands(Path(folder), run, options.files).items():
                times.setdefault(name, []).append(seconds(command))
    base = min(each[0] for each in times[BASELINE])
    print(f"{'':26}{'CPU least':>10}{'median':>8}{'clock least':>13}{'median':>8}{'ratio':>8}")
    for name, found in times.items():
        cpu, clock = ([each[i] for each in found] for i in (0, 1))
        print(f"{name:26}{min(cpu):10.2f}{median(cpu):8.2f}{min(clock):13.2f}"
              f"{median(clock):8.2f}{min(cpu) / base:8.1f}")


if __name__ == "__main__":
    main()
