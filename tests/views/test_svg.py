"""The drawn proof: valid XML, text within its box, boxes apart, lines where they belong."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from tierwise.cli.render.proof.graph import boxes
from tierwise.cli.render.proof.outline import View
from tierwise.cli.render.proof.palette import DARK_GROUND, LIGHT_GROUND, LOOKS
from tierwise.cli.render.proof.svg import proof_svg
from tierwise.cli.render.proof.wrapping import one_line, width, wrapped

SVG = "{http://www.w3.org/2000/svg}"


def parsed(proof, view) -> ElementTree.Element:
    return ElementTree.fromstring(proof_svg(proof, view))


def groups(picture) -> dict[str, ElementTree.Element]:
    return {each.get("id"): each for each in picture.iter(f"{SVG}g") if each.get("id")}


def place(group) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a box."""
    x, y = (float(each) for each in re.findall(r"[-\d.]+", group.get("transform")))
    box = group.find(f"{SVG}rect")
    return x, y, x + float(box.get("width")), y + float(box.get("height"))


def said(group) -> str:
    """Return a box's text as a reader joins its lines; a break within a word leaves no space."""
    return "".join("".join(group.itertext()).split())


def test_each_box_has_its_whole_sentence(proof, view):
    drawn = groups(parsed(proof, view))
    missing = [
        each.name for each in boxes(proof, view)
        if "".join(each.said.split()) not in said(drawn[each.name])
    ]
    assert missing == []
    assert len(drawn) == len(boxes(proof, view))


def test_no_box_covers_another(proof):
    places = [place(each) for each in groups(parsed(proof, View())).values()]
    covering = [
        (a, b) for a, b in combinations(places, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert covering == []


def test_text_stays_within_its_box_in_the_widest_usual_font(proof, view):
    wide = []
    for group in groups(parsed(proof, view)).values():
        left, top, right, bottom = place(group)
        for text in group.iter(f"{SVG}text"):
            size = {"origin": 10.5, "name": 12 * 1.2}.get(text.get("class"), 12)
            wide += [
                span.text for span in text
                if float(span.get("x")) + width(span.text) * size > right - left
                or float(span.get("y")) > bottom - top
            ]
    assert wide == []


def test_all_boxes_are_within_the_picture(proof, view):
    picture = parsed(proof, view)
    _, _, across, down = map(float, picture.get("viewBox").split())
    places = [place(each) for each in groups(picture).values()]
    assert max(each[2] for each in places) <= across
    assert max(each[3] for each in places) <= down


def test_a_premise_stands_right_of_all_that_rests_on_it(proof, view):
    drawn = boxes(proof, view)
    left = {name: place(each)[0] for name, each in groups(parsed(proof, view)).items()}
    assert all(left[each.name] < left[drawn[at].name] for each in drawn for at in each.premises)


def test_the_conclusion_is_at_the_top_left(proof, view):
    found = {name: place(each) for name, each in groups(parsed(proof, view)).items()}
    root = found[boxes(proof, view)[0].name]
    assert root[:2] == (min(p[0] for p in found.values()), min(p[1] for p in found.values()))


def test_a_picture_has_title_and_description_and_no_script(proof):
    picture = parsed(proof, View())
    assert proof.root.sentence in picture.find(f"{SVG}title").text
    assert picture.get("aria-labelledby") == "title desc"
    assert {each.tag.removeprefix(SVG) for each in picture.iter()} <= {
        "svg", "title", "desc", "style", "defs", "marker", "path", "rect", "g", "text", "tspan",
    }


def test_the_legend_names_the_looks_that_are_used_and_no_other(proof):
    legend = next(g for g in parsed(proof, View()).iter(f"{SVG}g") if g.get("class") == "legend")
    used = {each.look for each in boxes(proof, View())}
    assert {text.text for text in legend.iter(f"{SVG}text")} == {LOOKS[e].word for e in used}


def luminance(colour: str) -> float:
    parts = [int(colour[at: at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [e / 12.92 if e <= 0.04045 else ((e + 0.055) / 1.055) ** 2.4 for e in parts]
    return sum(w * e for w, e in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


SHADES = [
    *((f"{name} {ground}", getattr(look, ground)) for name, look in LOOKS.items()
      for ground in ("light", "dark")),
    ("ground light", LIGHT_GROUND), ("ground dark", DARK_GROUND),
]


@pytest.mark.parametrize("shade", [each for _, each in SHADES], ids=[name for name, _ in SHADES])
def test_text_is_legible_on_its_fill(shade):
    assert contrast(shade.text, shade.fill) >= 4.5
    assert contrast(shade.stroke, shade.fill) >= 3


@pytest.mark.parametrize("text", ["m" * 200, "W" * 60, "一" * 90, "a-b/" * 40, "x " * 80, ""])
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text):
    lines = wrapped(text, 20)
    assert max(map(width, lines)) <= 20
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_is_not_printable_becomes_a_space():
    assert one_line("a\u202eb\x1b[31m") == "a b [31m"
