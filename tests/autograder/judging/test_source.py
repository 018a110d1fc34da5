"""What the code behind a class names is found without running it, and nothing else is."""

import pytest

from autograder.judging.source import Sighting, look

CELL = "class GRUCell(nn.Module):\n    def forward(self, x):\n        return {}\n"


def seen(expression, *cells):
    """What is seen of a class that returns this."""
    return look((*cells, CELL.format(expression)), "GRUCell")


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("nn.GRUCell(3, 4)(x)", "nn.GRUCell"),
        ("torch.gru_cell(x, h, w, u)", "torch.gru_cell"),
        ("torch.ops.aten.lstm_cell(x)", "torch.ops.aten.lstm_cell"),
        ("torch._VF.quantized_lstm(x)", "torch._VF.quantized_lstm"),
        ("getattr(nn, 'GRU' + 'Cell')(3, 4)", "getattr(nn, 'GRU' + 'Cell')"),
    ],
)
def test_a_builtin_step_is_seen(expression, named):
    assert seen(expression) == Sighting(builtins=(named,))


@pytest.mark.parametrize(
    "expression", ["self.GRUCell(x)", "x.gru_cell", "nn.GRUCellar(x)", "torch.grunt(x)", "'nn.GRU'"]
)
def test_names_that_look_like_it_are_not(expression):
    assert seen(expression) == Sighting()


def test_what_the_class_reaches_counts_and_what_it_does_not_does_not():
    helper = "def step(x):\n    return nn.GRUCell(3, 4)(x)\n"
    assert seen("step(x)", helper) == Sighting(builtins=("nn.GRUCell",))
    assert seen("x", helper) == Sighting()


@pytest.mark.parametrize("module", ["oracles", "challenges", "verdict", "interview", "examination"])
def test_what_belongs_to_the_checks_is_seen(module):
    assert seen("there", f"import starter.{module} as there").answers == (f"starter.{module}",)


@pytest.mark.parametrize(("length", "answers"), [(199, 1), (200, 0)])
def test_a_short_text_may_be_the_name_of_a_file_and_a_long_one_is_prose(length, answers):
    text = "gru_cell.npz".rjust(length, ".")
    found = seen(repr(text)).answers
    assert len(found) == answers
    assert all(len(one) == 60 for one in found)
