"""A network that raises is summarized as far as it ran."""

import pytest
import torch

from autograder.catalogue import wrong
from starter import summarize

BROKEN = next(s for s in wrong("alexnet") if s.name == "wrong_padding__forward_raises")


@pytest.mark.parametrize("beside", [None, "alexnet"])
def test_what_ran_is_shown_and_what_stopped_it_is_said(beside):
    with torch.device("meta"):
        network = BROKEN.load()()
    summary = summarize(network, beside=beside)
    for text in (str(summary), summary._repr_html_()):
        assert "256×23×23" in text
        assert "forward stopped here: RuntimeError" in text


def test_what_was_not_reached_does_not_count_as_missing():
    with torch.device("meta"):
        network = BROKEN.load()()
    text = str(summarize(network, beside="alexnet"))
    assert "not reached" in text
    assert "missing" not in text
