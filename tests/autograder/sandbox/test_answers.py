"""Of what comes out of the sandbox only what an honest process sends is taken for answers."""

import numpy as np
import pytest

from autograder.sandbox.answers import BadAnswer, checked_answers
from autograder.sandbox.inside.frames import joined, parted

GOOD = {"facts": {"builtin": []}, "problem": None}
ONE = np.zeros((2, 3))


def test_answers_come_with_their_own_arrays():
    arrays = joined([{"output_0": ONE}, {}, {"output_0": ONE + 1, "jacobian": ONE}])
    found = checked_answers({"answers": [GOOD, GOOD, GOOD]}, arrays, most=3)
    assert [list(answer.arrays) for answer in found] == [["output_0"], [], ["output_0", "jacobian"]]
    assert np.array_equal(found[2].arrays["output_0"], ONE + 1)


def test_what_is_joined_is_parted_again():
    parts = [{"x": ONE, "values/layers.0.bias": ONE}, {}, {"x": ONE}]
    assert [list(part) for part in parted(joined(parts), 3)] == [list(part) for part in parts]


@pytest.mark.parametrize(
    ("answers", "arrays"),
    [
        (None, {}),
        ([], {}),
        ([GOOD] * 4, {}),
        ([GOOD, None], {}),
        ([GOOD, {**GOOD, "number": 1}], {}),
        ([{"facts": {}}], {}),
        ([GOOD], {"1/output_0": ONE}),
        ([GOOD], {"-1/output_0": ONE}),
        ([GOOD], {"output_0": ONE}),
        ([GOOD], {"0/surprise": ONE}),
        ([GOOD], {"00/output_0": ONE}),
    ],
)
def test_everything_else_is_refused(answers, arrays):
    with pytest.raises(BadAnswer):
        checked_answers({"answers": answers}, arrays, most=3)
