"""What `tierwise calibrate` prints and writes."""

import csv
import json
import shutil
from pathlib import Path

import jsonschema
import pyoxigraph
import pytest
from click.testing import CliRunner

from tierwise.cli.calibrate import calibrate_command
from tierwise.reasoner.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def few(folder, tmp_path_factory):
    """Return a folder with the token rates alone: they fit in a second."""
    made = tmp_path_factory.mktemp("measured")
    with (folder / "misc_measured.csv").open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        rows = [row for row in reader if row["group"] in ("llm", "orin-nano-llm")]
    with (made / "misc_measured.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def answer(few):
    found = CliRunner().invoke(
        calibrate_command, [str(few), "--cross-validate", "--format", "json"],
        catch_exceptions=False,
    )
    return json.loads(found.stdout)


def test_without_anything_to_do_it_says_what_to_ask_for(tmp_path):
    with pytest.raises(UsageError, match="--cross-validate or --output"):
        CliRunner().invoke(calibrate_command, [str(tmp_path)], catch_exceptions=False)


def test_json_is_as_its_schema_says(answer):
    schema = json.loads((ROOT / "docs/schemas/calibrate.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(answer)) == []


def test_both_protocols_are_reported_and_single_boards_apart(answer):
    told = [(each["left_out"], each["families"]) for each in answer["scores"]]
    apart = [("board", "several boards"), ("board", "single board")]
    assert told == [("row", "all"), ("board", "all"), *apart]


def test_the_token_rate_is_met_with_a_row_left_out(answer):
    score = answer["scores"][0]
    assert score["group"] == "token rate"
    assert score["median_error"] < 0.25 and score["median_width"] < 3.5
    assert score["contradicted_verdicts"] <= 0.03 * score["hard_verdicts"]


def test_the_token_rate_is_met_with_a_board_left_out(answer):
    score = answer["scores"][2]
    assert score["families"] == "several boards"
    assert score["median_error"] < min(0.25, score["constant_median_error"])
    assert 0.87 <= score["coverage"] <= 0.93 and score["median_width"] < 3.5
    assert score["contradicted_verdicts"] <= 0.03 * score["hard_verdicts"]


def test_the_factors_are_turtle_with_fit_rows_and_date(few, tmp_path):
    file = tmp_path / "factors.ttl"
    arguments = [str(few), "--output", str(file), "--date", "2026-11-23"]
    CliRunner().invoke(calibrate_command, arguments, catch_exceptions=False)
    quads = list(pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.TURTLE))
    tw = "https://w3id.org/tierwise/ontology#"
    dated = {q.subject for q in quads if q.predicate.value == tw + "fitDate"}
    kind = tw + "TokenFactor"
    factors = {q.subject for q in quads if getattr(q.object, "value", "") == kind}
    assert factors and factors <= dated


def test_a_folder_gets_a_module_a_kind_of_unit_in_place_of_those_of_before(few, tmp_path):
    (tmp_path / "fitted-microcontrollers.ttl").write_text("old", encoding="utf-8")
    arguments = [str(few), "--output", str(tmp_path), "--date", "2026-11-23"]
    CliRunner().invoke(calibrate_command, arguments, catch_exceptions=False)
    assert [each.name for each in tmp_path.iterdir()] == ["fitted-language.ttl"]


def test_a_refit_on_the_same_rows_writes_the_same_file(few, tmp_path):
    texts = []
    for name in ("one.ttl", "two.ttl"):
        arguments = [str(few), "--output", str(tmp_path / name), "--date", "2026-11-23"]
        CliRunner().invoke(calibrate_command, arguments, catch_exceptions=False)
        texts.append((tmp_path / name).read_text("utf-8"))
    assert texts[0] == texts[1]
