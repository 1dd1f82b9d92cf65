"""What is wrong with the SPARQL of a rule or a question is a finding at its line."""

import pytest

from tierwise.reasoner.linting import lint
from tierwise.reasoner.starting import template_of

RULE = """# rule: mine
# says: {board} is remote.
PREFIX tw: <https://w3id.org/tierwise/ontology#>
CONSTRUCT { ?board tw:updateMode tw:remote-deployment }
WHERE { ?board a tw:MicrocontrollerBoard }
"""
QUESTION = "# question: Which boards?\nSELECT ?board WHERE { ?board a tw:MicrocontrollerBoard }\n"


def findings(tmp_path, text):
    path = tmp_path / "mine.rq"
    path.write_text(text, encoding="utf-8")
    return [(each.place.line, each.message) for each in lint([path]).findings]


@pytest.mark.parametrize("text", [RULE, QUESTION, QUESTION.replace("}", '; rdfs:label "tw:no" }')])
def test_a_query_that_is_sound_has_no_finding(text, tmp_path):
    assert findings(tmp_path, text) == []


@pytest.mark.parametrize(("text", "line"), [
    (RULE.replace("tw:MicrocontrollerBoard", "tw:MicrocontrolerBoard"), 5),
    (RULE.replace("tw:MicrocontrollerBoard", "<https://w3id.org/tierwise/ontology#Bord>"), 5),
    (RULE.replace("tw:remote-deployment", "tw:remote-deploymet"), 4),
    (QUESTION.replace("tw:MicrocontrollerBoard", "cat:no-such-board"), 2),
])  # fmt: skip
def test_a_name_that_nothing_defines_is_told_at_its_line(text, line, tmp_path):
    ((at, message),) = findings(tmp_path, text)
    assert at == line and message.endswith("is not defined")


def test_a_prefix_that_a_rule_does_not_declare_is_told_at_its_line(tmp_path):
    ((line, message),) = findings(tmp_path, RULE.replace("PREFIX tw:", "PREFIX ex:"))
    assert (line, message) == (4, "unknown prefix tw:")


def test_a_question_without_its_sentence_is_told(tmp_path):
    ((line, message),) = findings(tmp_path, QUESTION.split("\n", 1)[1])
    assert (line, message) == (1, "the question is not said in words")


@pytest.mark.parametrize(("kind", "blanks"), [
    ("rule", ["says", "cites"]), ("question", ["question"]),
])  # fmt: skip
def test_each_blank_of_a_header_is_told(kind, blanks, tmp_path):
    told = [message for _, message in findings(tmp_path, template_of(kind, "mine"))]
    assert told == [f"{each} is not filled in" for each in blanks]


@pytest.mark.parametrize("text", [
    "garbage\n", "- id: my:x\n  type: Task\n", QUESTION.replace("}", ""),
    "SELECT * WHERE { SERVICE <http://localhost/> { ?s ?p ?o } }",
    RULE.replace("{ ?board a", "{ SERVICE <http://localhost/> { ?b ?p ?o } ?board a"),
])  # fmt: skip
def test_what_can_not_be_asked_is_told(text, tmp_path):
    assert findings(tmp_path, text)
