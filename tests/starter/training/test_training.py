"""The training loop trains, shows what it does, and loses nothing when something goes wrong."""

import json
from dataclasses import asdict

import pytest
import torch
from torch import nn

from starter import history as endings
from starter.training.loop import fit


@pytest.fixture(autouse=True)
def nobody_grades(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def network(*extra):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Dropout(0.1), *extra, nn.Linear(16, 3))


def data(count=4):
    torch.manual_seed(1)
    inputs = torch.randn(count, 20, 6)
    return [(batch, batch[:, :3].argmax(1)) for batch in inputs]


def weights(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()]).clone()


def test_a_model_learns_and_is_left_in_eval_mode():
    model, batches = network(), data()

    def accuracy(model):
        assert not model.training
        assert not torch.is_grad_enabled()
        inputs, targets = batches[0]
        return {"accuracy": (model(inputs).argmax(1) == targets).float().mean()}

    found = fit(model, batches, 200, lr=0.01, evaluate=accuracy, every=50, live=False, name="net")
    assert found.steps == len(found.times) == 200  # more than there are batches
    assert found.losses[-1] < 0.5 * found.losses[0]
    assert [step for step, _ in found.measures["accuracy"]] == [50, 100, 150, 200]
    assert found.last("accuracy") > 0.9
    assert found.ended == endings.DONE
    assert not model.training
    assert str(found).startswith("net: 200 steps in ")
    assert "accuracy 9" in str(found) or "accuracy 100%" in str(found)


@pytest.mark.parametrize(("every", "steps"), [(2, [2, 4, 5]), (5, [5]), (9, [5])])
def test_the_last_step_is_measured_whatever_lies_between(every, steps):
    evaluate = lambda m: {"error": 0.5}  # noqa: E731
    found = fit(network(), data(), 5, evaluate=evaluate, every=every, live=False)
    assert [step for step, _ in found.measures["error"]] == steps


def test_a_history_is_plain_data():
    found = fit(network(), data(), 3, evaluate=lambda m: {"error": torch.tensor(0.5)}, live=False)
    assert json.loads(json.dumps(asdict(found)))["measures"]["error"][-1] == [3, 0.5]


