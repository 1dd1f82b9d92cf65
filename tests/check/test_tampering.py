"""A proof with any one value changed is refused, whatever the value."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import fact_document, level_document, node_document, pipeline_document

OTHER_TEXTS = st.sampled_from(["", "x", "feasible", "tw:deadline", "é\ud800", "0", " "])
OTHER_NUMBERS = st.sampled_from([0, 1, -1, 2, 0.5, 1e-9, 1e12])


@pytest.fixture(scope="module")
def documents(factory, catalogue, greenhouse):
    return {
        "feasible": node_document(factory, "keyword-spotting", "press-sensor"),
        "infeasible": node_document(factory, "vibration-anomaly-detection", "cloud-t4"),
        "anywhere": node_document(catalogue, "keyword-spotting", "raspberry-pi-5-8gb"),
        "fact": fact_document(factory, "driver-g4-wide-area-bandwidth-limited"),
        "negated": fact_document(factory, "driver-g1-too-large-for-microcontroller"),
        "level": level_document(factory, "keyword-spotting"),
        "pipeline": pipeline_document(greenhouse, "unsized-flow"),
    }


def paths(value, at=()):
    """Yield the way to each leaf and to each list of a document."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*at, key))
    elif isinstance(value, list):
        yield at
        for index, each in enumerate(value):
            yield from paths(each, (*at, index))
    else:
        yield at


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed_leaf(data, value):
    """Return another value of the same type, or of another."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        moved = st.sampled_from([value + 1, value - 1, value * 2, -value, value * 1.001])
        return data.draw((moved | OTHER_NUMBERS).filter(lambda each: each != value))
    if value is None:
        return data.draw(OTHER_TEXTS | OTHER_NUMBERS)
    place = data.draw(st.integers(0, max(0, len(value) - 1)))
    cut = value[:place] + value[place + 1 :]
    texts = st.sampled_from([cut, value + "x", value + " ", value.swapcase()]) | OTHER_TEXTS
    return data.draw(texts.filter(lambda each: each != value))


def changed_list(data, value, is_swap_open):
    """Return a list with one item dropped, repeated, or standing elsewhere."""
    if not value:
        return ["x"]
    i = data.draw(st.integers(0, len(value) - 1))
    found = [value[:i] + value[i + 1 :], value[: i + 1] + value[i:]]
    others = [j for j, each in enumerate(value) if each != value[i]] if is_swap_open else []
    if others:
        j = data.draw(st.sampled_from(others))
        swapped = list(value)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        found.append(swapped)
    return data.draw(st.sampled_from(found))


def tampered(data, document):
    """Return a document with one value changed, and the way to it.

    Steps may stand in any order in which premises come first, so that these are not swapped.
    """
    path = data.draw(st.sampled_from(list(paths(document))))
    found = copy.deepcopy(document)
    old = at(document, path)
    swaps = path != ("inferences",)
    new = changed_list(data, old, swaps) if isinstance(old, list) else changed_leaf(data, old)
    at(found, path[:-1])[path[-1]] = new
    return found, path


@pytest.mark.parametrize(
    "name", ["feasible", "infeasible", "anywhere", "fact", "negated", "level", "pipeline"]
)
def test_a_proof_with_one_value_changed_is_refused(name, documents, refused):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def refuses(data):
        document, path = tampered(data, documents[name])
        assert refused(document) is not None, path

    assert refused(documents[name]) is None
    refuses()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text() | st.sampled_from(['"', '"a>', '"a"@', "_:", "?x", "10" * 300, 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", ["infeasible", "negated"])
def test_a_proof_with_anything_in_place_of_a_value_is_refused(name, documents, refused):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def refuses(data):
        document = copy.deepcopy(documents[name])
        path = data.draw(st.sampled_from([each for each in paths(document) if each]))
        old = at(document, path)
        at(document, path[:-1])[path[-1]] = data.draw(JSON.filter(lambda each: each != old))
        assert refused(document) is not None, path

    refuses()


@pytest.mark.parametrize("name", ["feasible", "infeasible", "fact"])
def test_a_proof_without_one_of_its_steps_is_refused(name, documents, refused):
    document = documents[name]
    left = [
        {**document, "inferences": document["inferences"][:i] + document["inferences"][i + 1 :]}
        for i in range(len(document["inferences"]))
    ]
    assert [i for i, each in enumerate(left) if refused(each) is None] == []


def test_a_proof_with_an_unused_step_is_refused(documents, refused):
    document = copy.deepcopy(documents["fact"])
    spare = next(
        each for each in documents["feasible"]["inferences"]
        if each["kind"] == "fact" and each not in document["inferences"]
    )
    document["inferences"].insert(0, spare)
    assert refused(document).what == "nothing rests on a step"


def test_a_circle_is_named(documents, refused):
    document = copy.deepcopy(documents["fact"])
    first, last = document["inferences"][0], document["inferences"][-1]
    first["premises"] = [last["conclusion"]]
    refusal = refused(document)
    assert refusal.what == "the proof runs in a circle"
    assert first["conclusion"] in refusal.found


def test_two_steps_with_one_conclusion_are_refused(documents, refused):
    document = copy.deepcopy(documents["fact"])
    document["inferences"].insert(0, document["inferences"][0])
    assert refused(document).what == "two steps conclude the same"


def test_a_premise_that_nothing_concludes_is_refused(documents, refused):
    document = copy.deepcopy(documents["fact"])
    document["inferences"][-1]["premises"].append("the moon is made of cheese")
    assert refused(document).what == "a premise is concluded nowhere"


def test_the_order_of_names_in_an_object_does_not_matter(documents, checker):
    document = {key: documents["fact"][key] for key in reversed(documents["fact"])}
    assert checker.check(json.dumps(document)).holds
