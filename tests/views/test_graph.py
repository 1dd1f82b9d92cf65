"""What drawn views draw: what the outline shows, each step once, and all of it in full."""

from tierwise.cli.render.proof.graph import boxes, conclusions_of
from tierwise.cli.render.proof.outline import FULL, View, outline


def lines(line):
    yield line
    for each in line.below:
        yield from lines(each)


def test_a_folded_drawing_says_what_the_outline_says(proof):
    drawn = [(each.text, each.heading, each.verdict) for each in boxes(proof, View())]
    shown = {(each.text, each.heading, each.verdict) for each in lines(outline(proof, View()))}
    assert set(drawn) == shown


def test_a_step_that_several_rest_on_is_one_box(proofs):
    drawn = boxes(proofs["infeasible"], View())
    shared = [
        (box.text, [drawn[each].heading for each in above])
        for box, above in zip(drawn, conclusions_of(drawn), strict=True) if len(above) > 1
    ]
    assert ("deadline of industrial-vision-pipeline is 100 ms",
            ["response-deadline", "compute-deadline"]) in shared


def test_no_step_is_drawn_twice(proof, view):
    names = [each.name for each in boxes(proof, view)]
    assert len(set(names)) == len(names)


def test_in_full_the_lines_are_the_premises_of_the_proof(proof):
    drawn = boxes(proof, View(FULL))
    edges = {(each.name, drawn[at].name) for each in drawn for at in each.premises}
    at = {id(step): position for position, step in enumerate(proof.steps)}
    assert edges == {
        (f"s{at[id(step)]}", f"s{premise}")
        for step in proof.below(proof.root) for premise in step.premises
    }


def test_a_folded_line_of_one_node_is_not_that_of_another(proofs):
    drawn = boxes(proofs["level"], View())
    folded = [at for at, each in enumerate(drawn) if each.kind == "folded"]
    assert [len(conclusions_of(drawn)[at]) for at in folded] == [1] * len(folded)
    assert len(folded) > 1


def test_what_a_drawing_leaves_out_is_marked(proofs):
    cut = [each.said for each in boxes(proofs["infeasible"], View()) if each.is_cut]
    assert "network time is 50.67 ms = 12 ms × (1 + 1) + 26.67 ms …" in cut
