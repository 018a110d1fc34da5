"""A class that students wrote is used when it is ready, and left out with a line otherwise."""

import pytest
import torch
from torch import nn

from starter.handin.ready_classes import readiness, ready
from starter.manifest import assignments
from starter.networks.lazy_layers import is_lazy
from starter.sequences import TanhCell, unroll


def stub(name, constructor=None, forward=None):
    """A class of that name whose parts are stubs unless they are given."""

    def unwritten(self, *arguments, **options):
        raise NotImplementedError

    def built(self, *arguments, **options):
        nn.Module.__init__(self)

    parts = {"__init__": built if constructor else unwritten, "forward": forward or unwritten}
    return type(name, (nn.Module,), parts)


def h_alone(self, x, state=None):
    return x[:, :1].expand(-1, 4) if state is None else state


def h_and_memory(self, x, state=None):
    h = x[:, :1].expand(-1, 4)
    return (h, h) if state is None else state


def logits(self, x):
    return x.flatten(1)[:, :5]


FORWARD = {"GRUCell": h_alone, "LSTMCell": h_and_memory, "AlexNet": logits, "AlexNetTiny": logits}


@pytest.mark.parametrize("name", FORWARD)
def test_a_class_is_unfinished_broken_or_ready(name):
    unfinished = "not attempted yet"
    assert readiness(stub(name)) == unfinished
    assert readiness(stub(name, constructor=True)) == unfinished
    works = stub(name, constructor=True, forward=FORWARD[name])
    assert readiness(works) == "ready"
    fails = stub(name, constructor=True, forward=lambda self, x, state=None: x.nothing)
    assert "fails" in readiness(fails)


@pytest.mark.parametrize(
    ("name", "forward"),
    [
        ("GRUCell", lambda self, x, state=None: None),
        ("GRUCell", lambda self, x, state=None: (x[:, :1].expand(-1, 4),) * 2),
        ("GRUCell", lambda self, x, state=None: x),
        ("GRUCell", lambda self, x, state=None: x[:, :1].expand(-1, 4) if state is None else None),
        ("LSTMCell", h_alone),
        ("AlexNet", lambda self, x: None),
        ("AlexNet", lambda self, x: x.flatten(1)[:, :4]),
        ("AlexNet", lambda self, x: x.flatten(1)[:, :5].argmax(1)),
    ],
)
def test_a_result_of_another_form_is_not_ready(name, forward):
    found = readiness(stub(name, constructor=True, forward=forward))
    assert found == "returns something else than asked for, see its checks"


def test_a_class_may_have_another_name_than_the_one_it_goes_by(capsys):
    written = type("MyGRU", (TanhCell,), {})
    network = stub("Mine", constructor=True)
    given = {"GRUCell": written, "LSTMCell": written(3, 4), "PeepholeLSTMCell": network}
    assert ready("rnn", given) == [written]
    said = capsys.readouterr().out
    assert "LSTMCell is left out: it is no class" in said
    assert "PeepholeLSTMCell is left out: " in said
    assert readiness(network) == "has a name that no exercise asks for"


class LazyCell(nn.Module):
    """A plain cell with odd names whose layer finds its own width."""

    def __init__(self, n_in, n_hid, *, bias=True):
        super().__init__()
        self.n_hid = n_hid
        self.mix = nn.LazyLinear(n_hid, bias=bias)

    def forward(self, input, hx=None):
        hx = input.new_zeros(len(input), self.n_hid) if hx is None else hx
        return torch.tanh(self.mix(torch.cat([input, hx], 1)))


class LazyNetwork(nn.Sequential):
    def __init__(self, num_classes=4):
        super().__init__(nn.LazyConv2d(2, 11, 8), nn.Flatten(), nn.LazyLinear(num_classes))


@pytest.mark.filterwarnings("ignore:Lazy modules")
def test_of_a_class_with_lazy_layers_comes_one_that_has_filled_them():
    written = type("GRUCell", (LazyCell,), {})
    (cell,) = ready("rnn", {"GRUCell": written})
    assert (cell.__name__, issubclass(cell, written)) == ("GRUCell", True)
    for made in (cell(3, 4), cell(3, n_hid=4), cell(n_in=3, n_hid=4, bias=False)):
        assert not is_lazy(made)
        assert made.mix.weight.shape == (4, 7)
        assert unroll(made, torch.zeros(2, 5, 3))[0].shape == (2, 5, 4)
    (network,) = ready("cnn", {"AlexNet": type("AlexNet", (LazyNetwork,), {})})
    assert not is_lazy(network(num_classes=7))


def test_a_class_of_no_exercise_is_told_by_its_name():
    assert readiness(stub("ResNet")) == "has a name that no exercise asks for"


def test_classes_that_are_not_ready_are_left_out_with_a_line_each(capsys):
    first, second, *_ = (exercise.class_name for exercise in assignments()["cnn"].exercises)
    works = stub(first, constructor=True, forward=logits)
    others = {second: stub(second), "GRUCell": stub("GRUCell"), "torch": nn}
    assert ready("cnn", {first: works, **others}) == [works]
    assert capsys.readouterr().out == f"{second} is left out: not attempted yet\n"
