"""Trainings are shown while they run: a bar in a terminal, curves and a line each in a notebook."""

import sys
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from starter.training import live
from starter.training.loop import fit


@pytest.fixture(autouse=True)
def nobody_grades(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.fixture
def outputs(monkeypatch):
    """What a pretended notebook shows: for each output, all it has shown in turn."""
    found = []

    def display(thing, raw=False, display_id=False):
        shown = [thing]
        found.append(shown)
        return SimpleNamespace(update=lambda thing, raw=False: shown.append(thing))

    monkeypatch.setattr(live, "in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", display)
    return found


def train(**options):
    torch.manual_seed(0)
    batch = (torch.randn(4, 2), torch.tensor([0, 1, 0, 1]))
    return fit(nn.Linear(2, 2), [batch], 5, **options)


def test_a_notebook_ends_with_curves_and_a_result(outputs):
    train(name="one", evaluate=lambda model: {"accuracy": 0.5})
    figure, line = (shown[-1] for shown in outputs)
    assert [axes.get_title() for axes in figure.axes] == ["loss of the batches", "accuracy"]
    assert line["text/plain"].startswith("one: 5 steps in ")
    assert "0/5" in outputs[1][1]["text/plain"]  # the bar, before


def test_several_trainings_share_the_curves_and_have_a_line_each(outputs):
    shared = live.Live()
    for name in ("one", "two"):
        train(name=name, live=shared)
    figure, *lines = (shown[-1] for shown in outputs)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["one", "two"]
    assert [line["text/plain"][:4] for line in lines] == ["one:", "two:"]


def test_an_interrupted_notebook_shows_its_curves(outputs):
    def batches():
        yield torch.randn(4, 2), torch.tensor([0, 1, 0, 1])
        raise KeyboardInterrupt

    fit(nn.Linear(2, 2), batches(), 5)
    figure, line = (shown[-1] for shown in outputs)
    assert figure.axes
    assert "Interrupted" in line["text/plain"]


def test_curves_are_redrawn_in_between_but_not_at_every_step(outputs, monkeypatch):
    clock = iter(range(0, 100000, 10))
    monkeypatch.setattr(live.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(live, "_SHARE", 0)
    train()
    assert len(outputs[0]) > 4
    monkeypatch.setattr(live, "_LEAST", 1e9)
    train()
    assert len(outputs[2]) == 3  # empty, at the first step, at the end


def test_a_terminal_gets_a_bar_and_one_line(capsys):
    train(name="one")
    out, err = capsys.readouterr()
    assert out.startswith("one: 5 steps in ")
    assert "one:" in err


def test_quiet_means_nothing_at_all(capsys, outputs):
    train(live=False)
    assert capsys.readouterr() == ("", "")
    assert outputs == []
    assert "tqdm" in sys.modules
