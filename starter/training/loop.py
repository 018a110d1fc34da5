"""The training loop of both notebooks: any model, any batches, on a CPU or a GPU."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .. import runtime
from ..history import EARLY, INTERRUPTED, NO_BATCHES, NOT_FINITE, History
from .finite import NotFinite, culprit_of_gradients, culprit_of_loss
from .live import Live
from .precision import Precision

Batch = tuple[Tensor, Tensor]
Measures = dict[str, float]


def fit(
    model: nn.Module,
    batches: Iterable[Batch],
    steps: int,
    *,
    lr: float = 1e-3,
    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy,
    optimizer: torch.optim.Optimizer | None = None,
    clip: float | None = None,
    evaluate: Callable[[nn.Module], Measures] | None = None,
    every: int | None = None,
    patience: int | None = None,
    live: bool | Live = True,
    name: str = "",
    device: torch.device | str | None = None,
) -> History:
    """Train a model in place and return how it went.

    It stops after `steps`; earlier when `patience` evaluations in a row brought nothing better,
    when `batches` run out, when a number is not finite any more, and when the kernel is
    interrupted. In each of these cases the model keeps what it has learned so far. Under a grader
    it takes one step at most and evaluates nothing.

    Args:
        model: maps `(batch, ...)` inputs to what `loss` takes; left on `device`, in eval mode.
        batches: pairs of inputs and targets; gone through again and again if it can be.
        steps: how many batches to train on.
        lr: learning rate of Adam, unless there is an `optimizer`.
        loss: of outputs and targets, a scalar; by default cross-entropy of logits
            `(batch, num_classes)` and class numbers `(batch,)`.
        optimizer: made for this model's parameters; Adam by default.
        clip: the largest norm of all gradients together.
        evaluate: given the model in eval mode, without gradients; returns values by name. The
            first one decides about `patience`; it is better when higher, or lower where its name
            ends in "loss" or "error". Names that begin with "accuracy" are shares of 1.
        every: steps between evaluations, a tenth of all by default.
        patience: evaluations without an improvement to wait for.
        live: whether to show a progress bar and curves; a `Live` shows several trainings in one.
        name: what to call the model, its class by default.
        device: where to compute; a GPU where there is one by default.

    Raises:
        ValueError: if there are no batches, or `patience` has nothing to watch.
    """
    if patience is not None and evaluate is None:
        raise ValueError("patience needs something to watch: give fit an evaluate as well")
    if runtime.grading():
        steps, evaluate, patience, live = min(steps, 1), None, None, False
    shown = live if isinstance(live, Live) else Live(quiet=not live)
    device = torch.device(device or runtime.device())
    model.to(device)
    optimizer = optimizer or _adam(model, lr)
    stepper = Stepper(model, optimizer, loss, clip, device)
    history = History(name or type(model).__name__)
    with shown.following(history, steps):
        try:
            for _ in _steps(stepper, batches, steps, history):
                shown.update(history)
                if evaluate and history.steps in _evaluations(steps, every):
                    history.add(history.steps, _measure(model, evaluate))
                    if patience is not None and _is_over(history, patience):
                        break
        except KeyboardInterrupt:
            history.ended = INTERRUPTED
            history.note = "Interrupted: the model keeps what it learned in these steps."
        except NotFinite as fault:
            history.ended, history.note = NOT_FINITE, str(fault)
        finally:
            model.eval()
            model.zero_grad()  # gradients take as much memory as the weights
    return history


def _adam(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """Return Adam, fused into one pass over the memory where torch can: from 2.4 on a CPU."""
    try:
        return torch.optim.Adam(model.parameters(), lr=lr, fused=True)
    except RuntimeError:
        return torch.optim.Adam(model.parameters(), lr=lr)


class Stepper:
    """Takes one step of gradient descent after the other."""

    def __init__(self, model, optimizer, loss, clip, device):
        self.model, self.optimizer, self.loss, self.clip = model, optimizer, loss, clip
        self.device, self.precision = device, Precision(device)

    def step(self, inputs: Tensor, targets: Tensor) -> float:
        """Train on a batch and return its loss before the step; raise NotFinite."""
        inputs, targets = inputs.to(self.device), targets.to(self.device)
        self.model.train()
        self.optimizer.zero_grad()
        with self.precision.context:
            loss = self.loss(self.model(inputs), targets)
        value = loss.item()
        if not math.isfinite(value):
            raise NotFinite(f"The loss is {value}. {_began(self._culprit(inputs, targets))}")
        scaler = self.precision.scaler
        scaler.scale(loss).backward()
        scaler.unscale_(self.optimizer)
        # A scaler skips steps with infinite gradients by itself.
        culprit = None if self.precision.scaled else culprit_of_gradients(self.model)
        if culprit:
            raise NotFinite(f"The loss is {value:.3g}, its gradient not finite. {_began(culprit)}")
        if self.clip is not None:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        scaler.step(self.optimizer)
        scaler.update()
        return value

    def _culprit(self, inputs: Tensor, targets: Tensor) -> str:
        with self.precision.context:
            return culprit_of_loss(self.model, inputs, targets)


def _began(culprit: str) -> str:
    return (
        f"It began in {culprit}. Stopped before this step changed a weight. The usual cause is a "
        "learning rate that is too high: make a new model and try a tenth of it."
    )


def _steps(
    stepper: Stepper, batches: Iterable[Batch], steps: int, history: History
) -> Iterator[None]:
    supply = _endless(batches)
    while history.steps < steps:
        try:
            inputs, targets = next(supply)
        except StopIteration:
            if not history.steps:
                raise ValueError("there are no batches to train on") from None
            history.ended, history.note = NO_BATCHES, "There were no more batches."
            return
        start = time.perf_counter()
        try:
            history.losses.append(stepper.step(inputs, targets))
        except NotFinite as fault:
            raise NotFinite(f"Stopped at step {history.steps + 1}. {fault}") from fault
        history.times.append(time.perf_counter() - start)
        yield


def _endless(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Go through the batches again and again; an iterator can be gone through once only."""
    some = True
    while some:
        some = False
        for batch in batches:
            some = True
            yield batch


def _evaluations(steps: int, every: int | None) -> set[int]:
    every = every or max(1, steps // 10)
    return {*range(every, steps, every), steps}


@torch.no_grad()
def _measure(model: nn.Module, evaluate: Callable[[nn.Module], Measures]) -> Measures:
    model.eval()
    return evaluate(model)


def _is_over(history: History, patience: int) -> bool:
    watched = next(iter(history.measures))
    if history.since_best(watched) < patience:
        return False
    history.ended = EARLY
    history.note = f"Stopped early: {watched} was no better in {patience} evaluations."
    return True
