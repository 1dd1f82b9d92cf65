"""Whatever a file holds, it gets findings or a clear error: no crash, no hang, no flood."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tierwise.reasoner.bundle import load
from tierwise.reasoner.errors import InputError
from tierwise.reasoner.validate import Report, validate
from tierwise.reasoner.validate.vocabulary import Vocabulary, bundled_vocabulary

from .hostile import ALWAYS, ENDS, FORMS, HARMS, seeds

CASES = 2_000
LONGEST_SECONDS = 2.0  # of the processor, after which a file counts as hung
MOST_BYTES = 500 * 10**6


class Hang(BaseException):
    """A file took too long; no `except Exception` swallows it."""


@contextmanager
def no_hang() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = bundled_vocabulary()
    _ = found.peers, found.screen, found.shapes_graph  # what the first file would wait for
    return found


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    return seeds()


def harmed(number: int, kind: str, form: str, texts: dict[str, list[str]]) -> bytes:
    random = Random(number)
    return HARMS[kind](random, random.choice(texts[form]), form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("half", ["one", "other"])  # so that two processes share the work
def test_each_malformed_file_gets_findings_or_is_sound(
    form: str, half: str, texts: dict[str, list[str]], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    kinds = list(HARMS)[:: 1 if half == "one" else -1]

    @settings(
        max_examples=-(-CASES // 6), derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )
    @given(st.integers(0, 2**32), st.sampled_from(kinds))
    def each(number: int, kind: str) -> None:
        path = tmp_path / f"case.{ENDS[form]}"
        data = harmed(number, kind, form, texts)
        path.write_bytes(data)
        with no_hang():
            report = validate([path], vocabulary)
        assert isinstance(report, Report)
        assert report.findings or kind not in ALWAYS, f"nothing is wrong with {data[:200]!r}"
        assert path.read_bytes() == data and os.listdir(tmp_path) == [path.name]

    each()


@pytest.mark.parametrize("kind", HARMS)
def test_what_loads_a_malformed_file_raises_no_other_error_than_an_input_error(
    kind: str, texts: dict[str, list[str]], tmp_path: Path
) -> None:
    form = FORMS[list(HARMS).index(kind) % len(FORMS)]
    path = tmp_path / f"case.{ENDS[form]}"
    path.write_bytes(harmed(7, kind, form, texts))
    try:
        assert load([path], collection=())
    except InputError as error:
        assert error.place or error.expected


WORST = {
    "a bomb of aliases": ("yaml", "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))),
    "a number of 7 million digits": ("ttl", "<urn:a> <urn:b> " + "9" * 7_000_000 + " ."),
    "a million brackets": ("jsonld", "[" * 1_000_000),
    "a hundred thousand things": ("jsonld", "[" + '{"type": "SramPool"},' * 100_000 + "{}]"),
    "more than is read": ("ttl", "#" * (65 * 2**20)),
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak in /proc")
@pytest.mark.parametrize(("form", "text"), WORST.values(), ids=WORST)
def test_the_worst_files_take_less_than_500_mb_and_leave_no_traceback(
    form: str, text: str, tmp_path: Path
) -> None:
    path = tmp_path / f"worst.{form}"
    path.write_text(text, encoding="utf-8")
    measured = (
        "import sys; from pathlib import Path; from tierwise.cli.main import cli\n"
        "try: cli.main(['validate', sys.argv[1]], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        # Not getrusage: its peak is also that of the process which started this one.
        "print(Path('/proc/self/status').read_text(encoding='utf-8'))"
    )
    found = subprocess.run(
        [sys.executable, "-c", measured, str(path)], capture_output=True, text=True, timeout=120
    )
    assert "Traceback" not in found.stderr
    assert int(re.findall(r"VmHWM:\s+(\d+) kB", found.stdout)[0]) * 1024 < MOST_BYTES
