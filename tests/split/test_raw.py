"""What is raw input still: also in another form, or scaled."""

import pytest

from tierwise.reasoner.split.raw import raw_tensors

from .graphs import chain, graph


@pytest.mark.parametrize(("operators", "raw"), [
    (["CONV_2D", "CONV_2D"], {0}),
    (["QUANTIZE", "CONV_2D"], {0, 1}),
    (["Reshape", "Transpose"], {0, 1, 2}),
    (["RESIZE_BILINEAR", "CONV_2D"], {0, 1}),
    (["CONV_2D", "QUANTIZE"], {0}),
    (["Mul", "Sub"], {0, 1, 2}),
    (["MaxPool", "Conv"], {0}),
], ids=str)
def test_a_change_of_form_or_scale_leaves_the_input_raw(operators, raw):
    assert raw_tensors(chain(1, 1, 1, operators=operators)) == raw


def test_a_product_of_two_activations_is_not_raw():
    of = graph([[0], [0, 1]], [1, 1, 1], operators=["CONV_2D", "MUL"])
    assert raw_tensors(of) == {0}
