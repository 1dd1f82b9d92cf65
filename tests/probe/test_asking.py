"""What a machine is asked is bounded: commands that hang, fail or say too much do no harm."""

from __future__ import annotations

import os

import pytest

from tierwise.reasoner import probe
from tierwise.reasoner.errors import UsageError


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Return what puts a program of some name before those of the machine."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    def put(name: str, body: str) -> None:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    return put


def asked() -> dict[str, str]:
    return {each.name: each.text for each in probe.ask_machine()}


pytestmark = pytest.mark.skipif(os.name != "posix", reason="writes shell scripts")


def test_what_a_command_prints_is_its_output(command):
    command("nvidia-smi", 'echo "name, memory.total [MiB]"; echo "Some Card, 1 MiB"')
    assert asked()["nvidia-smi"] == "name, memory.total [MiB]\nSome Card, 1 MiB"


def test_a_command_is_told_what_to_print(command):
    command("lscpu", 'echo "$@"')
    assert asked()["lscpu"] == "-J"


def test_a_command_that_fails_is_left_out(command):
    command("nvidia-smi", "echo half an answer; exit 9")
    assert "nvidia-smi" not in asked()


def test_a_command_that_hangs_is_ended(command, monkeypatch):
    monkeypatch.setattr(probe, "LONGEST_WAIT", 0.3)
    command("nvidia-smi", "echo what counts if it may end by itself; exec sleep 60")
    assert "nvidia-smi" not in asked()


def test_a_command_that_says_too_much_is_refused(command, monkeypatch):
    monkeypatch.setattr(probe, "LONGEST_OUTPUT", 2**20)
    command("nvidia-smi", "exec yes")
    with pytest.raises(UsageError, match="says too much"):
        probe.ask_machine()


def test_no_variable_of_the_user_reaches_a_command(command, monkeypatch):
    monkeypatch.setenv("LD_PRELOAD_OF_MINE", "1")
    command("nvidia-smi", "env")
    assert "LD_PRELOAD_OF_MINE" not in asked()["nvidia-smi"]
