"""What `tierwise new` writes validates once each blank holds the example beside it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tierwise.cli.new import new_command
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import InputError, Place, UnknownName, UsageError
from tierwise.reasoner.starting import KINDS, copy_of, template_of
from tierwise.reasoner.template import blanks, filled
from tierwise.reasoner.validate import validate

FACTS = [each for each in KINDS if KINDS[each].endswith(".yaml")]


def with_examples(kind: str, name: str) -> str:
    text = template_of(kind, name)
    return filled(text, {each.line: each.example for each in blanks(text)})


def written(folder: Path, kind: str, name: str) -> Path:
    path = folder / f"{name}{Path(KINDS[kind]).suffix}"
    path.write_text(with_examples(kind, name), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_blank_has_an_example(kind):
    found = blanks(template_of(kind, "acme-m4"))
    assert found and all(each.example for each in found)


@pytest.mark.parametrize("kind", FACTS)
def test_a_template_filled_with_its_examples_has_no_finding(kind, tmp_path):
    assert validate([written(tmp_path, kind, "acme-m4")]).findings == ()


@pytest.mark.parametrize("kind", FACTS)
def test_each_blank_that_is_left_is_told_at_its_line(kind, tmp_path):
    path = tmp_path / "acme-m4.yaml"
    text = template_of(kind, "acme-m4")
    path.write_text(text, encoding="utf-8")
    told = [e.place.line for e in validate([path]).findings if "is not filled in" in e.message]
    assert told == [each.line for each in blanks(text)]


def test_a_board_of_the_template_is_placed_like_any_other(tmp_path):
    engine = Engine.load([written(tmp_path, "hardware", "acme-m4")])
    found = engine.explain(engine.find("keyword-spotting", "Task"), engine.find("acme-m4", "Node"))
    assert "acme-m4" in found.root.node


def test_a_task_and_a_site_of_the_templates_make_a_question(tmp_path):
    files = [written(tmp_path, "site", "glasshouse"), written(tmp_path, "task", "hear-glass")]
    engine = Engine.load(files)
    (found,) = engine.place([engine.find("hear-glass", "Task")])
    assert {each.node.rsplit("#")[1] for each in found.nodes} == {
        "glasshouse-sensor", "glasshouse-hub"
    }


def test_a_copy_of_a_product_conforms_and_has_its_verdicts(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(copy_of("esp32-s3", "mine"), encoding="utf-8")
    assert validate([path]).conforms
    engine = Engine.load([path])
    task = engine.find("keyword-spotting", "Task")
    verdicts = {n: engine.explain(task, engine.find(n, "Node")).root.verdict
                for n in ("mine", "esp32-s3")}
    assert verdicts["mine"] == verdicts["esp32-s3"]


def test_a_copy_of_nothing_gets_a_did_you_mean():
    with pytest.raises(UnknownName, match="esp32-s3"):
        copy_of("esp32-s33", "mine")


@pytest.mark.parametrize("name", ["", "Acme", "a b", "../a", "a_b", "-a", "ä"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(UsageError):
        template_of("hardware", name)


def test_an_empty_answer_leaves_its_line_out_and_the_others_are_filled(tmp_path):
    output = tmp_path / "t.yaml"
    count = len(blanks(template_of("task", "hear")))
    answers = "\n".join(["Hears glass.", *[""] * (count - 1)]) + "\n"
    CliRunner().invoke(
        new_command, ["task", "hear", "--interactive", "--output", str(output)], input=answers
    )
    text = output.read_text(encoding="utf-8")
    assert "definition: Hears glass.\n" in text and "deadline:" not in text and ": …" not in text


def test_an_input_that_ends_is_said_with_the_blank_at_which_it_does(tmp_path):
    output = tmp_path / "t.yaml"
    call = ["task", "hear", "--interactive", "--output", str(output)]
    result = CliRunner().invoke(new_command, call, input="Hears glass break.\n")
    assert (result.exit_code, output.exists()) == (1, False)
    assert "the input ended at standing; nothing was written" in result.stderr


@pytest.mark.parametrize(("kind", "name", "right"), [
    ("hardware", "mine.ttl", "mine.yaml"), ("rule", "mine.yaml", "mine.rq"),
])  # fmt: skip
def test_a_name_by_which_no_command_would_read_the_file_is_refused(tmp_path, kind, name, right):
    output = tmp_path / name
    result = CliRunner().invoke(new_command, [kind, "mine", "--output", str(output)])
    assert (result.exit_code, output.exists()) == (2, False)
    assert f"--output {tmp_path / right}" in result.stderr.replace("\n", "")


def test_a_template_that_is_not_filled_in_is_refused_at_its_first_blank(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(template_of("site", "mine"), encoding="utf-8")
    with pytest.raises(InputError, match="definition is not filled in") as refused:
        Engine.load([path])
    assert refused.value.place == Place(str(path), 8)


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    output = tmp_path / "t.yaml"
    output.write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(new_command, ["task", "hear", "--output", str(output)])
    assert (result.exit_code, output.read_text(encoding="utf-8")) == (2, "mine")
