"""What is called in a wrong way says so in one line, and shows no frame of the package."""

import pytest
import torch
from torch import nn

from starter import check, examine, summarize
from starter.oneline import OneLineError


class LSTMCell(nn.Module):
    """Stands for a student's class."""


USES = {
    "a check that there is not": (
        lambda: check("lstm_cell", LSTMCell),
        'there is no check \'lstm_cell\'; there are "lstm_cell.shapes", "lstm_cell.parameters", '
        '"lstm_cell.equations"',
    ),
    "a check of no exercise": (lambda: check("lstm.shapes", LSTMCell), '"gru_cell.shapes"'),
    "a hidden check": (lambda: check("lstm_cell.layers", LSTMCell), '"lstm_cell.equations"'),
    "arguments the wrong way round": (
        lambda: check(LSTMCell, "lstm_cell.shapes"),
        'the name of the check comes first: check("lstm_cell.shapes", LSTMCell)',
    ),
    "a network in place of the name": (
        lambda: check(LSTMCell(), LSTMCell),
        "a check is asked for by its name",
    ),
    "no name at all": (lambda: check(None, LSTMCell), "a check is asked for by its name"),
    "an exercise that there is not": (
        lambda: examine("lstm", LSTMCell),
        "there is no exercise 'lstm'; there are ",
    ),
    "an exercise after its class": (
        lambda: examine(LSTMCell, "lstm_cell"),
        'the name of the exercise comes first: examine("lstm_cell", LSTMCell)',
    ),
    "a class to summarize": (
        lambda: summarize(LSTMCell),
        "summarize takes a network, not its class: summarize(LSTMCell())",
    ),
    "a tensor to summarize": (
        lambda: summarize(torch.zeros(2)),
        "summarize takes a network, not a Tensor",
    ),
    "a table that there is not": (
        lambda: summarize(nn.Linear(2, 3), beside="vgg"),
        "beside='vgg' has no table; there are \"alexnet\", ",
    ),
    "a cell beside a table": (
        lambda: summarize(nn.Linear(2, 3), beside="gru_cell"),
        "beside='gru_cell' has no table",
    ),
}


@pytest.mark.parametrize(("use", "words"), USES.values(), ids=USES)
def test_wrong_use_is_one_line(use, words):
    with pytest.raises(OneLineError) as caught:
        use()
    (line,) = caught.value._render_traceback_()
    assert words in line
    assert "\n" not in line
