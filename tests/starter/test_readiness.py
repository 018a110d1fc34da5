"""A class that students wrote is used when it is ready, and left out with a line otherwise."""

import pytest
from torch import nn

from starter.readiness import readiness, ready


def stub(name, constructor=None, forward=None):
    """A class of that name whose parts are stubs unless they are given."""

    def unwritten(self, *arguments, **options):
        raise NotImplementedError

    def built(self, *arguments, **options):
        nn.Module.__init__(self)

    parts = {"__init__": built if constructor else unwritten, "forward": forward or unwritten}
    return type(name, (nn.Module,), parts)


@pytest.mark.parametrize("name", ["GRUCell", "LSTMCell", "AlexNet", "AlexNetTiny"])
def test_a_class_is_unfinished_broken_or_ready(name):
    unfinished = "not attempted yet"
    assert readiness(stub(name)) == unfinished
    assert readiness(stub(name, constructor=True)) == unfinished
    works = stub(name, constructor=True, forward=lambda self, x, state=None: x)
    assert readiness(works) == "ready"
    fails = stub(name, constructor=True, forward=lambda self, x, state=None: x.nothing)
    assert "fails" in readiness(fails)


def test_a_class_of_no_exercise_is_an_error():
    with pytest.raises(KeyError, match="ResNet"):
        readiness(stub("ResNet"))


def test_classes_that_are_not_ready_are_left_out_with_a_line_each(capsys):
    works = stub("AlexNet", constructor=True, forward=lambda self, x: x)
    others = {"AlexNetTiny": stub("AlexNetTiny"), "GRUCell": stub("GRUCell"), "torch": nn}
    assert ready("cnn", {"AlexNet": works, **others}) == [works]
    assert capsys.readouterr().out == "AlexNetTiny is left out: not attempted yet\n"
