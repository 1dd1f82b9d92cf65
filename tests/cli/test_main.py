"""The command line as a person meets it: answers, exit codes, and messages for bad input."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FACTORY = str(ROOT / "examples" / "factory-three-levels.ttl")
PREFIXES = (
    "@prefix tw: <https://w3id.org/tierwise/ontology#> .\n"
    "@prefix cat: <https://w3id.org/tierwise/catalog#> .\n"
    "@prefix ex: <https://example.org/x#> .\n"
)


def tierwise(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from tierwise.cli.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_place_names_level_node_and_driver():
    found = tierwise("place", "keyword-spotting", "--site", FACTORY)
    assert found.stdout.splitlines()[0] == (
        "keyword-spotting: device, on press-sensor "
        "(feasible; decided by the only feasible level; drivers D3)"
    )
    assert found.returncode == 0


def test_place_without_a_site_says_that_no_network_is_assessed():
    found = tierwise("place", "gesture-recognition")
    assert "No site was given: all products were asked, and no network is assessed." in found.stdout


def test_place_as_csv_has_one_row_a_node():
    found = tierwise("place", "keyword-spotting", "--site", FACTORY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert [row["node"] for row in rows if row["verdict"] == "feasible"] == [
        "https://example.org/factory#press-sensor"
    ]


def test_place_as_turtle_can_be_parsed():
    from tierwise.reasoner.turtle import parse_turtle

    found = tierwise("place", "keyword-spotting", "--site", FACTORY, "--format", "ttl")
    verdicts = {f.object.rsplit("#", 1)[1] for f in parse_turtle(found.stdout, "out")
                if f.predicate.endswith("#hasVerdict")}
    assert verdicts == {"feasible", "infeasible"}


def test_a_product_of_ones_own_file_is_shown_wherever_it_ranks():
    own = str(ROOT / "examples" / "pi-5-32gb.yaml")
    shown = tierwise("place", "smart-building", "--file", own).stdout.splitlines()
    assert [each.split()[0] for each in shown[10:12]] == ["pi-5-32gb", "219"]


def test_a_node_that_no_path_leads_to_is_told_beside_the_answer(tmp_path):
    text = (ROOT / "examples" / "own-board.ttl").read_text(encoding="utf-8")
    cold = "ex:cold a tw:Node ; tw:instanceOf ex:acme-m4 ; tw:role tw:device-level ."
    site = tmp_path / "site.ttl"
    site.write_text(text.replace("ex:ear , ex:shed ;", "ex:ear , ex:shed , ex:cold ;") + cold)
    found = tierwise("place", "--site", str(site), "hear-glass")
    assert (found.returncode, f"{site}: no path leads" in found.stderr) == (0, True)


def test_all_tasks_of_a_site_are_those_of_which_it_is_said_where_their_data_arises():
    site = str(ROOT / "examples" / "scenarios" / "ex-01-person-detection.ttl")
    found = tierwise("place", "--site", site, "--format", "csv")
    tasks = {row["task"].rsplit("#")[1] for row in csv.DictReader(io.StringIO(found.stdout))}
    assert tasks == {"detect-person-with-esp-nn", "detect-person-without-esp-nn"}
    assert "left out, for nobody says where their data arises" in found.stderr


SITES = {
    "without any path": (" ; tw:hasLink ex:wifi", "", ":49: greenhouse has no path"),
    "without nodes": ("tw:hasNode ex:ear , ex:shed ;", "", ":49: greenhouse has no nodes"),
    "that does not say where data arises": (
        "tw:dataArisesAt ex:ear ;", "", ":49: nobody says where the data of hear-glass arises"),
}


@pytest.mark.parametrize("what", SITES)
def test_a_site_is_refused_at_its_line(what, tmp_path):
    old, new, message = SITES[what]
    site = tmp_path / "site.ttl"
    text = (ROOT / "examples" / "own-board.ttl").read_text(encoding="utf-8")
    assert old in text
    site.write_text(text.replace(old, new), encoding="utf-8")
    found = tierwise("place", "--site", str(site), "hear-glass")
    assert (found.returncode, found.stdout) == (1, "")
    assert f"{site}{message}" in found.stderr


def test_a_node_of_a_site_that_is_not_given_is_asked_for():
    found = tierwise("explain", "keyword-spotting", "press-sensor")
    assert "the nodes of a site are known with --site FILE" in found.stderr


def test_a_sign_that_the_terminal_lacks_is_no_failure(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    command = [sys.executable, "-c", "from tierwise.cli.main import main; main()"]
    call = [*command, "explain", "gesture-recognition", "press-sensor", "--site", FACTORY]
    found = subprocess.run(call, capture_output=True, check=False, timeout=120)
    assert (found.returncode, found.stdout[:1], found.stderr) == (0, b"?", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_an_answer_that_cannot_be_written_is_said_without_a_traceback():
    call = [sys.executable, "-c", "from tierwise.cli.main import main; main()", "list", "levels"]
    with open("/dev/full", "w") as full:
        found = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, check=False, timeout=120)
    assert (found.returncode, b"No space left" in found.stderr) == (1, True)
    assert b"Traceback" not in found.stderr and b"Exception" not in found.stderr


def test_explain_exits_1_where_it_cannot_run():
    found = tierwise("explain", "keyword-spotting", "cloud-t4", "--site", FACTORY)
    assert found.returncode == 1
    assert "privacy: raw data must stay in press-sensor" in found.stdout


def test_explain_as_json_has_a_final_conclusion_and_inferences():
    found = tierwise(
        "explain", "keyword-spotting", "press-sensor", "--site", FACTORY, "--format", "json"
    )
    proof = json.loads(found.stdout)
    assert proof["finalConclusion"] == proof["inferences"][-1]["conclusion"]


TASK, POOL = PREFIXES + "ex:t a tw:Task ; ", PREFIXES + "ex:p a tw:SramPool ; "
BAD = {
    "a file that is not Turtle": ("hello world", ":1: is not Turtle"),
    "an unknown prefix": ("nope:a nope:b nope:c .", ":1: unknown prefix"),
    "an unknown name": (TASK + 'tw:deadlin "1 ms" .', ":4: unknown name tw:deadlin"),
    "an unknown unit": (TASK + 'tw:deadline "1 parsec" .', ":4: tw:deadline of t"),
    "a negative RAM": (POOL + 'tw:capacity "-5 KiB" .', ":4: tw:capacity of p is negative"),
    "an unknown datatype": (
        POOL + 'tw:capacity "1"^^<http://example.org/odd> .',
        ":4: tw:capacity of p: is not a quantity",
    ),
}


@pytest.mark.parametrize("what", sorted(BAD))
def test_bad_input_gets_file_line_expected_and_found(what, tmp_path):
    text, message = BAD[what]
    file = tmp_path / "bad.ttl"
    file.write_text(text, encoding="utf-8")
    found = tierwise("place", "keyword-spotting", "--file", str(file))
    assert (found.returncode, found.stdout) == (1, "")
    assert f"{file}{message}" in found.stderr
    assert "expected:" in found.stderr and "Traceback" not in found.stderr


def test_a_missing_file_is_named():
    found = tierwise("place", "keyword-spotting", "--file", "nowhere.ttl")
    assert (found.returncode, "nowhere.ttl: cannot be read" in found.stderr) == (1, True)


def test_a_misspelt_task_gets_a_suggestion():
    found = tierwise("place", "keyword-spoting")
    assert "did you mean keyword-spotting?" in found.stderr


def test_a_wrong_call_exits_2():
    assert [tierwise(*each).returncode for each in (["plce"], ["place", "--odd"])] == [2, 2]


def test_a_site_file_without_a_site_is_refused(tmp_path):
    file = tmp_path / "task.ttl"
    file.write_text(PREFIXES + "ex:t a tw:Task .", encoding="utf-8")
    found = tierwise("place", "--site", str(file))
    assert (found.returncode, f"{file}: holds no site" in found.stderr) == (1, True)
