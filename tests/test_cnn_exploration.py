"""The exploration of the CNN notebook runs with any classes there are, and idles under a grader."""

from pathlib import Path

import pytest
from torch import nn

from autograder.making.text import read_assignment
from starter import history
from starter.grids import Grid
from starter.manifest import assignments

TEXT = Path(__file__).parents[1] / "solutions" / "cnn.py"
NUMBERS = {"each": 4, "steps": 2, "batch": 4, "every": 1}


def network(name):
    class Small(nn.Sequential):
        def __init__(self, num_classes=4):
            parts = [nn.Conv2d(3, 4, 11, stride=8), nn.ReLU(), nn.MaxPool2d(3), nn.Flatten()]
            super().__init__(*parts, nn.Linear(4 * 9 * 9, num_classes))

    return type(name, (Small,), {})


def lazy_network(name):
    class Lazy(nn.Sequential):
        def __init__(self, num_classes=4):
            parts = [nn.LazyConv2d(4, 11, stride=8), nn.ReLU(), nn.MaxPool2d(3), nn.Flatten()]
            super().__init__(*parts, nn.LazyLinear(num_classes))

    return type(name, (Lazy,), {})


def stub(name):
    def unwritten(self, num_classes=4):
        raise NotImplementedError

    return type(name, (nn.Module,), {"__init__": unwritten})


NAMES = ["AlexNet", "AlexNetLargeKernel", "AlexNetAvgPool", "AlexNetTiny", "AlexNetDilated"]


# Where the notebook's imports find what tests replace.
PLACES = {
    "preset": "starter.runtime.preset",
    "fit": "starter.training.loop.fit",
    "draw_images": "starter.images.drawn.draw_images",
    "load_photo": "starter.images.photo.load_photo",
}


@pytest.fixture
def explore(monkeypatch):
    """Runs the cells of the exploration, and returns their names and what they displayed."""

    def run(classes, **replaced):
        for name, stand_in in replaced.items():
            monkeypatch.setattr(PLACES[name], stand_in)
        return _explored(classes)

    return run


def _explored(classes):
    cells = read_assignment(TEXT, assignments()["cnn"]).cells
    (start,) = [i for i, cell in enumerate(cells) if cell.source.startswith("## Exploration")]
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    later = [cell.source for cell in cells[start:] if cell.cell_type == "code"]
    shown = []
    space = {"__name__": "notebook", "display": shown.append}
    for source in sources[:2]:  # set-up and imports
        exec(source, space)
    space |= {cls.__name__: cls for cls in classes}
    for source in later:
        exec(source, space)
    return space, shown


@pytest.fixture
def nobody_grades(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.mark.slow
def test_it_trains_what_is_ready_and_names_what_is_not(explore, nobody_grades, capsys):
    classes = [network("AlexNet"), network("AlexNetAvgPool"), *map(stub, NAMES[1::2] + NAMES[4:])]
    space, shown = explore(classes, preset=lambda small, large: NUMBERS)
    assert list(space["models"]) == ["AlexNet", "AlexNetAvgPool"]
    assert [h.steps for h in space["histories"]] == [2, 2]
    assert all(h.ended == history.DONE for h in space["histories"])
    assert "AlexNetTiny is left out: not attempted yet" in capsys.readouterr().out
    (table,) = [thing for thing in shown if isinstance(thing, Grid)]
    assert len(table.lines) == 2
    assert len(shown) >= 7


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Lazy modules")
def test_lazy_layers_are_trained_like_any_other(explore, nobody_grades, capsys):
    classes = [lazy_network("AlexNet"), *map(stub, NAMES[1:])]
    space, shown = explore(classes, preset=lambda small, large: NUMBERS)
    assert [h.steps for h in space["histories"]] == [2]
    (table,) = [thing for thing in shown if isinstance(thing, Grid)]
    assert table.lines[0][1] == "2,756"
    assert len(shown) >= 7


@pytest.mark.slow
def test_a_notebook_without_any_class_goes_on_to_its_end(explore, nobody_grades, capsys):
    space, _ = explore(map(stub, NAMES), preset=lambda small, large: NUMBERS)
    assert space["models"] == {}
    assert capsys.readouterr().out.count("is left out") == 5


def test_a_grader_draws_and_trains_nothing(explore, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    def never(*arguments, **options):
        raise AssertionError("this costs time")

    space, shown = explore(map(network, NAMES), fit=never, draw_images=never, load_photo=never)
    assert (space["models"], shown) == ({}, [])
