"""Receptive fields, against what gradients say a number depends on."""

import pytest
import torch
from torch import nn

from starter.figures.stack import sources, stack

STACKS = [
    [(3, 1, 0, 1)] * 3,
    [(3, 1, 1, 1), (3, 2, 1, 1), (3, 1, 1, 1)],
    [(3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4)],
    [(3, 1, 2, 2)] * 3,
    [(5, 3, 2, 1), (2, 2, 0, 1)],
]


def depends_on(layers, size, index):
    """The pixels with a gradient, for kernels of ones; and the size of the output."""
    x = torch.zeros(1, 1, size, requires_grad=True)
    out = x
    for kernel, stride, padding, dilation in layers:
        ones = torch.ones(1, 1, kernel)
        out = nn.functional.conv1d(out, ones, None, stride, padding, dilation)
    out[0, 0, index].backward()
    return set(x.grad[0, 0].nonzero().flatten().tolist()), out.shape[-1]


@pytest.mark.parametrize("layers", STACKS)
def test_a_number_depends_on_what_gradients_say(layers):
    levels = stack(60, layers)
    for index in (0, levels[-1].size // 2, levels[-1].size - 1):
        pixels, size = depends_on(layers, 60, index)
        assert levels[-1].size == size
        assert sources(levels, index)[0] == pixels
        assert sources(levels, index)[-1] == {index}
    middle, _ = depends_on(layers, 60, levels[-1].size // 2)
    assert max(middle) - min(middle) + 1 == levels[-1].reach
    assert levels[-1].place(levels[-1].size // 2) == (max(middle) + min(middle)) / 2


def test_a_window_that_does_not_fit_is_an_error():
    with pytest.raises(ValueError, match="more than the 3"):
        stack(5, [(3, 1, 0, 1), (5, 1, 0, 1)])
