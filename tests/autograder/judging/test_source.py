"""What a notebook's cells name is found on the trusted side, whatever surrounds it."""

import pytest

from autograder.catalogue import fair
from autograder.judging.source import Sighting, look, unread
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
    "block",
    [
        "if True:\n    import torch\n    from torch import nn\n    print(nn.GRUCell(3, 4))",
        "try:\n    nn.GRUCell(3, 4)\nexcept ImportError:\n    from torch import nn",
        "with torch.no_grad() as off:\n    x = nn.GRUCell(3, 4)\n    import torch",
        "for n in range(3):\n    nn.GRUCell(3, 4)\n    import torch",
    ],
)
def test_what_else_a_block_does_is_not_the_affair_of_a_class(block):
    right = "class GRUCell(nn.Module):\n    def forward(self, x):\n        return torch.tanh(x)"
    assert look((block, right), "GRUCell") == Sighting()


def test_a_long_cell_with_magics_is_read_all_the_same():
    base = f"%matplotlib inline\nclass Base:\n    cell = nn.GRUCell\n# {'x' * 20_000}"
    assert look((base, "class GRUCell(Base): pass"), "GRUCell").builtins == ("nn.GRUCell",)


@pytest.mark.parametrize(
    "cells",
    [
        (),
        ("exec(text)",),
        ("%time GRUCell = nn.GRUCell",),
        (CELL, f"{CELL}\nGRUCell = = nn.GRUCell"),
        (f"{CELL}print?\n{'x = 1; ' * 5_000}",),
        (f"class Base: pass\nprint?\n{'x = 1; ' * 5_000}", "class GRUCell(Base): pass"),
    ],
    ids=["no cell", "made from text", "in a magic", "no Python", "too long", "its base too long"],
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


RETURNS = "class GRUCell(nn.Module):\n    def forward(self, x):\n        return {}\n"


def seen(expression, *cells):
    """What is seen of a class that returns this."""
    return look((*cells, RETURNS.format(expression)), "GRUCell")


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("nn.GRUCell(3, 4)(x)", "nn.GRUCell"),
        ("torch.gru_cell(x, h, w, u)", "torch.gru_cell"),
        ("torch.ops.aten.lstm_cell(x)", "torch.ops.aten.lstm_cell"),
        ("torch._VF.quantized_lstm(x)", "torch._VF.quantized_lstm"),
        ("getattr(nn, 'GRU' + 'Cell')(3, 4)", "getattr(nn, 'GRU' + 'Cell')"),
    ],
)
def test_a_builtin_step_is_seen(expression, named):
    assert seen(expression) == Sighting(builtins=(named,))


@pytest.mark.parametrize(
    "expression", ["self.GRUCell(x)", "x.gru_cell", "nn.GRUCellar(x)", "torch.grunt(x)", "'nn.GRU'"]
)
def test_names_that_look_like_it_are_not(expression):
    assert seen(expression) == Sighting()


def test_what_the_class_reaches_counts_and_what_it_does_not_does_not():
    helper = "def step(x):\n    return nn.GRUCell(3, 4)(x)\n"
    assert seen("step(x)", helper) == Sighting(builtins=("nn.GRUCell",))
    assert seen("x", helper) == Sighting()


@pytest.mark.parametrize("module", ["oracles", "challenges", "verdict", "interview", "examination"])
def test_what_belongs_to_the_checks_is_seen(module):
    assert seen("there", f"import starter.{module} as there").answers == (f"starter.{module}",)


@pytest.mark.parametrize(("length", "answers"), [(199, 1), (200, 0)])
def test_a_short_text_may_be_the_name_of_a_file_and_a_long_one_is_prose(length, answers):
    text = "gru_cell.npz".rjust(length, ".")
    found = seen(repr(text)).answers
    assert len(found) == answers
    assert all(len(one) == 60 for one in found)
