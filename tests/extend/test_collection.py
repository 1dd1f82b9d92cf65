"""The user's own collection: found like a repository, and written whole or not at all."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tierwise.cli.collection import add_command, diff_command, remove_command
from tierwise.reasoner.bundle import load
from tierwise.reasoner.collection import Collection, find_collection
from tierwise.reasoner.errors import UnknownName, UsageError

from .test_templates import written


def run(command, *arguments, folder):
    return CliRunner().invoke(
        command, [*map(str, arguments), "--collection", str(folder)], catch_exceptions=False,
        standalone_mode=False,
    )


def test_the_folder_that_is_given_comes_before_the_environment(tmp_path):
    environ = {"TIERWISE_COLLECTION": str(tmp_path / "b")}
    assert find_collection(tmp_path / "a", environ).folder == tmp_path / "a"
    assert find_collection(None, environ).folder == tmp_path / "b"


def test_a_project_folder_is_found_from_below(tmp_path):
    (tmp_path / ".tierwise").mkdir()
    below = tmp_path / "src" / "deep"
    below.mkdir(parents=True)
    assert find_collection(None, {}, below).folder == tmp_path / ".tierwise"


def test_without_any_it_lies_in_the_users_data_folder(tmp_path):
    assert find_collection(None, {}, tmp_path).folder.name == "collection"


@pytest.mark.parametrize("name", ["../a.ttl", "/etc/a.ttl", ".a.ttl", "a.txt", "a", "b/a.ttl"])
def test_a_name_that_is_a_path_or_no_file_of_facts_is_refused(name, tmp_path):
    with pytest.raises(UsageError):
        Collection(tmp_path).put(name, "")


def test_what_is_not_there_cannot_be_removed(tmp_path):
    Collection(tmp_path).put("mine.ttl", "")
    with pytest.raises(UnknownName, match=r"did you mean mine\.ttl"):
        Collection(tmp_path).remove("mime.ttl")


def _put_for_ever(folder: Path) -> None:
    collection = Collection(folder)
    while True:
        for letter in "ab":
            collection.put("mine.ttl", f"# {letter * 200_000}\n")


def test_killed_at_any_moment_the_old_file_or_the_new_one_is_there(tmp_path):
    whole = {f"# {letter * 200_000}\n" for letter in "ab"}
    Collection(tmp_path).put("mine.ttl", f"# {'a' * 200_000}\n")
    seen = []
    for round_ in range(8):
        writer = multiprocessing.get_context("spawn").Process(
            target=_put_for_ever, args=(tmp_path,)
        )
        writer.start()
        time.sleep(0.3 + round_ * 0.037)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        seen.append((tmp_path / "mine.ttl").read_text(encoding="utf-8") in whole)
    assert all(seen)
    assert Collection(tmp_path).names() == ["mine.ttl"]


def test_a_board_that_is_added_is_known_and_its_impact_is_told(tmp_path, monkeypatch):
    board = written(tmp_path, "hardware", "acme-m4")
    folder = tmp_path / "kept"
    said = run(add_command, board, folder=folder)
    assert said.return_value == 0
    assert "tasks have no place on acme-m4:" in said.stdout
    monkeypatch.setenv("TIERWISE_COLLECTION", str(folder))
    assert "https://example.org/my#acme-m4" in load().facts.instances(
        "https://w3id.org/tierwise/ontology#HardwareModel"
    )


def test_what_is_wrong_is_told_and_not_kept(tmp_path):
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        "@prefix tw: <https://w3id.org/tierwise/ontology#> .\n<urn:x:a> tw:deadlin 1 .\n",
        encoding="utf-8",
    )
    said = run(add_command, bad, folder=tmp_path / "kept")
    assert said.return_value == 1 and "did you mean tw:deadline" in said.stderr
    assert not (tmp_path / "kept").exists()


def test_a_dry_run_keeps_nothing(tmp_path):
    board = written(tmp_path, "hardware", "acme-m4")
    run(add_command, board, "--dry-run", folder=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_removing_says_which_places_go(tmp_path):
    board = written(tmp_path, "hardware", "acme-m4")
    folder = tmp_path / "kept"
    gained = run(add_command, board, folder=folder).stdout
    lost = run(remove_command, "acme-m4.yaml", folder=folder).stdout
    names = [line.split(" gains ")[0] for line in gained.splitlines() if " gains " in line]
    assert names and all(f"{each} loses a place on acme-m4" in lost for each in names)
    assert Collection(folder).names() == []


def test_a_changed_requirement_of_a_bundled_task_turns_its_verdicts(tmp_path):
    change = tmp_path / "strict.ttl"
    change.write_text(
        "@prefix tw: <https://w3id.org/tierwise/ontology#> .\n"
        "@prefix cat: <https://w3id.org/tierwise/catalog#> .\n"
        'cat:keyword-spotting tw:powerCap "0.000001 W" .\n', encoding="utf-8",
    )
    said = run(add_command, change, folder=tmp_path / "kept").stdout
    assert "keyword-spotting loses a place on" in said and "power" in said


def test_a_difference_is_told_fact_by_fact(tmp_path):
    board = written(tmp_path, "hardware", "acme-m4")
    folder = tmp_path / "kept"
    Collection(folder).put(board.name, board.read_text(encoding="utf-8"))
    board.write_text(
        board.read_text(encoding="utf-8").replace("64 MHz", "80 MHz"), encoding="utf-8"
    )
    said = run(diff_command, board, folder=folder)
    assert said.stdout == (
        "- <https://example.org/my#acme-m4-cpu> tw:clock 64 MHz\n"
        "+ <https://example.org/my#acme-m4-cpu> tw:clock 80 MHz\n"
    )
