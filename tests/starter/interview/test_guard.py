"""Student code runs so that the kernel is afterwards as it was before."""

import random
import signal
import sys
import threading
import time
import warnings
from contextlib import contextmanager, nullcontext

import numpy as np
import pytest
import torch
from torch import nn
from torch.overrides import _get_current_function_mode_stack

from autograder.catalogue import fair
from starter import examine
from starter.interview import ask
from starter.interview.guard import CappedText, TooSlow, guarded
from starter.questions import Question


def state():
    """All that student code may change and the guard must restore."""
    return {
        "dtype": torch.get_default_dtype(),
        "grad": torch.is_grad_enabled(),
        "threads": torch.get_num_threads(),
        "anomaly": torch.is_anomaly_enabled(),
        "deterministic": torch.are_deterministic_algorithms_enabled(),
        "recursion": sys.getrecursionlimit(),
        "alarm": signal.getsignal(signal.SIGALRM),
        "torch": torch.get_rng_state().tolist(),
        "numpy": [np.asarray(part).tolist() for part in np.random.get_state()],
        "python": random.getstate(),
        "streams": (sys.stdout, sys.stderr),
        "filters": list(warnings.filters),
        "functions": getattr(torch, "tanh", None),
    }


CHANGES = {
    "dtype": lambda: torch.set_default_dtype(torch.float16),
    "grad": lambda: torch.set_grad_enabled(False),
    "threads": lambda: torch.set_num_threads(torch.get_num_threads() + 1),
    "anomaly": lambda: torch.autograd.set_detect_anomaly(True),
    "deterministic": lambda: torch.use_deterministic_algorithms(True),
    "recursion": lambda: sys.setrecursionlimit(5000),
    "torch": lambda: torch.manual_seed(1),
    "numpy": lambda: np.random.seed(1),
    "python": lambda: random.seed(1),
    "filters": lambda: warnings.simplefilter("always"),
    "deleted": lambda: delattr(torch, "tanh"),
    "replaced": lambda: setattr(torch, "tanh", 5),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("error", [None, ValueError, SystemExit])
def test_settings_are_restored(change, error):
    @guarded()
    def meddle():
        change()
        if error:
            raise error

    before = state()
    with pytest.raises(error) if error else nullcontext():
        meddle()
    assert state() == before


def test_student_code_starts_from_torchs_defaults():
    with torch.no_grad(), guarded():
        assert torch.is_grad_enabled()
        assert torch.get_default_dtype() == torch.float32
    assert torch.is_grad_enabled()


@contextmanager
def default_device(name):
    torch.set_default_device(name)
    try:
        yield
    finally:
        torch.set_default_device(None)


@contextmanager
def default_tensor_type(name):
    torch.set_default_tensor_type(name)
    try:
        yield
    finally:
        torch.set_default_tensor_type("torch.FloatTensor")


def autocast():
    """The dtype of autocast on the CPU, None where it is off; before torch 2.4 by other names."""
    if hasattr(torch, "get_autocast_dtype"):
        return torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else None
    return torch.get_autocast_cpu_dtype() if torch.is_autocast_cpu_enabled() else None


def settings():
    """What a cell may have set for all that follow it."""
    return {
        "tensor type": torch._C._get_default_device(),
        "dtype": torch.get_default_dtype(),
        "modes": [
            (type(mode), getattr(mode, "device", None))
            for mode in _get_current_function_mode_stack()
        ],
        "autocast": autocast(),
        "grad": torch.is_grad_enabled(),
        "inference": torch.is_inference_mode_enabled(),
        "anomaly": torch.is_anomaly_enabled(),
        "deterministic": torch.are_deterministic_algorithms_enabled(),
    }


# What other cells of a notebook may leave behind: on a machine without CUDA, and with it.
LEFT = {
    "device_meta": lambda: default_device("meta"),
    "device_cuda": lambda: default_device("cuda"),
    "entered_device": lambda: torch.device("meta"),
    "tensor_type": lambda: default_tensor_type("torch.DoubleTensor"),
    "tensor_type_cuda": lambda: default_tensor_type("torch.cuda.HalfTensor"),
    "autocast": lambda: torch.autocast("cpu", dtype=torch.bfloat16),
    "no_grad": torch.no_grad,
    "inference": torch.inference_mode,
    "anomaly": torch.autograd.detect_anomaly,
}


@pytest.mark.drawn(check=4)
@pytest.mark.filterwarnings("ignore:.*set_default_tensor_type:UserWarning")
@pytest.mark.filterwarnings("ignore:Anomaly Detection:UserWarning")
@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
@pytest.mark.parametrize("exercise", ["gru_cell", "alexnet_tiny"])
def test_what_other_cells_have_set_is_neutral_for_questions_and_put_back(left, exercise):
    right = next(iter(fair(exercise))).load()
    assert examine(exercise, right, seed=1).passed
    with left():
        before = settings()
        report = examine(exercise, right, seed=1)
        after = settings()
    assert report.passed, [f.message for c in report.checks.values() for f in c.findings]
    assert after == before


def test_a_class_that_sets_a_default_device_is_told():
    class Moved(nn.Linear):
        def __init__(self, input_size, hidden_size, bias=True):
            super().__init__(input_size, hidden_size, bias)
            torch.set_default_device("meta")

        def forward(self, x, state=None):
            return super().forward(x)

    before = settings()
    question = {"input_size": 3, "hidden_size": 4, "state": ("h",)}
    arrays = {"x": np.zeros((2, 3)), "h": np.zeros((2, 4))}
    answer = ask(Moved, Question("cell", question, arrays))
    assert answer.facts["side_effects"] == ["the default device"]
    assert settings() == before


def test_output_and_warnings_are_swallowed(capsys):
    with guarded():
        print("x" * 5_000_000)
        print("error", file=sys.stderr)
        warnings.warn("no matter", stacklevel=1)
    assert capsys.readouterr() == ("", "")


def test_capped_text_keeps_the_beginning():
    text = CappedText(limit=10)
    assert [text.write("abcdef"), text.write("ghijkl"), text.write("m")] == [6, 6, 1]
    assert text.kept.getvalue() == "abcdefghij"


def test_endless_code_is_stopped_and_the_clock_with_it():
    @guarded(0.05)
    def endless():
        while True:
            try:
                sum(range(100))
            except Exception:
                continue

    start = time.perf_counter()
    with pytest.raises(TooSlow):
        endless()
    assert time.perf_counter() - start < 5
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_in_another_thread_there_is_no_limit_and_no_error():
    found = []

    def work():
        with guarded(0.01):
            time.sleep(0.05)
            found.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["done"]
