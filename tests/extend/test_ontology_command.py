"""`tierwise ontology diff` tells what changed in the vocabulary, `ontology html` shows it whole."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tierwise
from tierwise.cli.main import cli
from tierwise.reasoner.facts import Facts
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.validate.vocabulary import bundled_vocabulary

HARDWARE = Path(tierwise.__file__).parent / "ontology" / "hardware.ttl"
EMPTY = {"meta", "br"}
GONE = """
tw:warpDrive a owl:Class ; rdfs:label "warp drive"@en ; skos:definition "None has one."@en ;
    rdfs:isDefinedBy <https://w3id.org/tierwise/ontology/hardware>{more} .
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["ontology", *map(str, words)])


@pytest.fixture
def old(tmp_path: Path):
    def write(change=lambda text: text) -> Path:
        path = tmp_path / "hardware.ttl"
        path.write_text(change(HARDWARE.read_text("utf-8")), "utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def facts() -> Facts:
    return bundled_vocabulary().facts


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("reference")
    assert run("html", "--output", folder).exit_code == 0
    return (folder / "index.html").read_text("utf-8")


def test_the_same_ontology_has_no_changes(old):
    result = run("diff", old())
    assert (result.exit_code, result.output) == (0, "no term changed\n")


def test_a_term_that_went_without_deprecation_is_told_with_exit_1(old):
    result = run("diff", old(lambda text: text + GONE.format(more="")))
    assert result.exit_code == 1 and "LOST        tw:warpDrive" in result.output


def test_a_term_that_went_after_its_deprecation_is_no_fault(old):
    result = run("diff", old(lambda text: text + GONE.format(more=" ; owl:deprecated true")))
    assert (result.exit_code, "removed     tw:warpDrive" in result.output) == (0, True)


def test_a_changed_definition_is_shown_old_and_new(old):
    result = run("diff", old(lambda text: text.replace("The size of the pool.", "How big it is.")))
    assert "- How big it is.\n  + The size of the pool." in result.output


def test_a_new_term_is_told_as_added(old):
    result = run("diff", old(lambda text: re.sub(r"tw:DramPool a .*?\.\n\n", "", text, flags=re.S)))
    assert "added       tw:DramPool" in result.output


def test_a_term_deprecated_since_then_is_told(old):
    term = "bandwidthUtilisation"
    estimates = HARDWARE.with_name("estimates.ttl").read_text("utf-8")
    path = old(lambda _: estimates.replace("owl:deprecated true", "rdfs:comment \"x\"@en"))
    assert f"deprecated  tw:{term}" in run("diff", path).output


def test_each_class_property_and_constraint_stands_once_on_the_page(page: str, facts: Facts):
    kinds = ("FitConstraint", "RequirementConstraint")
    owl = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    terms = {each for kind in kinds for each in facts.instances(tw(kind))} | {
        each for kind in owl
        for each in facts.instances(f"http://www.w3.org/2002/07/owl#{kind}")
        if each.startswith(tw(""))
    }
    found = re.findall(r' id="([^"]+)"', page)
    assert {local_name(each) for each in terms} <= set(found)
    assert len(found) == len(set(found))


def test_each_link_of_the_page_leads_to_an_anchor_of_it(page: str):
    anchors = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_the_page_needs_no_network_and_no_scripts(page: str):
    assert not re.findall(r"<script|<link|<img|src=|@import|url\(", page)


def test_the_tags_of_the_page_close_in_order(page: str):
    class Tags(HTMLParser):
        open: list[str] = []  # noqa: RUF012

        def handle_starttag(self, tag, attrs):
            self.open += [] if tag in EMPTY else [tag]

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    tags = Tags()
    tags.feed(page)
    assert tags.open == []
