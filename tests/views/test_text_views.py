"""Markdown, Mermaid and DOT: each sentence once, and nothing in it read as markup."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from html import unescape

import pytest
from markdown_it import MarkdownIt

from tierwise.cli.render.proof.dot import proof_dot
from tierwise.cli.render.proof.graph import boxes
from tierwise.cli.render.proof.markdown import code, escaped, proof_markdown
from tierwise.cli.render.proof.mermaid import proof_mermaid
from tierwise.cli.render.proof.outline import FULL, View
from tierwise.cli.render.proof.palette import mark
from tierwise.cli.render.proof.wrapping import one_line

from .conftest import HOSTILE


def squeezed(text: str) -> str:
    return "".join(one_line(text).split())


def shown(box) -> str:
    """Return what a list item has of a box: mark, heading, sentence, origin and source."""
    whence = ",".join(each for each in (box.origin, box.source) if each and box.origin)
    heading = f"{box.heading}:" if box.heading else ""
    return squeezed(mark(box.mark) + heading + box.said + (f"({whence})" if whence else ""))


def items(markdown: str) -> list[str]:
    """Return the plain text of each list item, as a Markdown reader sees it."""
    reader = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["strikethrough", "table"])
    tokens = reader.parse(markdown)
    return [
        "".join(part.content for part in each.children or ())
        for each in tokens if each.type == "inline"
    ]


def test_markdown_has_each_sentence_once_and_refers_to_it_after_that(proof, view):
    found = [each for each in items(proof_markdown(proof, view)) if not each.startswith("as above")]
    assert Counter(map(squeezed, found)) == Counter(map(shown, boxes(proof, view)))


def test_markdown_nests_premises_and_sets_file_and_line_as_code(proofs):
    text = proof_markdown(proofs["infeasible"], View())
    assert "  - ✗ **response-deadline:** takes 245.2 ms (137.6 ms to 485.8 ms)" in text
    assert (
        "    - deadline of industrial-vision-pipeline is 100 ms "
        "(assumed, `ontology/catalog/workloads.ttl:94`)"
    ) in text


@pytest.mark.parametrize("text", [*HOSTILE, "- item", "+ x", "=====", "12) x", "    far", "***"])
def test_markdown_shows_a_hostile_text_as_it_stands(text):
    shown = items(f"- {escaped(text)}\n")
    assert [squeezed(each) for each in shown] == [squeezed(text)]


@pytest.mark.parametrize("text", HOSTILE)
def test_code_holds_any_backticks(text):
    inline = MarkdownIt("commonmark").parse(code(text))[1]
    assert [(e.type, squeezed(e.content)) for e in inline.children] == [
        ("code_inline", squeezed(text))
    ]


def test_markdown_has_no_html_whatever_a_proof_says(hostile):
    tokens = MarkdownIt("commonmark").parse(proof_markdown(hostile, View(FULL)))
    parts = [*tokens, *(child for each in tokens for child in each.children or ())]
    assert {each.type for each in parts}.isdisjoint(
        {"html_block", "html_inline", "link_open", "fence"}
    )


NODE = re.compile(r'  (\w+)\["([^"]*)"\]:::(\w+)')
EDGE = re.compile(r"  (\w+) --> (\w+)")
CLASS = re.compile(r"  classDef (\w+) [\w:#,\- ]+")


def mermaid_text(label: str) -> str:
    plain = re.sub(r"</?[bi]>|<br/>", " ", label)
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), plain)


def test_mermaid_has_each_box_once_and_the_lines_of_the_proof(proof, view):
    drawn = boxes(proof, view)
    head, *body = proof_mermaid(proof, view).splitlines()
    nodes = [match for line in body if (match := NODE.fullmatch(line))]
    edges = [match.groups() for line in body if (match := EDGE.fullmatch(line))]
    assert head == "flowchart RL"
    assert [match[1] for match in nodes] == [each.name for each in drawn]
    assert edges == [(drawn[at].name, each.name) for each in drawn for at in each.premises]
    assert all(
        each.said in mermaid_text(match[2]) for each, match in zip(drawn, nodes, strict=True)
    )


def test_mermaid_has_no_other_lines_whatever_a_proof_says(hostile):
    body = proof_mermaid(hostile, View(FULL)).splitlines()[1:]
    forms = (NODE, EDGE, CLASS)
    assert [line for line in body if not any(each.fullmatch(line) for each in forms)] == []


def test_mermaid_labels_hold_no_markup_but_their_own(hostile):
    labels = [found[2] for found in NODE.finditer(proof_mermaid(hostile, View(FULL)))]
    tags = {tag for label in labels for tag in re.findall("<[^>]*>", label)}
    assert tags <= {"<b>", "</b>", "<i>", "</i>", "<br/>"}


DOT_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def test_dot_has_each_box_once_and_the_lines_of_the_proof(proof, view):
    drawn = boxes(proof, view)
    text = proof_dot(proof, view)
    bare = DOT_STRING.sub('""', text)
    assert re.findall(r"^  (\w+) \[label", bare, re.MULTILINE) == [each.name for each in drawn]
    assert re.findall(r"(\w+) -> (\w+)", bare) == [
        (drawn[at].name, each.name) for each in drawn for at in each.premises
    ]
    labels = [squeezed(unescape(each.replace("\\l", " ").replace('\\"', '"'))) for each in
              re.findall(r'^  \w+ \[label=("(?:[^"\\]|\\.)*")', text, re.MULTILINE)]
    assert all(squeezed(e.said) in label for e, label in zip(drawn, labels, strict=True))


def test_dot_is_balanced_outside_its_strings_whatever_a_proof_says(hostile):
    bare = DOT_STRING.sub("S", proof_dot(hostile, View(FULL)))
    assert '"' not in bare and "\\" not in bare
    assert bare.count("{") == bare.count("}") == 1


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_the_dot_of_a_hostile_proof(hostile):
    made = subprocess.run(
        ["dot", "-Tsvg"], input=proof_dot(hostile, View(FULL)), capture_output=True,
        encoding="utf-8", timeout=60, check=True,
    )
    assert made.stdout.count('class="node"') == len(hostile.steps)
