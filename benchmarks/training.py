"""How long a training step takes: cells over 100 steps, and the CNNs, against PyTorch's own.

On a GPU where there is one, on one thread of the CPU elsewhere: several would wait for each other,
and on a busy machine the ratios would tell of little else. The reference solutions are what runs.
"""

from pathlib import Path

import torch
import torchvision
from rich.table import Table
from torch import nn

from autograder.making.build_check import load_class
from autograder.making.text import read_assignment
from starter.manifest import assignments
from starter.runtime import device
from starter.sequences import Unrolled
from starter.training.timing import times, training_step

SOLUTIONS = Path(__file__).parents[1] / "solutions"
BATCH, STEPS, INPUT_SIZE, HIDDEN_SIZE = 32, 100, 128, 100
IMAGES = 8


def table() -> Table:
    """Return the time of a forward and backward pass of each model, and its ratio to PyTorch's."""
    where = torch.cuda.get_device_name() if device().type == "cuda" else "one thread of the CPU"
    found = Table(title=f"A training step on {where}")
    for column in ("model", "milliseconds", "against", "ratio"):
        found.add_column(column, justify="left" if column in ("model", "against") else "right")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for models, inputs, rounds in (*recurrent(), networks()):
        inputs = inputs.to(device())
        steps = {name: training_step(m.to(device()), inputs) for name, m in models.items()}
        against, *_ = steps  # PyTorch's own is the first
        took = times(steps, rounds)
        for name, seconds in took.items():
            ratio = f"{seconds / took[against]:.2f}"
            found.add_row(name, f"{seconds * 1e3:.1f}", "" if name == against else against, ratio)
        found.add_section()
    torch.set_num_threads(threads)
    return found


def recurrent():
    """Yield nn.LSTM and nn.GRU, each with what is compared with it, by name; inputs; rounds."""
    inputs = torch.randn(BATCH, STEPS, INPUT_SIZE)
    sizes = INPUT_SIZE, HIDDEN_SIZE
    cells = {name: Unrolled(cls(*sizes)) for name, cls in references("rnn").items()}
    fused = load_class(text("rnn"), "fused_lstm", "FusedLSTM")(*sizes)
    gru = {"GRUCell": cells.pop("GRUCell")}
    yield {"nn.LSTM": nn.LSTM(*sizes, batch_first=True), "FusedLSTM": fused, **cells}, inputs, 25
    yield {"nn.GRU": nn.GRU(*sizes, batch_first=True), **gru}, inputs, 25


def networks():
    """Return torchvision's AlexNet and the networks compared with it, by name; images; rounds."""
    theirs = torchvision.models.AlexNet(num_classes=4)
    ours = {name: cls() for name, cls in references("cnn").items()}
    return {"torchvision's AlexNet": theirs, **ours}, torch.randn(IMAGES, 3, 227, 227), 5


def references(assignment: str) -> dict[str, type[nn.Module]]:
    """Return the reference solution of each exercise by its class's name."""
    exercises = assignments()[assignment].exercises
    notebook = text(assignment)
    return {e.class_name: load_class(notebook, e.id, e.class_name) for e in exercises}


def text(assignment: str):
    """Return the text of an assignment as a notebook that was not run."""
    return read_assignment(SOLUTIONS / f"{assignment}.py", assignments()[assignment])
