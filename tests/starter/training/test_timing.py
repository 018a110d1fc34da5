"""Times are told as ratios measured side by side."""

import time

import pytest
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


class Gpu:
    """A make-believe GPU: what it is told takes its time once somebody waits for it."""

    def __init__(self):
        self.now = self.told = 0.0

    def tell(self, seconds):
        self.told += seconds

    def synchronize(self):
        self.now, self.told = self.now + self.told, 0.0


def test_what_a_gpu_was_told_belongs_to_who_told_it(monkeypatch):
    gpu = Gpu()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", gpu.synchronize)
    monkeypatch.setattr(time, "perf_counter", lambda: gpu.now)
    gpu.tell(100.0)
    assert times({"a": lambda: gpu.tell(2.0), "b": lambda: gpu.tell(5.0)}) == {"a": 2.0, "b": 5.0}


def test_nobody_waits_for_a_gpu_that_is_not_there(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: pytest.fail("there is none"))
    assert set(times({"a": int}, rounds=1)) == {"a"}


def test_a_training_step_leaves_fresh_gradients():
    layer = nn.LSTM(3, 4, batch_first=True)
    step = training_step(layer, torch.randn(2, 5, 3))
    step()
    once = layer.weight_ih_l0.grad.clone()
    step()
    torch.testing.assert_close(layer.weight_ih_l0.grad, once)
