"""Time commands as people run them: start, load, answer, print.

    python benchmarks/start.py [RUNS]

Prints the processor's time and the clock's, the least and the median of some runs, and the ratio of
the least times to Python that imports numpy; then what the whole catalogue adds to a command.  The
commands run in turn, so that a machine that is busy for a while is so for all of them; the least is
what a quiet machine would take.  What was read before is kept in the cache, as it is for whoever
asks twice; two rows are of a site that changed since, and of a cache folder that is empty.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SITE = str(ROOT / "examples" / "factory-three-levels.ttl")
CLI = "from tierwise.cli.main import main; main()"
ENGINE = "from tierwise.cli.main import main; from tierwise.reasoner.answers import Answers"
BEFORE, AFTER = "the engine, nothing loaded", "the engine with the catalogue"
CHANGED, EMPTY = "place, on a site that changed", "place, with an empty cache folder"
RUNS = 7
COMMANDS = {
    "python -c pass": ["pass"],
    "python -c 'import numpy'": ["import numpy"],
    BEFORE: [ENGINE],
    AFTER: [f"{ENGINE}; Answers.load()"],
    "place, on a site": [CLI, "place", "--site", SITE, "keyword-spotting"],
    "place, all tasks on a site": [CLI, "place", "--site", SITE],
    "place, over the catalogue": [CLI, "place", "keyword-spotting"],
    "explain a yes, on a site": [
        CLI, "explain", "--site", SITE, "keyword-spotting", "press-sensor"
    ],
    "explain a no, on a site": [
        CLI, "explain", "--site", SITE, "vibration-anomaly-detection", "hall-gateway"
    ],
    "explain a no, over the catalogue": [
        CLI, "explain", "keyword-spotting", "raspberry-pi-5-8gb"
    ],
}
BASELINE = "python -c 'import numpy'"


def seconds(command: list[str], **environ: str) -> tuple[float, float]:
    """Return the time of the processor and of the clock that Python takes, in s."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", *command], cwd=ROOT, stdout=subprocess.DEVNULL,
        env=os.environ | environ,
    )
    _, status, used = os.wait4(process.pid, 0)
    passed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), command
    return used.ru_utime + used.ru_stime, passed


def first_loads(folder: Path, number: int) -> dict[str, tuple[float, float]]:
    """Return the times of a site that has another comment, and of an empty cache folder."""
    site = folder / f"site-{number}.ttl"
    site.write_text(f"{Path(SITE).read_text(encoding='utf-8')}# {number}\n", encoding="utf-8")
    command = [CLI, "place", "--site", str(site), "keyword-spotting"]
    empty = folder / f"cache-{number}"
    return {
        CHANGED: seconds(command), EMPTY: seconds(command, TIERWISE_CACHE_DIR=str(empty))
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="?", type=int, default=RUNS)
    runs = parser.parse_args().runs
    for command in COMMANDS.values():
        seconds(command)  # what is read for the first time is kept
    times = {name: [] for name in (*COMMANDS, CHANGED, EMPTY)}
    with TemporaryDirectory() as folder:
        for number in range(runs):
            found = {name: seconds(command) for name, command in COMMANDS.items()}
            for name, each in (found | first_loads(Path(folder), number)).items():
                times[name].append(each)
    base = min(used for used, _ in times[BASELINE])
    print(f"{'ms, least and median':34}{'processor':>14}{'clock':>14}{'× numpy':>9}")
    for name, each in times.items():
        used, passed = zip(*each, strict=True)
        cells = [f"{min(x) * 1e3:6.0f} {median(x) * 1e3:6.0f}" for x in (used, passed)]
        print(f"{name:34}{cells[0]:>14}{cells[1]:>14}{min(used) / base:9.1f}")
    before, after = (min(used for used, _ in times[each]) for each in (BEFORE, AFTER))
    print(f"\nloading the whole catalogue adds {(after - before) * 1e3:.0f} ms of the processor")


if __name__ == "__main__":
    main()
