"""The notebooks' helpers: when to explore, and one step of training."""

import pytest
import torch
from torch import nn

from starter.runtime import grading
from starter.training import readiness, training_step


@pytest.mark.parametrize(
    ("value", "wanted"), [(None, False), ("autograde", True), ("validate", True), ("", False)]
)
def test_nbgrader_is_noticed(monkeypatch, value, wanted):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    if value is not None:
        monkeypatch.setenv("NBGRADER_EXECUTION", value)
    assert grading() is wanted


def stub(name, constructor=None, forward=None):
    """A class of that name whose parts are stubs unless they are given."""

    def unwritten(self, *arguments, **options):
        raise NotImplementedError

    def built(self, *arguments, **options):
        nn.Module.__init__(self)

    parts = {"__init__": built if constructor else unwritten, "forward": forward or unwritten}
    return type(name, (nn.Module,), parts)


@pytest.mark.parametrize("name", ["GRUCell", "LSTMCell", "AlexNet", "AlexNetTiny"])
def test_a_class_is_unfinished_broken_or_ready(name):
    unfinished = "not attempted yet"
    assert readiness(stub(name)) == unfinished
    assert readiness(stub(name, constructor=True)) == unfinished
    works = stub(name, constructor=True, forward=lambda self, x, state=None: x)
    assert readiness(works) == "ready"
    fails = stub(name, constructor=True, forward=lambda self, x, state=None: x.nothing)
    assert "fails" in readiness(fails)


def test_a_class_of_no_exercise_is_an_error():
    with pytest.raises(KeyError, match="ResNet"):
        readiness(stub("ResNet"))


def test_a_training_step_lowers_the_loss_and_changes_the_weights():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 8), nn.Dropout(0.2), nn.Linear(8, 3))
    inputs, targets = torch.randn(16, 6), torch.arange(16) % 3
    start = [p.clone() for p in model.parameters()]
    before, after = training_step(model, inputs, targets, lr=0.1)
    assert after < before
    assert not any(torch.equal(a, b) for a, b in zip(start, model.parameters()))
    assert all(p.grad is None for p in model.parameters())
    # What it reports is the loss without dropout, the same however often it is asked.
    again, _ = training_step(model, inputs, targets, lr=0.0)
    assert again == pytest.approx(after)
