"""Each entry of a submission's parameters is one entry of one row, or nothing is proved."""

import pytest

from autograder.judging.proof import Layout, NoProof
from starter.networks.tables import Row
from starter.questions import Answer

TABLE = [Row("Conv2d", (2, 4, 4), 20, (3, 3)), Row("Linear", (3,), 99)]
# What is recorded of an honest network: for each row a weight and a bias.
CONV = ("a.weight", 0, (2, 1, 3, 3), (9, 9, 3, 1)), ("a.bias", 0, (2,), (1,))
LINEAR = ("b.weight", 0, (3, 32), (32, 1)), ("b.bias", 0, (3,), (1,))
PARAMETERS = {"a.weight": 18, "a.bias": 2, "b.weight": 96, "b.bias": 3}


def layout(*more, linear=LINEAR, **parameters):
    """The layout of a network with these views and sizes of parameters, and more rows."""
    recorded = [*zip(TABLE, (CONV, linear)), *more]
    rows = [{**vars(row), "views": views} for row, views in recorded]
    sizes = {**PARAMETERS, **{name.replace("_", "."): size for name, size in parameters.items()}}
    facts = {"rows": rows, "parameters": [[name, [size]] for name, size in sizes.items() if size]}
    return Layout(TABLE, Answer(facts))


def test_an_honest_layout_has_a_place_for_each_weight():
    found = layout()
    assert found.slices == {"a.weight": 0, "b.weight": 18}
    assert found.biases == {"a.bias": 2, "b.bias": 3}


@pytest.mark.parametrize(
    "linear",
    [
        (("b.weight", 0, (3, 32), (1, 3)), LINEAR[1]),  # transposed
        (LINEAR[1], LINEAR[0]),
        (("b.weight", 3, (3, 32), (32, 1)), ("b.weight", 0, (3,), (1,))),  # all in one
    ],
)
def test_other_layouts_are_as_good(linear):
    one = "b.bias" not in {name for name, *_ in linear}
    assert layout(linear=linear, b_weight=99 if one else 96, b_bias=0 if one else 3).views


@pytest.mark.parametrize(
    ("linear", "sizes"),
    [
        (LINEAR, {"b_weight": 97}),  # one entry is not used
        (LINEAR, {"c_weight": 1}),
        ((("b.weight", 0, (3, 32), (31, 1)), LINEAR[1]), {}),  # some are used twice, some never
        ((("b.weight", 0, (3, 32), (0, 1)), LINEAR[1]), {}),
        ((("b.weight", 1, (3, 32), (32, 1)), LINEAR[1]), {}),  # beyond the end
        ((("b.weight", 0, (3, 32), (33, 1)), LINEAR[1]), {}),
        ((LINEAR[0], ("b.weight", 0, (3,), (1,))), {"b_weight": 99, "b_bias": 0}),
        ((("b.weight", 0, (3, 32), (32,)), LINEAR[1]), {}),
        ((LINEAR[0], ("c.bias", 0, (3,), (1,))), {}),
        ((LINEAR[0], ("c.bias", 0, (3,), (1,))), {"b_bias": 0}),  # not registered
        ((*LINEAR, ("b.weight", 0, (1,), (1,))), {}),  # one entry is used elsewhere, too
        ((LINEAR[0],), {}),
        ((*LINEAR, LINEAR[1]), {}),
        ((LINEAR[0], ("b.bias", 0, (2,), (1,))), {"b_bias": 2}),
    ],
    ids=str,
)
def test_any_other_proves_nothing(linear, sizes):
    with pytest.raises(NoProof):
        layout(linear=linear, **sizes)


def test_a_row_too_many_proves_nothing():
    with pytest.raises(NoProof):
        layout((TABLE[1], LINEAR))
