"""What an answer holds: of parameters, of what came out, and of what went wrong."""

import numpy as np
import pytest
import torch
from torch import nn

from starter.interview import ask
from starter.interview.guard import MOST_OUTPUT, guarded
from starter.questions import Question

HIDDEN = 3


def one_step(cls, **options):
    """The answer to one step of a cell with a state."""
    arrays = {"x": np.ones((2, 5)), "h": np.ones((2, HIDDEN))}
    return ask(
        cls,
        Question(
            "cell", {"input_size": 5, "hidden_size": HIDDEN, "state": ("h",), **options}, arrays
        ),
    )


class Cell(nn.Module):
    """A cell that returns what `result` makes of its state."""

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.has_bias = bias

    def forward(self, x, state=None):
        return self.result(state)

    def result(self, state):
        return state


def returning(result):
    return type("Cell", (Cell,), {"result": lambda self, state: result(state)})


@pytest.mark.parametrize(
    ("shape", "vector"),
    [((HIDDEN,), True), ((4, HIDDEN), True), ((2, 7), False), ((1, 50), True), ((50, 1), True)],
)
def test_up_to_four_biases_are_vectors_and_more_are_matrices(shape, vector):
    class Filled(Cell):
        def __init__(self, *sizes):
            super().__init__(*sizes)
            self.p = nn.Parameter(torch.zeros(shape))

        def result(self, state):
            return state * self.p.mean()

    answer = one_step(Filled, fill=(0.25, 0.5))
    assert answer.arrays["output_0"] == pytest.approx(0.5 if vector else 0.25)


@pytest.mark.parametrize("length", [8, 9, 30])
def test_of_many_results_eight_are_described_and_all_counted(length):
    output = one_step(returning(lambda h: [h] * length)).facts["output"]
    assert (output["length"], len(output["items"])) == (length, min(length, 8))


@pytest.mark.parametrize(("length", "kept"), [(300, 300), (301, 300)])
def test_what_an_error_says_is_kept_up_to_a_length(length, kept):
    def fail(state):
        raise ValueError("x" * length)

    assert one_step(returning(fail)).problem.message == "x" * kept


def test_an_interrupted_kernel_is_no_error_of_the_class():
    def interrupted(state):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        one_step(returning(interrupted))


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_numbers_that_are_not_finite_are_told(value):
    assert one_step(returning(lambda h: h)).facts["output"]["finite"]
    assert not one_step(returning(lambda h: h.fill_(value))).facts["output"]["finite"]


@pytest.mark.parametrize(
    ("name", "held", "kind"),
    [
        ("w", torch.zeros(3), "tensor_not_parameter"),
        ("_w", torch.zeros(3), "tensor_not_parameter"),
        ("layers", [nn.Linear(2, 2)], "layers_in_plain_list"),
        ("layers", (3, torch.zeros(3)), "layers_in_plain_list"),
        ("layers", {"a": nn.Linear(2, 2)}, "layers_in_plain_list"),
        ("_layers", [nn.Linear(2, 2)], None),
        ("sizes", [3, 4], None),
        ("sizes", 3, None),
    ],
)
def test_weights_out_of_torchs_sight_are_told(name, held, kind):
    class Holds(Cell):
        def __init__(self, *sizes):
            super().__init__(*sizes)
            setattr(self, name, held)

    assert one_step(Holds).facts["unregistered"] == ([[kind, name]] if kind else [])


@pytest.mark.parametrize(("options", "has"), [({}, True), ({"bias": False}, False)])
def test_bias_is_handed_over_where_a_question_has_it(options, has):
    class Tells(Cell):
        def result(self, state):
            return state * self.has_bias

    assert one_step(Tells, **options).arrays["output_0"].any() == has


def test_what_a_step_changed_in_place_is_told():
    assert one_step(returning(lambda h: h + 1)).facts["changed_in_place"] == []
    assert one_step(returning(lambda h: h.add_(1))).facts["changed_in_place"] == ["h"]


@pytest.mark.parametrize(
    ("result", "reached"),
    [(lambda h: h * 2, True), (lambda h: h.detach() + torch.zeros(3, requires_grad=True), False)],
)
def test_whether_a_gradient_reaches_the_state_is_told(result, reached):
    answer = one_step(returning(result), inputs_need_grad=True)
    assert answer.facts["input_gradients"] == {"x": False, "h": reached}
    assert ("gradient_h" in answer.arrays) == reached


def test_a_stub_is_not_attempted():
    def stub(state):
        raise NotImplementedError

    assert one_step(returning(stub)).problem.code == "not_attempted"


@pytest.mark.parametrize(
    "lacking", [lambda h: h.to("meta").to("cpu"), lambda h: nn.Module()(h)], ids=["cpu", "python"]
)
def test_what_torch_has_not_implemented_is_an_error(lacking):
    problem = one_step(returning(lacking)).problem
    assert (problem.code, problem.error) == ("raised", "NotImplementedError")
    assert "in <lambda>, line" in problem.where
    assert problem.where.endswith("batch 2, input_size 5, hidden_size 3")


@pytest.mark.parametrize(("more", "told"), [(0, []), (1, ["1,000,001 characters of output"])])
def test_a_million_characters_of_output_are_no_side_effect(more, told):
    with guarded() as effects:
        print("x" * (MOST_OUTPUT + more), end="")
    assert effects == told


class Frozen(Cell):
    """h times two numbers, of which one takes no gradient."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.a, self.b = nn.Parameter(torch.ones(1)), nn.Parameter(torch.ones(1), False)

    def result(self, state):
        return state * self.a * self.b


def test_derivatives_are_those_by_autograd_or_by_differences():
    autograd, numeric = (
        one_step(Frozen, jacobian=kind, fill=(2.0, 2.0)).arrays["jacobian"]
        for kind in ("autograd", "numeric")
    )
    assert autograd == pytest.approx(np.array([[2.0] * 6, [0.0] * 6]))
    assert numeric == pytest.approx(np.array([[2.0] * 6, [2.0] * 6]), abs=1e-9)
