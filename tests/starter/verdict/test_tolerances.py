"""How much a verdict tells, and how near is equal: just inside of each limit, and just outside."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from autograder.oracles import equation_sets
from starter.checks.examination import judge
from starter.manifest import exercise
from starter.networks.tables import Row
from starter.verdict import load_challenge
from starter.verdict.cells.counts import count_findings
from starter.verdict.networks.departures import departures
from starter.verdict.networks.layers import listed, told

ROW = Row("Conv2d", (8, 9, 9), 80, (3, 3), (1, 1), (1, 1), (1, 1))


def findings(*kernels):
    """The findings about as many convolutions with these kernels in place of 3 × 3."""
    ours = [replace(ROW, kernel=(k, k), parameters=100 + k) for k in kernels]
    wanted = [ROW for _ in kernels]
    return told(departures(list(zip(ours, wanted)), 99, (3, 9, 9)), ours, wanted)


@pytest.mark.parametrize(("mistakes", "shown"), [(4, 4), (5, 5), (6, 5)])
def test_five_findings_at_most_are_told(mistakes, shown):
    found = findings(*range(5, 5 + mistakes))
    assert [one.code for one in found] == ["wrong_kernel"] * shown
    assert [one.exhibit is not None for one in found] == [True] + [False] * (shown - 1)


@pytest.mark.parametrize(("places", "lines"), [(1, 2), (5, 10), (6, 10)])
def test_ten_lines_of_details_at_most_are_told(places, lines):
    (found,) = findings(*[5] * places)
    assert len(found.details) == lines
    assert found.details[0][0] == ("output size" if places == 1 else "layer 1: output size")


@pytest.mark.parametrize(
    ("kernels", "words"),
    [
        ((5,), "layer 1"),
        ((5, 5, 5), "layers 1, 2 and 3"),
        ((5, 5, 5, 5), "layers 1 to 4"),
        ((5, 5, 5, 3, 5), "layers 1, 2, 3 and 5"),
    ],
)
def test_four_layers_in_a_row_are_told_as_a_range(kernels, words):
    (found,) = findings(*kernels)
    assert found.message.startswith(f"In {words}, Conv2d, the kernel is 5")


@pytest.mark.parametrize(("place", "words"), [(0, "before layer 1"), (1, "after layer 1")])
def test_an_extra_layer_is_told_with_its_place(place, words):
    pairs = [(ROW, ROW)] * 2
    pairs.insert(place, (replace(ROW, layer="MaxPool2d", parameters=0), None))
    (found,) = told(departures(pairs, 2, (3, 9, 9)), [ROW] * 3, [ROW] * 2)
    assert found.code == "extra_pool"
    assert f" {words}" in found.message


def test_words_are_listed_as_in_a_sentence():
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


LSTM, SIZES = exercise("lstm_cell"), {"input_size": 128, "hidden_size": 100}
MATRIX, WIDE, VECTOR = 100 * 100, 100 * 128, 100


@pytest.mark.parametrize(
    ("difference", "code", "words"),
    [
        (VECTOR, "count_other", "100 more, which is hidden_size (100)."),
        (-VECTOR, "count_other", "100 fewer, which is hidden_size (100)."),
        (WIDE, "count_other", "12,800 more, which is hidden_size × input_size (100 × 128)."),
        (4 * MATRIX, "count_other", "which is 4 times hidden_size × hidden_size (100 × 100)."),
        (5 * MATRIX, "count_other", "(input_size=128, hidden_size=100): 50,000 more."),
        (4 * WIDE + VECTOR, "count_other", "(100 × 128) and hidden_size (100)."),
        (5 * WIDE, "count_other", "64,000 more."),
        (
            2 * MATRIX + WIDE + 4 * VECTOR,
            "count_other",
            "which is 2 times hidden_size × hidden_size (100 × 100), hidden_size × input_size "
            "(100 × 128) and 4 times hidden_size (100).",
        ),
        (5 * VECTOR, "count_other", "500 more."),
        (4 * VECTOR, "count_two_biases", "400 more, exactly as many as second biases"),
        (-4 * VECTOR, "count_no_biases", "400 fewer, exactly the biases"),
        (MATRIX + WIDE + VECTOR, "count_one_more", "22,900 more"),
        (-MATRIX - WIDE - VECTOR, "count_one_fewer", "22,900 fewer"),
    ],
)
def test_a_difference_is_told_in_up_to_four_of_each_part(difference, code, words):
    challenge = load_challenge("lstm_cell")
    (found,) = count_findings(LSTM, challenge, 91_600 + difference, SIZES)
    assert found.code == code
    assert words in found.message
    assert found.details == (("parameters", "91,600", f"{91_600 + difference:,}"),)


def test_a_difference_is_told_in_as_few_parts_as_may_be():
    sizes = {"input_size": 3, "hidden_size": 4}  # where the matrix is three vectors as well
    (found,) = count_findings(LSTM, load_challenge("lstm_cell"), 4 * 4 * 8 + 12, sizes)
    assert "12 more, which is hidden_size × input_size (4 × 3)." in found.message


@pytest.mark.parametrize("accepted", [False, True])
def test_second_biases_count_as_the_course_decides(accepted):
    course = replace(LSTM, conventions={**LSTM.conventions, "two_biases": accepted})
    found = count_findings(course, load_challenge("lstm_cell"), 92_000, SIZES)
    assert [one.code for one in found] == ["count_two_biases"] * (not accepted)
    assert count_findings(course, load_challenge("lstm_cell"), 91_700, SIZES)
    assert count_findings(course, load_challenge("lstm_cell"), 91_600, SIZES) == []


@pytest.mark.parametrize(("gates", "more"), [(4, 0), (3, 3), (7, 3)])
def test_a_peepholes_own_bias_is_a_second_bias(gates, more):
    peephole = exercise("peephole_lstm_cell")
    challenge = load_challenge("peephole_lstm_cell")
    (found,) = count_findings(peephole, challenge, 121_600 + gates * VECTOR, SIZES)
    assert found.code == "count_two_biases"
    (found,) = count_findings(peephole, challenge, 121_600 + (gates + 1) * VECTOR, SIZES)
    assert (found.code == "count_two_biases") == (gates == 3)


def codes(cell, check, cls):
    one = exercise(cell)
    return [found.code for found in judge(one, one.check(check), cls, seed=3).findings]


SETTINGS = [
    (torch.set_num_threads, 3),
    (torch.use_deterministic_algorithms, True),
    (torch.autograd.set_detect_anomaly, True),
    (torch.set_default_dtype, torch.float16),
    (torch.set_default_device, "meta"),
]


@pytest.mark.parametrize("several", [0, 1, 4, 5])
def test_four_side_effects_at_most_are_told(cell_of, several):
    class Meddles(cell_of(equation_sets("gru_cell")[0].equations)):
        def forward(self, x, state=None):
            h = super().forward(x, state)
            for change, value in SETTINGS[:several]:
                change(value)
            return h

    one = exercise("gru_cell")
    found = judge(one, one.check("robustness"), Meddles, seed=3).findings
    assert [f.code for f in found] == ["side_effects"] * (several > 0)
    assert sum(f.message.count(", ") for f in found) == max(min(several, 4) - 1, 0)


def shifted(cell_of, by):
    """A right LSTM cell whose gradient for all parameters is off by so much, not its values."""

    class Cell(cell_of(equation_sets("lstm_cell")[0].equations)):
        def forward(self, x, state=None):
            h, C = super().forward(x, state)
            return h + by * sum((p - p.detach()).sum() for p in self.parameters()), C

    return Cell


@pytest.mark.parametrize(
    ("by", "found"),
    [(0.5e-8, []), (2e-8, ["unknown_equations"]), (1e-5, ["unknown_equations"]), (2e-5, [])],
)
def test_gradients_may_be_off_by_1e_8_and_by_much_where_values_show_it(cell_of, by, found):
    assert codes("lstm_cell", "equations", shifted(cell_of, by)) == found


@pytest.mark.parametrize(
    ("by", "found"), [(0.5e-7, "one_layer_for_two_gates"), (2e-7, "unknown_equations")]
)
def test_the_gradient_of_a_layer_for_two_gates_may_be_off_by_1e_7(cell_of, by, found):
    equations = equation_sets("lstm_cell")[0].equations
    blocks = [block for block in equations.blocks if block.map != "W_o"]
    shared = [n for n, block in enumerate(blocks) if block.map == "W_f"]

    class Cell(cell_of(equations.changed({"o": equations.lines["f"]}))):
        def forward(self, x, state=None):
            h, C = super().forward(x, state)
            weights = [p for n, p in enumerate(self.parameters()) if n in shared]
            return h + by * sum((p - p.detach()).sum() for p in weights), C

    assert codes("lstm_cell", "equations", Cell) == [found]


@pytest.mark.parametrize(("by", "found"), [(0.5e-6, []), (2e-6, ["missing_parameters"])])
def test_differences_may_be_off_by_1e_6(cell_of, by, found):
    class Cell(cell_of(equation_sets("lstm_cell")[0].equations)):
        """An LSTM cell without gradients, and off where all weights are nearly one number."""

        def forward(self, x, state=None):
            h, C = super().forward(x, state)
            weight = next(iter(self.parameters()))
            even = weight.max() - weight.min() < 1e-4
            off = by * even * (weight[0, 0] - weight[0, 1])
            return (h + off).detach(), C.detach()

    assert codes("lstm_cell", "equations", Cell) == found


@pytest.mark.parametrize(("by", "found"), [(0.5e-6, True), (3e-6, False)])
def test_known_mistakes_are_known_by_outputs_to_1e_6(by, found):
    challenge = load_challenge("lstm_cell")
    row = next(n for n, members in enumerate(challenge.altered.members) if members[0] == 20)
    points = {name: outputs[row] for name, outputs in challenge.altered.outputs.items()}
    given = {name: np.repeat(outputs.astype(float), 2) + by for name, outputs in points.items()}
    names = [one.name for one in challenge.find_altered(given)]
    assert names == [challenge.altered.alterations[20].name] * found
