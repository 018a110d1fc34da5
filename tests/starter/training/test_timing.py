"""Times are told as ratios measured side by side."""

import time

import torch
from torch import nn

from starter.training.timing import compare_times, times, training_step


def test_each_thing_runs_once_a_round_in_turns():
    calls = []
    found = times({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=3)
    assert "".join(calls) == "abababab"
    assert set(found) == {"a", "b"}


def test_ratios_are_to_the_first(monkeypatch):
    clock = iter([0, 9, 0, 9, 0, 2, 0, 5])  # begins and ends of two rounds of two
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    rows = compare_times({"a": int, "b": int}, rounds=1).lines
    assert rows == [("a", "2000.0", "1.00"), ("b", "5000.0", "2.50")]


def test_a_training_step_leaves_fresh_gradients():
    layer = nn.LSTM(3, 4, batch_first=True)
    step = training_step(layer, torch.randn(2, 5, 3))
    step()
    once = layer.weight_ih_l0.grad.clone()
    step()
    torch.testing.assert_close(layer.weight_ih_l0.grad, once)
