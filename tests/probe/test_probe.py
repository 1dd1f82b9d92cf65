"""A machine that says what it is becomes a product that can be judged, with a source a figure."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tierwise.cli.probe import probe_command
from tierwise.reasoner.answers import Answers
from tierwise.reasoner.bundle import bundled_layouts, load
from tierwise.reasoner.errors import InputError, ParseError, UsageError
from tierwise.reasoner.facts import Facts, lexical
from tierwise.reasoner.linting import lint
from tierwise.reasoner.namespaces import DCTERMS, curie, tw
from tierwise.reasoner.output import ASKED, Output, read_outputs
from tierwise.reasoner.probe import ask_machine
from tierwise.reasoner.tables.describing import OWN, describe_machine
from tierwise.reasoner.turtle import parse_turtle
from tierwise.reasoner.verdict import Verdict

MACHINES = Path(__file__).parent / "machines"
NAMES = ("server", "pi-5", "jetson", "gpu-host")
DAY = "2026-11-23"


@pytest.fixture(scope="module")
def described():
    knowledge, layouts = load(), bundled_layouts()

    def describe(outputs, name="box"):
        return describe_machine(knowledge, layouts, outputs, name, DAY)

    return describe


@pytest.fixture(scope="module")
def machines(described):
    found = {e: described(read_outputs([MACHINES / e]), e) for e in NAMES}
    return {e: Facts.of(parse_turtle(each.text, e)) for e, each in found.items()}


def said(name: str, text: str) -> Output:
    return Output(name, text, ASKED[name], name)


def stated(facts: Facts, name: str, part: str, property_: str) -> str:
    found = facts.object(f"{OWN}{name}-{part}", tw(property_)) or ""
    return lexical(found) if found.startswith('"') else curie(found)


@pytest.mark.parametrize(("name", "part", "property_", "value"), [
    ("server", "cpu", "family", "cat:x86-64-amx"),
    ("server", "cpu", "coreCount", "64"),
    ("server", "cpu", "clock", "3400 MHz"),
    ("server", "ram", "capacity", "263742108 KiB"),
    ("pi-5", "cpu", "family", "cat:cortex-a76"),
    ("pi-5", "cpu", "clock", "2400 MHz"),
    ("pi-5", "storage", "capacity", "30341420 KiB"),
    ("jetson", "cpu", "family", "cat:cortex-a78ae"),
    ("jetson", "cpu", "coreCount", "6"),
    ("gpu-host", "cpu", "family", "cat:x86-64-avx512"),
    ("gpu-host", "cpu", "coreCount", "16"),
    ("gpu-host", "gpu", "family", "cat:ampere-gpu"),
    ("gpu-host", "gpu", "coreCount", "2"),
    ("gpu-host", "vram", "capacity", "98280 MiB"),
])  # fmt: skip
def test_a_machine_is_described_by_what_it_says(name, part, property_, value, machines):
    assert stated(machines[name], name, part, property_) == value


@pytest.mark.parametrize(("name", "part"), [
    ("jetson", "cat:jetson-orin-nano-gpu"), ("gpu-host", "cat:rtx-4090-gpu"),
])  # fmt: skip
def test_a_processor_that_the_catalogue_describes_is_taken_from_it(name, part, machines):
    parts = {curie(each) for each in machines[name].objects(OWN + name, tw("hasPart"))}
    assert part in parts


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_out_validates_without_a_finding(name, machines, described, tmp_path):
    path = tmp_path / f"{name}.ttl"
    path.write_text(described(read_outputs([MACHINES / name]), name).text, encoding="utf-8")
    assert lint([path], []).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_each_part_names_the_command_that_told_it_and_the_day(name, machines):
    facts = machines[name]
    sources = {
        each: (facts.text(each, DCTERMS + "identifier"), facts.text(each, DCTERMS + "date"))
        for part in ("cpu", "ram", "storage")
        for each in facts.objects(f"{OWN}{name}-{part}", DCTERMS + "source")
    }
    assert set(sources.values()) == {
        ("lscpu -J", DAY), ("/proc/meminfo", DAY), ("df -P -k /", DAY)
    }


def test_what_no_command_says_is_left_out_and_said(described):
    found = described([said("lscpu", "Architecture: x86_64\nModel name: X\nFlags: lm avx2")])
    assert {"not known: clock of the processor", "not known: size of the RAM"} <= set(found.notes)
    assert "tw:clock" not in found.text


def test_two_kinds_of_cores_are_two_processors(described):
    text = "\n".join([
        "Architecture: aarch64",
        "Model name: Cortex-A55", "Core(s) per cluster: 4", "Cluster(s): 1", "CPU max MHz: 1800",
        "Model name: Cortex-A76", "Core(s) per cluster: 2", "Cluster(s): 2", "CPU max MHz: 2304",
        "Flags: fp asimd asimddp",
    ])  # fmt: skip
    found = described([said("lscpu", text)])
    facts = Facts.of(parse_turtle(found.text, "box"))
    assert (stated(facts, "box", "cpu", "family"), stated(facts, "box", "cpu-2", "family")) == (
        "cat:cortex-a55", "cat:cortex-a76"
    )
    assert stated(facts, "box", "cpu-2", "coreCount") == "4"


CPUINFO = """processor : 0
CPU implementer : 0x41
CPU part : 0xd08
Features : fp asimd

