"""What a training leaves behind besides the model: losses, measures and times, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

# How a training can end.
DONE, EARLY, INTERRUPTED, NOT_FINITE, NO_BATCHES = (
    "done",
    "stopped early",
    "interrupted",
    "not finite",
    "no batches left",
)


@dataclass
class History:
    """One training, step by step.

    `losses` has the loss of every batch, `times` the seconds of every step; `measures` has, for
    each measure that was evaluated, pairs of step and value. `ended` says how it ended, `note` what
    there is to say about that.
    """

    name: str
    losses: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    measures: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    ended: str = DONE
    note: str = ""

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.losses)

    @property
    def interrupted(self) -> bool:
        """Whether somebody stopped the training by hand."""
        return self.ended == INTERRUPTED

    @property
    def seconds_per_step(self) -> float:
        """The median time of a step, in seconds; evaluation is not in it."""
        return median(self.times) if self.times else float("nan")

    def add(self, step: int, measures: dict[str, float]) -> None:
        """Note what was measured after `step` steps."""
        for name, value in measures.items():
            self.measures.setdefault(name, []).append((step, float(value)))

    def last(self, measure: str) -> float:
        """Return the latest value of a measure; raise KeyError if it was never taken."""
        return self.measures[measure][-1][1]

    def since_best(self, measure: str) -> int:
        """Return how many evaluations ago a measure was at its best.

        Less is better where the name ends in "loss" or "error", more elsewhere.
        """
        sign = -1 if measure.endswith(("loss", "error")) else 1
        values = [sign * value for _, value in self.measures[measure]]
        return len(values) - 1 - values.index(max(values))

    def __str__(self) -> str:
        if not self.losses:
            return f"{self.name}: no step taken" + (f". {self.note}" if self.note else "")
        loss = f"loss {self.losses[0]:.3g} → {self.recent_loss:.3g}"
        measured = [f"{name} {show(name, pairs[-1][1])}" for name, pairs in self.measures.items()]
        line = f"{self.name}: {self.steps} steps in {sum(self.times):.0f} s, "
        return line + ", ".join([loss, *measured]) + (f". {self.note}" if self.note else "")

    @property
    def recent_loss(self) -> float:
        """The mean loss of the last tenth of the steps."""
        tail = self.losses[-max(1, self.steps // 10) :]
        return sum(tail) / len(tail)


def is_share(measure: str) -> bool:
    """Say whether a measure is a share of 1, to be shown in per cent."""
    return measure.startswith("accuracy")


def show(measure: str, value: float) -> str:
    """Return a value as text: accuracies in per cent."""
    return f"{value:.0%}" if is_share(measure) else f"{value:.3g}"
