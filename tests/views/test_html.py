"""The page: balanced, closed to the outside, each step once, all reachable without a script."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from tierwise.cli.render.proof.html import proof_html
from tierwise.cli.render.proof.outline import FULL, View
from tierwise.cli.render.proof.wrapping import one_line
from tierwise.reasoner.engine import Engine

DOORBELL = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/x#> .
ex:doorbell a tw:Task ; tw:hasVariant cat:mlperf-tiny-kws-int8 ; tw:deadline "10 ms" ;
    dcterms:source "<script>alert(1)</script>" .
"""
VOID = {"meta", "input"}


class Page(HTMLParser):
    """Tags as they nest, attributes, and the text of each step that stands at its home."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.bad: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.raw = {"style": "", "script": ""}
        self._within: list[str | None] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
            self._within.append(dict(attributes).get("class"))
            if self._within[-1] == "said":
                self.said.append("")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(tag)
        self._within.pop()

    def handle_data(self, data):
        if self._within and self._within[-1] == "said":
            self.said[-1] += data
        if self.open and self.open[-1] in self.raw:
            self.raw[self.open[-1]] += data

    @property
    def ids(self) -> list[str]:
        return [found["id"] or "" for _, found in self.tags if "id" in found]


def test_tags_are_balanced(knowledge, proof, view):
    page = Page(proof_html(knowledge, proof, view))
    assert (page.bad, page.open) == ([], [])


def test_each_step_that_the_conclusion_rests_on_stands_once(knowledge, proof):
    page = Page(proof_html(knowledge, proof, View()))
    assert sorted(page.said) == sorted(each.sentence for each in proof.below(proof.root))
    assert len(set(page.ids)) == len(page.ids)


def test_each_link_leads_to_a_step_of_the_page(knowledge, proof):
    page = Page(proof_html(knowledge, proof, View()))
    links = {found["href"] or "" for tag, found in page.tags if tag == "a"}
    assert {each.removeprefix("#") for each in links} <= set(page.ids)


def test_a_step_stands_or_is_linked_below_all_that_rests_on_it(knowledge, proofs):
    proof = proofs["infeasible"]
    text = proof_html(knowledge, proof, View())
    shared = next(
        at for at, each in enumerate(proof.steps)
        if each.sentence == "deadline of industrial-vision-pipeline is 100 ms"
    )
    uses = sum(each.premises.count(shared) for each in proof.below(proof.root))
    proof_part = text[text.index('id="proof"'):text.index('id="numbers"')]
    assert uses > 1
    assert proof_part.count(f'href="#s{shared}"') + proof_part.count(f'id="s{shared}"') == uses


def test_the_page_loads_nothing(knowledge, proof):
    page = Page(proof_html(knowledge, proof, View()))
    loading = {"src", "srcset", "data", "action", "background", "poster", "style"}
    assert [found for _, found in page.tags if loading & set(found)] == []
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "img", "iframe", "base", "object"})
    assert re.findall(r"url\(|@import", page.raw["style"]) == []


def test_the_policy_forbids_all_but_the_pages_own_style_and_script(knowledge, proof):
    page = Page(proof_html(knowledge, proof, View()))
    policy = next(f["content"] for _, f in page.tags if "http-equiv" in f)
    own = {
        name: base64.b64encode(hashlib.sha256(raw.encode()).digest()).decode()
        for name, raw in page.raw.items()
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{own['style']}'; "
        f"script-src 'sha256-{own['script']}'; base-uri 'none'; form-action 'none'"
    )


def test_no_handler_and_one_script_whatever_a_proof_says(knowledge, hostile):
    page = Page(proof_html(knowledge, hostile, View(FULL)))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert [found for _, found in page.tags if any(name.startswith("on") for name in found)] == []
    assert sorted(page.said) == sorted(one_line(each.sentence) for each in hostile.steps)


def test_a_hostile_source_in_somebodys_file_is_shown_and_not_run(tmp_path):
    file = tmp_path / "doorbell.ttl"
    file.write_text(DOORBELL, encoding="utf-8")
    engine = Engine.load([file])
    proof = engine.explain(engine.find("doorbell", "Task"), engine.find("esp32-s3", "Node"))
    text = proof_html(engine.knowledge, proof, View(FULL))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert [tag for tag, _ in Page(text).tags].count("script") == 1


def test_in_full_every_part_is_unfolded(knowledge, proof):
    text = proof_html(knowledge, proof, View(FULL))
    part = text[text.index('id="proof"'):text.index("</section>")]
    assert "<details>" not in part and "<details open>" in part


def test_numbers_stand_with_their_unit_and_where_they_were_written(knowledge, proofs):
    text = proof_html(knowledge, proofs["infeasible"], View())
    row = next(each for each in text.split("<tr>") if ">deadline</a>" in each)
    assert re.findall("<td>(.*?)</td>", row)[1:] == [
        "industrial-vision-pipeline", "100 ms", "conversion",
        "assumed, ontology/catalog/workloads.ttl:94",
    ]
