"""Verdicts of grading, on the catalogue: those of the notebook, and logits proved on top."""

import signal

import numpy as np
import pytest
import torch
from torch import nn

from autograder.catalogue import fair, wrong
from autograder.judging import proof
from autograder.judging.examiner import Examiner
from autograder.judging.reference import most_numbers
from starter.checks.examination import judge
from starter.interview import ask
from starter.manifest import assignments, exercise, find_check
from starter.questions import Answer, Problem

EXERCISES = [e for a in assignments().values() for e in a.exercises]
NETWORKS = [e for e in EXERCISES if e.kind == "network"]
# Layers that their network does not register cannot be given weights, so nothing is proved.
UNREGISTERED = ("unregistered_layers", "layers_in_forward")


@pytest.fixture(scope="module")
def examiner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grading")
    (folder / "weights").mkdir()
    return Examiner(7, folder, folder / "weights", str(folder / "weights"))


@pytest.fixture(scope="module")
def codes(examiner):
    """Returns the codes that a check of grading finds in a class."""

    def find(check_id, cls, source=""):
        answer = lambda name, questions: [ask(cls, q) for q in questions]  # noqa: E731
        result = examiner.judge(check_id, answer, [source], lambda name: "missing")
        return [finding.code for finding in result.findings]

    return find


def cases(kind):
    """Every submission of a kind as a parameter with a name."""
    every = [submission for exercise in EXERCISES for submission in kind(exercise.id)]
    return [pytest.param(s, id=f"{s.exercise}-{s.name}") for s in every]


@pytest.mark.drawn(test=30)
@pytest.mark.parametrize("submission", cases(fair))
def test_no_right_answer_is_refused(codes, submission):
    cls = submission.load()
    for check in exercise(submission.exercise).checks:
        found = codes(check.id, cls, submission.source)
        assert set(found) <= {"count_two_biases"}, check.id


@pytest.mark.drawn(test=30)
@pytest.mark.parametrize("submission", cases(wrong))
def test_wrong_answers_are_told_as_in_the_notebook(codes, submission):
    cls, task = submission.load(), exercise(submission.exercise)
    for check in task.checks:
        wanted = [f.code for f in judge(task, check, cls, seed=0).findings]
        if check.name == "layers" and submission.name.startswith(UNREGISTERED):
            wanted = ["logits_unproven"]
        assert codes(check.id, cls, submission.source) == wanted, check.id


class Honest(nn.Sequential):
    """The tiny network, its rows in order."""

    def __init__(self, num_classes=4):
        convolutions = [(3, 48, 11, 4, 0), (48, 128, 5, 1, 2), (128, 192, 3, 1, 1)]
        convolutions += [(192, 192, 3, 1, 1), (192, 128, 3, 1, 1)]
        layers = []
        for number, geometry in enumerate(convolutions):
            layers += [nn.Conv2d(*geometry), nn.ReLU()]
            layers += [nn.MaxPool2d(3, 2)] if number in (0, 1, 4) else []
        layers += [nn.Flatten(), nn.Dropout(), nn.Linear(4608, 2048), nn.ReLU(), nn.Dropout()]
        super().__init__(*layers, nn.Linear(2048, 1024), nn.ReLU(), nn.Linear(1024, num_classes))


def test_a_network_that_computes_its_table_is_proved(codes):
    assert codes("alexnet_tiny.layers", Honest) == []


class Squeezed(Honest):
    def forward(self, x):
        return super().forward(x).squeeze()


class NeverAlone(Honest):
    def forward(self, x):
        if len(x) == 1:
            raise ValueError("more images, please")
        return super().forward(x)


@pytest.mark.parametrize("cls", [Squeezed, NeverAlone])
def test_what_one_image_shows_costs_points_in_robustness_alone(codes, cls):
    assert codes("alexnet_tiny.layers", cls) == []
    assert codes("alexnet_tiny.robustness", cls) != []


class Overwriting(Honest):
    def forward(self, x):
        logits = super().forward(x)
        self[0].weight.zero_()
        return logits


class OverwritingUnseen(Honest):
    def forward(self, x):
        logits = super().forward(x)
        self[-1].weight.data.mul_(0.5)
        return logits


@pytest.mark.slow
@pytest.mark.parametrize("cls", [Overwriting, OverwritingUnseen])
def test_a_network_that_writes_into_its_weights_does_no_harm_to_the_next(codes, cls, monkeypatch):
    def apart(folder):
        """The numbers as another process has them."""
        numbers = np.fromfile(folder / "normal.f32", np.float32)
        return torch.from_numpy(np.resize(numbers, most_numbers()))

    monkeypatch.setattr(proof, "read_numbers", apart)
    assert codes("alexnet_tiny.layers", cls) == []
    assert codes("alexnet_tiny.layers", Honest) == []


class HalfDone(Honest):
    def forward(self, x):
        raise NotImplementedError