def test_an_optimizer_and_a_loss_of_ones_own_are_used():
    model = nn.Linear(2, 1, bias=False)
    start = weights(model)
    batches = [(torch.ones(4, 2), torch.zeros(4, 1))]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    loss = lambda outputs, targets: (outputs - targets).sum()  # noqa: E731
    fit(model, batches, 1, loss=loss, optimizer=optimizer, live=False)
    assert torch.allclose(weights(model), start - 0.25 * 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    before = weights(model)
    fit(model, batches, 1, loss=loss, optimizer=optimizer, clip=0.5, live=False)
    assert (weights(model) - before).norm().item() == pytest.approx(0.5, rel=1e-4)


class Modes(nn.Linear):
    """A layer that notes in which mode it is called."""

    def forward(self, x):
        self.seen.append(self.training)
        return super().forward(x)


def test_steps_are_in_training_mode_and_evaluations_are_not():
    model = Modes(6, 3)
    model.seen = []
    evaluate = lambda m: {"loss": m(torch.zeros(1, 6)).sum()}  # noqa: E731
    fit(model, data(), 3, evaluate=evaluate, every=1, live=False)
    assert model.seen == [True, False] * 3
    assert model.weight.grad is None


@pytest.mark.parametrize(("given", "moved"), [({}, 1e-3), ({"lr": 0.02}, 0.02)])
def test_adams_first_step_is_as_long_as_the_learning_rate(given, moved):
    model = nn.Linear(2, 3)
    start = weights(model)
    fit(model, [(torch.randn(8, 2), torch.tensor([0, 1] * 4))], 1, live=False, **given)
    assert (weights(model) - start).abs().max().item() == pytest.approx(moved, rel=1e-2)


@pytest.mark.parametrize(
    ("measure", "values", "steps"),
    [("accuracy", [0.5, 0.6, 0.6, 0.5, 0.9], 4), ("loss", [3, 2, 1, 2, 3, 0], 5)],
)
def test_it_stops_when_nothing_improves(measure, values, steps):
    supply = iter(values)
    found = fit(
        network(),
        data(),
        9,
        evaluate=lambda m: {measure: next(supply), "other": 1},
        every=1,
        patience=2,
        live=False,
    )
    assert found.steps == steps
    assert found.ended == endings.EARLY
    assert measure in found.note


def test_patience_needs_something_to_watch():
    with pytest.raises(ValueError, match="evaluate"):
        fit(network(), data(), 1, patience=1, live=False)


def test_batches_may_run_out_but_must_not_be_missing():
    found = fit(network(), iter(data(3)), 9, live=False)
    assert (found.steps, found.ended) == (3, endings.NO_BATCHES)
    with pytest.raises(ValueError, match="no batches"):
        fit(network(), [], 1, live=False)


def test_an_interruption_keeps_the_model_and_the_history(capsys):
    model = network()

    def batches():
        yield from data(2)
        raise KeyboardInterrupt

    start = weights(model)
    found = fit(model, batches(), 9, name="net")
    assert found.interrupted
    assert found.steps == 2
    assert not torch.equal(weights(model), start)
    assert not model.training
    line = capsys.readouterr().out
    assert "net: 2 steps" in line
    assert "keeps what it learned" in line


class Poison(nn.Module):
    """Divides by zero from the call of that number on."""

    def __init__(self, call):
        super().__init__()
        self.calls, self.call = 0, call

    def forward(self, x):
        self.calls += 1
        return x / 0 if self.calls >= self.call else x


def test_a_loss_that_is_not_finite_stops_and_names_step_and_layer():
    model, batches = network(Poison(3)), data()
    found = fit(model, batches, 9, live=False)
    assert (found.steps, found.ended) == (2, endings.NOT_FINITE)
    assert "Stopped at step 3" in found.note
    assert "the output of 3 (Poison)" in found.note
    assert torch.isfinite(weights(model)).all()


def test_bad_inputs_and_weights_are_named():
    batches = data(2)
    batches[1][0][0, 0] = torch.nan
    found = fit(network(), batches, 9, live=False)
    assert "step 2" in found.note
    assert "the inputs of this batch" in found.note
    model = network()
    with torch.no_grad():
        model[3].weight[0, 0] = torch.inf
    assert "the weights 3.weight" in fit(model, data(), 9, live=False).note


def test_a_loss_of_its_own_making_is_named():
    found = fit(network(), data(), 2, loss=lambda o, t: (o.sum() * 0).log(), live=False)
    assert "the loss itself" in found.note


def test_a_gradient_that_is_not_finite_leaves_the_weights_alone():
    model = network()
    start = weights(model)
    # The root's derivative is infinite at 0.
    found = fit(model, data(), 9, loss=lambda o, t: (o * 0).abs().sqrt().sum(), live=False)
    assert (found.steps, found.ended) == (0, endings.NOT_FINITE)
    assert "the gradient of 3.bias" in found.note
    assert torch.equal(weights(model), start)
    assert str(found).startswith("Sequential: no step taken")


def test_a_rate_that_is_too_high_ends_in_a_line_and_finite_weights():
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e25)
    found = fit(model, data(), 50, optimizer=optimizer, live=False)
    assert found.ended == endings.NOT_FINITE
    assert "learning rate" in found.note


def test_under_a_grader_one_step_is_taken_and_nothing_shown(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    def never(model):
        raise AssertionError("evaluated")

    found = fit(network(), data(), 50, evaluate=never, patience=1)
    assert found.steps == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_trains_with_mixed_precision():
    model = network()
    found = fit(model, data(), 200, lr=0.01, live=False)
    assert next(model.parameters()).is_cuda
    assert found.losses[-1] < 0.5 * found.losses[0]


@pytest.mark.filterwarnings("ignore:Lazy modules")
@pytest.mark.parametrize("once", [False, True], ids=["batches to repeat", "batches to take once"])
def test_lazy_layers_are_trained_and_no_batch_is_lost(once):
    torch.manual_seed(0)
    model, batches = nn.Sequential(nn.LazyLinear(16), nn.ReLU(), nn.LazyLinear(3)), data()
    history = fit(model, iter(batches) if once else batches, steps=4, live=False)
    assert (history.steps, history.ended) == (4, endings.DONE)
    assert model[0].weight.shape == (16, 6)
