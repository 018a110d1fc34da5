"""What a notebook's cells name is found on the trusted side, whatever surrounds it."""

import pytest

from autograder.catalogue import fair
from autograder.judging.source import look, unread
from starter.manifest import assignments

CELL = """class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.GRUCell(input_size, hidden_size)
"""
NESTED = "if True:\n" + "".join(f"    {line}\n" for line in CELL.splitlines())


@pytest.mark.parametrize(
    "source",
    [
        CELL,
        f"%matplotlib inline\n{CELL}",
        f"_ = !true\n{CELL}",
        f"{CELL}\nGRUCell?",
        f"?print\n{CELL}",
        f"if True:\n    %time 1 + 1\n    !ls\n{CELL}",
        f"import torch\n/print 1\n{CELL}",
        f"%%time\n\n%%capture out\n{CELL}",
        f"note = '''\n% of the points\n'''\n{CELL}",
        NESTED,
        f"try:\n    import torch\nfinally:\n    pass\n{NESTED}",
        f"x = [{'1, ' * 10_000}]\n{CELL}",
    ],
    ids=lambda source: source[:20],
)
def test_a_built_in_step_is_seen_beside_what_only_ipython_knows(source):
    assert look((source,), "GRUCell").builtins == ("nn.GRUCell",)
    assert not unread((source,), "GRUCell")


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    from torch.nn import GRUCell as Step\nexcept ImportError:\n    pass",
        "if True:\n    def Step(*sizes):\n        return torch.nn.GRUCell(*sizes)",
    ],
)
def test_a_built_in_step_is_seen_through_a_name_that_a_block_binds(source):
    cells = (source, "class GRUCell(Step):\n    pass")
    assert look(cells, "GRUCell").builtins == ("torch.nn.GRUCell",)


@pytest.mark.parametrize(
    "cells",
    [
        (),
        ("exec(text)",),
        ("%time GRUCell = nn.GRUCell",),
        (CELL, f"{CELL}\nGRUCell = = nn.GRUCell"),
        (f"{CELL}!true\n{'x = 1; ' * 5_000}",),
    ],
    ids=["no cell", "made from text", "in a magic", "no Python", "too long"],
)
def test_a_class_whose_source_cannot_be_read_is_told(cells):
    assert unread(cells, "GRUCell")


def test_every_right_class_of_the_catalogue_can_be_read():
    for exercise in (e for a in assignments().values() for e in a.exercises):
        untold = [s.name for s in fair(exercise.id) if unread((s.program,), exercise.class_name)]
        assert untold == [], exercise.id


@pytest.mark.slow
def test_a_cell_that_ipython_is_slow_at_is_given_up():
    assert unread((f"{CELL}x{' ' * 19_000}?",), "GRUCell")