class HalfWrong(HalfDone):
    def __init__(self, num_classes=4):
        super().__init__(num_classes + 1)


def test_layers_are_counted_before_forward_is_written(codes):
    assert codes("alexnet_tiny.parameters", HalfDone) == []
    assert codes("alexnet_tiny.layers", HalfDone) == ["not_attempted"]
    assert "wrong_count" in codes("alexnet_tiny.parameters", HalfWrong)
    exercise, check = find_check("alexnet_tiny.parameters")
    assert judge(exercise, check, HalfDone, seed=0).passed


def scaled(factor):
    class Scaled(Honest):
        def forward(self, x):
            logits = super().forward(x)
            # Hidden from the recording of operations, which is all that a notebook's check sees.
            hidden = logits.device.type != "meta"
            return torch.from_numpy(logits.numpy() * factor) if hidden else logits

    return Scaled


def test_logits_may_differ_by_rounding(codes):
    assert codes("alexnet_tiny.layers", scaled(1.0009)) == []


class Constant(Honest):
    def forward(self, x):
        logits = super().forward(x)
        return logits if logits.device.type == "meta" else torch.zeros(logits.shape)


@pytest.mark.parametrize("cls", [scaled(1.0011), Constant])
def test_a_network_that_only_looks_right_is_not(codes, cls):
    exercise, check = find_check("alexnet_tiny.layers")
    assert judge(exercise, check, cls, seed=0).passed
    assert codes("alexnet_tiny.layers", cls) == ["logits_differ"]


class Almost(Honest):
    def forward(self, x):
        logits = super().forward(x)
        return logits if logits.device.type == "meta" else logits * (1 + self.off)


@pytest.mark.parametrize(("off", "found"), [(0.8e-3, []), (1.2e-3, ["logits_differ"])])
def test_logits_may_be_off_by_a_thousandth(codes, off, found):
    assert codes("alexnet_tiny.layers", type("Almost", (Almost,), {"off": off})) == found


VIEW = ("0.weight", 0, (48, 3, 11, 11), (363, 121, 11, 1))


@pytest.mark.parametrize(
    ("name", "offset", "sizes", "strides", "why"),
    [
        (*VIEW[:3], (363, 61, 11, 1), "parts of 0.weight are used twice"),
        (*VIEW[:3], (364, 121, 11, 1), "0.weight is not all used, or used twice"),
        ("0.weight", 1, *VIEW[2:], "0.weight is not all used, or used twice"),
        ("3.weight", *VIEW[1:], "0.weight is not all used, or used twice"),
        (*VIEW[:2], (48, 3, 11), (363, 121, 11), "Conv2d has no weight and bias of its own"),
        (*VIEW[:3], (363, 121, 11), "no layout"),
        ("7.weight", *VIEW[1:], "no layout"),
    ],
)
def test_a_process_that_lies_about_its_layout_proves_nothing(
    examiner, name, offset, sizes, strides, why
):
    def answer(_, questions):
        answers = [ask(Honest, question) for question in questions]
        for first in (answer.facts["rows"][0] for answer in answers if "rows" in answer.facts):
            first["views"] = [[name, offset, sizes, strides], first["views"][1]]
        return answers

    (found,) = examiner.judge("alexnet_tiny.layers", answer, [""], str).findings
    assert found.code == "logits_unproven"
    assert f"({why}" in found.message


def test_the_same_seed_asks_the_same(examiner, tmp_path):
    (tmp_path / "weights").mkdir()
    again = Examiner(7, tmp_path, tmp_path / "weights", "/weights")
    other = Examiner(8, tmp_path, tmp_path / "weights", "/weights")
    gru = next(e for e in EXERCISES if e.id == "gru_cell")
    inputs = [e._challenge(gru).inputs["x"] for e in (examiner, again)]
    assert np.array_equal(*inputs)
    assert not np.array_equal(inputs[0], other._challenge(gru).inputs["x"])


@pytest.mark.parametrize(("seconds", "code"), [(60, "not_attempted"), (0.01, "unreadable_answer")])
def test_a_verdict_takes_the_processor_for_so_long(tmp_path, seconds, code):
    examiner = Examiner(7, tmp_path, tmp_path, "/weights", verdict_seconds=seconds)

    def busy(name, questions):
        for _ in range(5_000_000):
            pass
        return [Answer(problem=Problem("not_attempted"))] * len(questions)

    result = examiner.judge("alexnet_tiny.parameters", busy, [], lambda name: "")
    assert [finding.code for finding in result.findings] == [code]
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_an_answer_that_breaks_a_verdict_is_a_finding(examiner):
    def nonsense(name, questions):
        raise ValueError("no answer of this kind was thought of")

    result = examiner.judge("gru_cell.shapes", nonsense, [], lambda name: "")
    assert [finding.code for finding in result.findings] == ["unreadable_answer"]
