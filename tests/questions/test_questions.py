"""The bundled competency questions: each has a given graph, and its whole answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.cli.query import rendered
from tierwise.reasoner.bundle import load
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.query import Answer, ask, questions, run_query
from tierwise.reasoner.source import read_text
from tierwise.reasoner.turtle import parse_turtle

HERE = Path(__file__).parent
NAMES = sorted(questions())


@pytest.fixture(scope="module")
def bundle() -> Knowledge:
    return load()


def answer_of(name: str) -> Answer:
    given = HERE / name / "given.ttl"
    facts = parse_turtle(read_text(given), str(given))
    return ask(tuple(each.triple for each in facts), questions()[name].query)


def test_there_are_at_least_twenty_questions_two_of_which_ask_yes_or_no():
    asking = [name for name in NAMES if "\nASK" in questions()[name].query]
    assert (len(NAMES) >= 20, len(asking) >= 2) == (True, True)


def test_every_question_has_a_given_and_an_answer_and_each_of_these_a_question():
    folders = sorted(each.name for each in HERE.iterdir() if (each / "given.ttl").is_file())
    answered = sorted(each.parent.name for each in HERE.glob("*/answer.csv"))
    assert (folders, answered) == (NAMES, NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_says_what_it_asks_in_a_sentence(name: str):
    assert questions()[name].query.startswith("# question: ")
    assert questions()[name].sentence.endswith("?")


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_this_whole_answer_on_its_given_graph(name: str):
    expected = (HERE / name / "answer.csv").read_text(encoding="utf-8")
    assert rendered(answer_of(name), "csv") + "\n" == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_question_finds_something_in_what_is_bundled(name: str, bundle: Knowledge):
    answer = run_query(bundle, questions()[name].query)
    assert answer.rows or answer.boolean