processor : 1
CPU implementer : 0x41
CPU part : 0xd08
Features : fp asimd
"""


def test_part_numbers_tell_the_core_where_lscpu_is_not_there(described):
    found = described([said("cpuinfo", CPUINFO)])
    facts = Facts.of(parse_turtle(found.text, "box"))
    assert stated(facts, "box", "cpu", "family") == "cat:cortex-a72"
    assert stated(facts, "box", "cpu", "coreCount") == "2"


def test_a_clock_of_the_moment_says_so(described):
    info = "processor : 0\nmodel name : X\ncpu MHz : 2596.150\nflags : lm avx2"
    found = described([said("cpuinfo", info)])
    assert '"2596.15 MHz"' in found.text
    assert "no highest clock is stated" in found.text


def test_a_card_of_an_unknown_generation_is_left_out_and_said(described):
    cards = "name, memory.total [MiB], compute_cap\nSome Card, 1024 MiB, 99.0"
    found = described([said("cpuinfo", CPUINFO), said("nvidia-smi", cards)])
    assert "left out, since no family is known for it: Some Card, 1024 MiB" in found.notes


def test_bare_numbers_of_cards_have_the_unit_of_the_header(described):
    cards = "name, memory.total [MiB], compute_cap\nSome Card, 1024, 8.6"
    found = described([said("cpuinfo", CPUINFO), said("nvidia-smi", cards)])
    assert 'tw:capacity "1024 MiB"' in found.text


@pytest.mark.parametrize(("name", "text", "line"), [
    ("lscpu", '{"lscpu": [\n{"field": 1}]}', None),
    ("lscpu", '{"lscpu": [\n{,}]}', 2),
    ("lscpu", "{" * 5, 1),
    ("lscpu", '{"lscpu": ' + "[" * 100_000, None),
    ("lscpu", '{"lscpu": 1' + "0" * 5000 + "}", None),
    ("lscpu", '{"lscpu": 7}', 1),
    ("lscpu", "Architecture: x\nno colon", 2),
    ("lscpu", "Architecture: x\nSocket(s): many", None),
    ("meminfo", "MemFree: 1 kB", 1),
    ("df", "Filesystem 1024-blocks Used Available Capacity Mounted on", None),
    ("cpuinfo", "nothing", 1),
    ("nvidia-smi", "No devices were found", 1),
    ("nvidia-smi", "name, memory.total [MiB]\nA, 1 MiB, 2", 2),
    ("nvidia-smi", "", None),
    ("nvidia-smi", "name\n" + "A" * 200_000, None),
])  # fmt: skip
def test_what_is_no_such_output_is_refused_at_its_line(name, text, line, described):
    with pytest.raises(ParseError) as refusal:
        described([said("cpuinfo", CPUINFO), *([said(name, text)])])
    assert refusal.value.place is not None and refusal.value.place.file == name
    assert line in (None, refusal.value.place.line)


def test_a_processor_of_no_known_family_is_refused_with_its_name(described):
    with pytest.raises(InputError, match="no family of the catalogue") as refusal:
        described([said("lscpu", "Architecture: s390x\nModel name: 8561")])
    assert refusal.value.found == "8561"


def test_a_folder_without_outputs_is_refused_with_the_names_that_are_looked_for(tmp_path):
    with pytest.raises(ParseError, match="meminfo"):
        read_outputs([tmp_path])


def test_a_file_of_another_name_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("x")
    with pytest.raises(ParseError, match="no output that is known"):
        read_outputs([path])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux")
def test_the_machine_at_hand_says_how_much_memory_it_has():
    assert "meminfo" in {each.name for each in ask_machine()}


def test_another_system_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(UsageError, match="new hardware"):
        ask_machine()


def test_the_same_outputs_give_the_same_file(described):
    outputs = read_outputs([MACHINES / "server"])
    assert described(outputs).text == described(outputs).text


def test_yaml_means_the_same_as_turtle(tmp_path):
    from tierwise.reasoner.written import Written

    run = [str(MACHINES / "gpu-host"), "--date", DAY, "--output"]
    found = []
    for path in (tmp_path / "box.yaml", tmp_path / "box.ttl"):
        CliRunner().invoke(probe_command, ["--from", *run, str(path)], catch_exceptions=False)
        facts = Written().parse(path.read_text(encoding="utf-8"), path.name)
        found.append({f.triple[1:] for f in facts if not f.subject.startswith("_:")
                      and not f.object.startswith("_:")})  # fmt: skip
    assert found[0] == found[1]


def test_a_file_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / "box.yaml"
    path.write_text("mine")
    run = CliRunner().invoke(
        probe_command, ["--from", str(MACHINES / "pi-5"), "--output", str(path)]
    )
    assert (run.exit_code, path.read_text()) == (2, "mine")


def test_a_described_machine_is_judged_like_any_product(described, tmp_path):
    path = tmp_path / "pi-5.ttl"
    path.write_text(described(read_outputs([MACHINES / "pi-5"]), "pi-5").text, encoding="utf-8")
    answers = Answers(load([path]))
    task = answers.find("smart-building", "Task")
    (found,) = answers.place([task], [OWN + "pi-5"])
    assert [each.verdict for each in found.nodes] == [Verdict.FEASIBLE]
