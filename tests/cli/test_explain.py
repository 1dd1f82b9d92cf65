"""`tierwise explain` and `compare`: what they print, how they end, and their JSON."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from tierwise.cli.main import cli

ROOT = Path(__file__).parents[2]
SITE = ["--site", str(ROOT / "examples" / "factory-three-levels.ttl")]


def run(*call):
    return CliRunner().invoke(cli, [*call], standalone_mode=False)


def schema(name):
    return json.loads((ROOT / f"docs/schemas/{name}.schema.json").read_text(encoding="utf-8"))


def test_an_infeasible_place_ends_with_1_and_names_the_failures_first():
    found = run("explain", "vibration-anomaly-detection", "cloud-t4", *SITE)
    lines = found.stdout.splitlines()
    assert found.return_value == 1
    assert "✗ offline-operation" in "\n".join(lines[:4])


def test_the_default_fits_a_screen_and_full_reaches_every_source():
    short = run("explain", "vibration-anomaly-detection", "cloud-t4", *SITE).stdout
    full = run("explain", "vibration-anomaly-detection", "cloud-t4", *SITE, "--full").stdout
    assert short.count("\n") <= 50
    assert "framework.md" in full and "framework.md" not in short


@pytest.mark.parametrize("name", ["passed", "skipped", "others", "response-deadline"])
def test_a_folded_part_is_shown_when_it_is_expanded(name):
    short = run("explain", "vibration-anomaly-detection", "cloud-t4", *SITE).stdout
    more = run("explain", "vibration-anomaly-detection", "cloud-t4", *SITE, "--expand", name).stdout
    assert len(more) > len(short)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (["compare", "keyword-spotting", "press-sensor", "cloud-t4"], "compare"),
        (["explain", "keyword-spotting", "press-sensor", "--sure"], "sure"),
        (["explain", "--fact", "press-sensor nodeLevel gateway-level"], "denial"),
    ],
)
def test_json_is_as_its_schema_says(call, name):
    found = run(*call, *SITE, "--format", "json")
    jsonschema.validate(json.loads(found.stdout), schema(name))


def test_a_proof_in_json_names_every_premise_as_a_conclusion():
    found = json.loads(run("explain", "keyword-spotting", "press-sensor", *SITE, "--format",
                           "json").stdout)
    conclusions = [each["conclusion"] for each in found["inferences"]]
    premises = {each for step in found["inferences"] for each in step["premises"]}
    assert len(set(conclusions)) == len(conclusions)
    assert premises <= set(conclusions)
    assert conclusions[-1] == found["finalConclusion"]


def test_a_model_file_is_explained_on_a_board():
    models = ROOT.parent / "shared" / "models"
    if not models.is_dir():
        pytest.skip("the model files of ../shared are not here")
    file = next(iter(sorted(models.rglob("*kws*.tflite"))))
    found = run("explain", "raspberry-pi-4-model-b-4gb", "--model", str(file), "--deadline", "1 s")
    assert f"{file.stem} on raspberry-pi-4-model-b-4gb is" in found.stdout


@pytest.mark.parametrize(
    "call", [["explain"], ["explain", "a", "b", "c"], ["explain", "x", "--fact", "a b c"],
             ["explain", "keyword-spotting", "--sure"], ["explain", "x", "--deadline", "1 s"]],
)
def test_a_wrong_call_is_a_usage_error(call):
    found = run(*call)
    assert type(found.exception).__name__ == "UsageError"
