"""What tests share: drawn cases, classes made from equations and tables, copies of the project."""

import shutil

import pytest
import torch
from torch import nn

import autograder  # noqa: F401 - before nbformat, whose import it makes short
from tests.support import ROOT, drawing

# Tests run on every core already: more threads only wait for each other.
torch.set_num_threads(1)


def pytest_addoption(parser):
    drawing.add_options(parser)


def pytest_configure(config):
    drawing.choose_seed(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["seed"] = node.config.option.seed


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    drawing.draw(items, config.option.seed)
    drawing.put_long_files_first(items)


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.write_line(f"The cases were drawn with --seed {config.option.seed}")


def equation_cell(equations):
    """Return a cell class that computes an equation set, with one parameter a block."""

    class Cell(nn.Module):
        def __init__(self, input_size, hidden_size, bias=True):
            super().__init__()
            shapes = [block.shape(input_size, hidden_size) for block in equations.blocks]
            self.weights = nn.ParameterDict(
                {
                    f"{i}": nn.Parameter(0.1 * torch.randn(shape))
                    for i, (block, shape) in enumerate(zip(equations.blocks, shapes))
                    if bias or block.operand != "bias"
                }
            )
            self.shapes, self.hidden_size = shapes, hidden_size

        def forward(self, x, state=None):
            count = len(equations.returns)
            zeros = x.new_zeros(len(x), self.hidden_size)
            state = state if state is not None else (zeros,) * count
            h, C = (state, zeros) if isinstance(state, torch.Tensor) else (*state, zeros)[:2]
            parts = [
                self.weights[f"{i}"] if f"{i}" in self.weights else x.new_zeros(shape)
                for i, shape in enumerate(self.shapes)
            ]
            row = torch.cat([part.reshape(-1) for part in parts])
            found = equations.step(row, x, h, C)
            return found[0] if count == 1 else tuple(found)

    return Cell


def table_network(rows, channels=3):
    """Return the Sequential that a table describes."""
    modules = []
    for row in rows:
        options = {
            "stride": row.stride and row.stride[0],
            "padding": row.padding and row.padding[0],
        }
        if row.layer == "Conv2d":
            width = row.output_shape[0]
            dilation = row.dilation[0]
            modules.append(nn.Conv2d(channels, width, row.kernel[0], dilation=dilation, **options))
            channels = width
        elif row.layer.endswith("Pool2d"):
            modules.append(getattr(nn, row.layer)(row.kernel[0], **options))
        elif row.layer == "Linear":
            modules.append(nn.Linear(channels, row.output_shape[0]))
            channels = row.output_shape[0]
        else:
            modules.append(getattr(nn, row.layer)())
            channels = row.output_shape[0] if row.layer == "Flatten" else channels
    return nn.Sequential(*modules)


@pytest.fixture(scope="session")
def cell_of():
    """Makes a cell class from an equation set."""
    return equation_cell


@pytest.fixture(scope="session")
def network_of():
    """Makes a Sequential from the rows of a table, on the `meta` device."""

    def make(rows):
        with torch.device("meta"):
            return table_network(rows)

    return make


def copy_project(root):
    """Copy what the build reads and writes into a folder, without any course, and return it."""
    for folder in ("solutions", "starter", "notebooks"):
        ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "course")
        shutil.copytree(ROOT / folder, root / folder, ignore=ignore)
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    return root


@pytest.fixture
def project(tmp_path):
    """A copy of what the build reads and writes, without any course."""
    return copy_project(tmp_path)


def name_repository(root):
    """Name a public repository in a copy of the project, and in what the build made of the name."""
    places = ("starter/exercises.toml", "solutions/*/*.ipynb", "notebooks/*/*.ipynb")
    for path in (path for pattern in places for path in root.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("your-name/cnn-rnn-exploration", "uni/vision"), "utf-8")
