"""Whatever a student hands in, a check answers in a few lines and leaves the kernel alone."""

import pytest
import torch
from torch import nn

import starter
from starter import CheckFailed, check, examine
from starter.checks.examination import WrongUse
from starter.interview import conversation, guard

NAMES = ("lstm_cell", "gru_cell", "alexnet")


class Module(nn.Module):
    """A module that takes the arguments of any exercise."""

    def __init__(self, *sizes, **options):
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.width = sizes[1] if len(sizes) > 1 else options.get("num_classes", 4)


def returning(make):
    """A class whose forward returns what `make` makes of a batch of the right shape."""

    class Returning(Module):
        def forward(self, x, state=None):
            return make(x.new_zeros(len(x), self.width))

    return Returning


def a_function(*arguments):
    return None


class NoModule:
    pass


class OtherArguments(nn.Module):
    def __init__(self, width):
        super().__init__()


class Stub(nn.Module):
    def __init__(self, *sizes, **options):
        super().__init__()
        raise NotImplementedError


class HalfStub(Module):
    def forward(self, x, state=None):
        raise NotImplementedError("later")


class Exits(Module):
    def forward(self, x, state=None):
        raise SystemExit("goodbye")


class Fails(Module):
    def forward(self, x, state=None):
        return {}["missing"]


class Endless(Module):
    def forward(self, x, state=None):
        while True:
            pass


def single(name):
    """Makes what the exercise wants of a tensor: a pair for LSTMs."""
    return (lambda h: (h, h)) if name == "lstm_cell" else (lambda h: h)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("thing", "code", "words"),
    [
        (a_function, "not_a_class", "a function"),
        (Module(), "not_a_class", "a Module"),
        (None, "not_a_class", "NoneType"),
        (NoModule, "not_a_module", "is not a torch module"),
        (OtherArguments, "raised", "TypeError"),
        (Stub, "not_attempted", "building"),
        (HalfStub, "not_attempted", "calling"),
        (Exits, "raised", "SystemExit: goodbye"),
        (Fails, "raised", 'return {}["missing"]'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_gives_no_answer_is_named(name, thing, code, words):
    report = examine(name, thing, seed=2)
    # What fails only when it is called can be counted all the same.
    called = thing in (HalfStub, Exits, Fails)
    if thing is OtherArguments and name == "alexnet":
        code = "no_num_classes_argument"
    results = [r for key, r in report.checks.items() if not (called and key == "parameters")]
    assert [r.findings[0].code for r in results] == [code] * len(results)
    assert words in results[0].findings[0].message
    assert report.points == 0
    status = "not attempted" if code == "not_attempted" else "not yet right"
    assert {r.status for r in results} == {status}


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("gru_cell", lambda h: (h, h), "returns_tuple"),
        ("gru_cell", lambda h: [h], "returns_list"),
        ("gru_cell", lambda h: None, "returns_no_tensor"),
        ("lstm_cell", lambda h: h, "returns_only_hidden"),
        ("lstm_cell", lambda h: (h, None), "returns_no_pair"),
        ("lstm_cell", lambda h: (h, h, h), "returns_extra"),
        ("lstm_cell", lambda h: (h, h[:, 1:]), "wrong_shape"),
        ("gru_cell", lambda h: h.T, "wrong_shape"),
        ("gru_cell", lambda h: h + float("nan"), "not_finite"),
        ("lstm_cell", lambda h: (h, h / 0), "not_finite"),
        ("alexnet", lambda h: (h,), "returns_tuple"),
        ("alexnet", lambda h: "cat", "returns_no_logits"),
        ("alexnet", lambda h: h[:1], "wrong_logits_shape"),
        ("alexnet", lambda h: h.sum(), "wrong_logits_shape"),
    ],
)
def test_wrong_structures_are_told_apart(name, make, code):
    report = examine(name, returning(make), seed=4)
    assert [f.code for f in report.checks["shapes"].findings] == [code]
    assert not report.checks["robustness"].passed
    assert str(report)
    assert report._repr_html_().count("<div") == len(report.checks)


@pytest.mark.parametrize("name", NAMES)
def test_an_endless_forward_is_stopped(name, monkeypatch):
    monkeypatch.setattr(conversation, "guarded", lambda _, **options: guard.guarded(0.1, **options))
    result = examine(name, Endless, seed=1).checks["shapes"]
    assert [f.code for f in result.findings] == ["too_slow"]


@pytest.mark.parametrize("name", NAMES)
def test_a_class_that_changes_the_kernel_changes_nothing(name, capfd):
    class Meddles(Module):
        def forward(self, x, state=None):
            torch.set_default_dtype(torch.float16)
            torch.set_grad_enabled(False)
            torch.set_num_threads(torch.get_num_threads() + 1)
            torch.manual_seed(5)
            print("noise " * 200_000)
            return single(name)(x.new_zeros(len(x), self.width))

    def state():
        numbers = torch.get_rng_state().tolist()
        return torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads(), numbers

    before = state()
    report = examine(name, Meddles, seed=1)
    assert report.checks["shapes"].passed
    (told,) = [f for f in report.checks["robustness"].findings if f.code == "side_effects"]
    assert all(
        effect in told.message
        for effect in ("the default dtype", "the number of threads", "characters of output")
    )
    assert state() == before
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("hint", [False, True])
def test_a_check_that_fails_prints_its_result_and_raises(capsys, hint):
    with pytest.raises(CheckFailed) as error:
        check("gru_cell.shapes", returning(lambda h: (h, h)), hint=hint)
    (found,) = error.value.result.findings
    printed = capsys.readouterr().out
    assert printed.startswith("✗ gru_cell.shapes: not yet right (0 of 1 point)")
    assert found.message in printed
    assert (f"Hint: {found.hint}" in printed) == hint
    assert ('check("gru_cell.shapes", GRUCell, hint=True)' in printed) != hint


def test_a_check_that_passes_prints_so_and_returns_nothing(capsys):
    assert check("gru_cell.shapes", returning(single("gru_cell"))) is None
    assert capsys.readouterr().out == "✓ gru_cell.shapes: passed (1 of 1 point)\n"


@pytest.mark.parametrize("validating", [False, True])
def test_in_a_notebook_a_failure_has_no_traceback(ipython, capsys, monkeypatch, validating):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate" if validating else "")
    ipython.push({"check": check, "cls": returning(lambda h: (h, h))})
    result = ipython.run_cell('check("gru_cell.shapes", cls)')
    out, err = capsys.readouterr()
    assert isinstance(result.error_in_exec, CheckFailed)
    assert "Traceback" not in out + err
    last = out.rstrip().splitlines()[-1]
    assert last.startswith("gru_cell.shapes")
    # The Validate button shows this line alone.
    assert ("a tuple of 2" if validating else "see above") in last
    assert "a tuple of 2" in out


@pytest.fixture
def ipython():
    """IPython's shell as in a notebook, with nothing on disk."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


def test_reports_repeat_by_seed_and_unknown_exercises_are_errors():
    cls = returning(lambda h: h.T)
    assert str(examine("gru_cell", cls, seed=8)) == str(examine("gru_cell", cls, seed=8))
    with pytest.raises(WrongUse, match="alexnet_tiny"):
        examine("vgg", cls)
    assert set(starter.__all__) >= {"check", "examine", "summarize"}
