"""The commands `list` and `show`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from tierwise.cli.catalog import list_command, show_command
from tierwise.reasoner.catalogue import KINDS
from tierwise.reasoner.errors import UnknownName
from tierwise.reasoner.turtle import parse_turtle

ROOT = Path(__file__).parents[2]
SITE = str(ROOT / "examples/factory-three-levels.ttl")


def schema(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        (ROOT / f"docs/schemas/{name}.schema.json").read_text(encoding="utf-8")
    )
    return found


def listed(*args: str) -> Result:
    return CliRunner().invoke(list_command, args, catch_exceptions=False)


def show(*args: str) -> Result:
    return CliRunner().invoke(show_command, args)


def shown_json(name: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(show(name, "--format", "json").stdout)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_entries_sorted_by_name(kind: str):
    entries = json.loads(listed(kind, "--format", "json").stdout)["entries"]
    names = [each["name"] for each in entries]
    assert names and names == sorted(names)


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_of_every_kind_keeps_to_its_schema(kind: str):
    jsonschema.validate(json.loads(listed(kind, "--format", "json").stdout), schema("list"))


def test_a_level_leaves_out_what_is_of_another():
    names = listed("hardware", "--level", "gateway").stdout
    assert ("raspberry-pi-5-8gb" in names, "esp32-s3" in names) == (True, False)


def test_drivers_of_a_level_are_those_that_favour_it():
    lines = listed("drivers", "--level", "device").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "name", "driver-d1-latency-critical", "driver-d2-connectivity-unreliable",
        "driver-d3-privacy-paramount", "driver-d4-bandwidth-expensive",
        "driver-h1-detects-events",
    ]


def test_the_csv_has_a_header_and_the_figures_as_people_read_them():
    lines = listed("links", "--format", "csv").stdout.splitlines()
    assert lines[0] == "name,crosses,uplinkRate,latencyP50,pricePerByte,label"
    assert "ble,local-network,132.8 kbit/s,6 ms,,Bluetooth Low Energy" in lines


def test_the_users_sites_are_listed():
    assert "press-sensor" in listed("sites", "--file", SITE).stdout


def test_an_unknown_kind_is_a_wrong_call():
    assert listed("boards").exit_code == 2


@pytest.mark.parametrize(
    "name",
    [
        "esp32-s3", "cat:esp32-s3", "https://w3id.org/tierwise/catalog#esp32-s3",
        "ESP32-S3-WROOM-1-n8",
    ],
)
def test_a_thing_is_found_by_local_name_curie_iri_and_label(name: str):
    assert show(name).stdout.startswith("cat:esp32-s3  ESP32-S3-WROOM-1-N8\n")


def test_an_unknown_name_is_refused_with_the_nearest():
    error = show("raspbery-pi-5-8gb").exception
    assert isinstance(error, UnknownName) and "raspberry-pi-5-8gb" in str(error.hint)


def test_a_name_of_ours_wins_over_a_foreign_one():
    assert show("price").stdout.startswith("tw:price")


def test_a_label_of_several_things_is_refused_with_their_curies(tmp_path: Path):
    (tmp_path / "twins.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<urn:a#twin> rdfs:label "x" . <urn:b#twin> rdfs:label "y" .'
    )
    error = show("twin", "--file", str(tmp_path / "twins.ttl")).exception
    assert isinstance(error, UnknownName) and error.found == "<urn:a#twin>, <urn:b#twin>"


def test_a_fact_is_shown_with_its_file_and_line():
    facts = shown_json("keyword-spotting")["facts"]
    function = next(each for each in facts if each["property"] == "tw:function")
    text = (ROOT / str(function["file"])).read_text(encoding="utf-8").splitlines()
    assert "tw:function tw:detect" in text[int(str(function["line"])) - 1]


def test_a_figure_is_shown_with_standing_source_and_the_text_as_written():
    figures = shown_json("keyword-spotting")["figures"]
    deadline = next(each for each in figures if each["property"] == "tw:deadline")
    assert [deadline[key] for key in ("value", "unit", "shown", "text", "standing", "source")] == [
        0.1, "unit:SEC", "100 ms", "100 ms", "assumed", "cat:source-decision-framework"
    ]


def test_the_rivals_of_a_chosen_figure_are_shown():
    figures = shown_json("esp32")["figures"]
    sleep = next(each for each in figures if each["property"] == "tw:sleepPower")
    rivals = sleep["rivals"]
    assert isinstance(rivals, list) and [each["text"] for each in rivals] == ["19 mW"]


def test_the_figures_of_a_products_parts_are_shown():
    figures = shown_json("esp32")["figures"]
    assert ("cat:esp32-sram", "520 KiB") in {(each["of"], each["text"]) for each in figures}


def test_what_is_inferred_is_shown_with_its_rule():
    inferred = shown_json("keyword-spotting")["inferred"]
    driver = next(each for each in inferred if each["property"] == "tw:hasDriver")
    assert [driver["value"], driver["rule"]] == [
        "tw:driver-d3-privacy-paramount", "driver-by-class"
    ]


@pytest.mark.parametrize("name", ["esp32-s3", "keyword-spotting", "tw:privacy", "tw:deadline"])
def test_the_json_of_a_thing_keeps_to_its_schema(name: str):
    jsonschema.validate(shown_json(name), schema("show"))


def test_the_turtle_of_a_thing_parses_and_holds_its_figures():
    facts = parse_turtle(show("esp32", "--format", "ttl").stdout, "out.ttl")
    assert '"0.05 mW"' in {each.object for each in facts}


def test_the_same_turtle_is_written_every_time():
    assert show("esp32", "--format", "ttl").stdout == show("esp32", "--format", "ttl").stdout
