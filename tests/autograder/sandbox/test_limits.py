"""What one submission may use: just inside a limit all is well, just outside it is stopped."""

import json

import pytest

from autograder.sandbox.inside import frames
from autograder.sandbox.inside.shell import Outputs
from autograder.sandbox.limits import read_limits
from autograder.sandbox.warmth import Ended
from starter.questions import Question
from tests.support.sandboxed import needs_sandbox

MB = 1_000_000
CUT = "\n[the rest was cut off]\n"
START = """
import subprocess, time
children = [subprocess.Popen(["sleep", "60"]) for _ in range({})]
time.sleep({})
"""
TAKE = "import time; held = b'x' * {}; time.sleep({})"
WRITE = "with open('{}/new', 'wb') as file: file.write(bytes({}))"
WAIT = "import time; time.sleep({})"
CELL = """
import time
from torch import nn
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        time.sleep({})
        raise NotImplementedError
"""
QUESTION = Question("cell", {"input_size": 3, "hidden_size": 4, "state": ("h",)})


def said(submission, source):
    """The name of the error that a cell ends in, or nothing."""
    outputs, _ = submission.run(source)
    return next((one["ename"] for one in outputs if one["output_type"] == "error"), "")


@pytest.mark.slow
@needs_sandbox
@pytest.mark.parametrize(
    ("limits", "inside", "outside", "error"),
    [
        (
            {"memory": 200 * MB},
            f"x = bytearray({90 * MB})",
            f"x = bytearray({200 * MB})",
            "MemoryError",
        ),
        ({"file_size": MB}, WRITE.format("/tmp", MB), WRITE.format("/tmp", MB + 1), "OSError"),
        ({"scratch": MB}, WRITE.format("/tmp", MB // 2), WRITE.format("/tmp", 2 * MB), "OSError"),
        (
            {"scratch": MB},
            WRITE.format("/dev/shm", MB // 2),
            WRITE.format("/dev/shm", 2 * MB),
            "OSError",
        ),
        ({"open_files": 40}, "import os; os.dup2(3, 39)", "os.dup2(3, 40)", "OSError"),
    ],
    ids=["memory", "file", "scratch", "shared memory", "open files"],
)
def test_a_cell_that_wants_more_fails(submission, limits, inside, outside, error):
    one = submission(**limits)
    assert said(one, inside) == ""
    assert said(one, outside) == error
    assert said(one, "1") == ""


@needs_sandbox
@pytest.mark.parametrize(
    ("limits", "inside", "outside", "reason"),
    [
        ({"memory_in_all": 60 * MB}, TAKE.format(MB, 0.2), TAKE.format(99 * MB, 60), "memory"),
        ({"processes": 3}, START.format(2, 0.2), START.format(1, 60), "processes"),
    ],
    ids=["memory of all", "processes"],
)
def test_a_submission_that_takes_more_is_ended(submission, limits, inside, outside, reason):
    one = submission(**limits)
    assert said(one, inside) == ""
    with pytest.raises(Ended, match=reason):
        one.run(outside)


@needs_sandbox
def test_a_submission_that_takes_longer_is_ended(submission):
    with pytest.raises(Ended, match="time"):
        submission(wall_seconds=0.3, cell_seconds=3).run(WAIT.format(60))


@needs_sandbox
def test_the_kernel_keeps_what_the_settings_say(submission):
    """It ends what computes for longer, and starts no more threads, but for root."""
    limits = read_limits()
    kinds = ("RLIMIT_CPU", "RLIMIT_NPROC")
    source = f"import resource; [resource.getrlimit(getattr(resource, name)) for name in {kinds}]"
    (output,), _ = submission().run(source)
    wanted = [(limits.cpu_seconds,) * 2, (limits.tasks,) * 2]
    assert output["data"]["text/plain"] == str(wanted)


@needs_sandbox
@pytest.mark.parametrize(("limit", "seconds", "error"), [(30, 0, ""), (0.2, 60, "OutOfTime")])
def test_a_cell_may_take_so_long(submission, limit, seconds, error):
    one = submission(cell_seconds=limit)
    assert said(one, WAIT.format(seconds)) == error
    assert said(one, "1") == ""


@pytest.mark.slow
@needs_sandbox
def test_what_swallows_its_interrupt_is_interrupted_again(submission):
    again = "import time\ntry:\n    time.sleep(60)\nexcept BaseException:\n    time.sleep(60)"
    assert said(submission(cell_seconds=0.2), again) == "OutOfTime"


@needs_sandbox
@pytest.mark.parametrize(
    ("limit", "seconds", "code"), [(20, 0, "not_attempted"), (0.2, 60, "too_slow")]
)
def test_an_answer_may_take_so_long(submission, limit, seconds, code):
    one = submission(answer_seconds=limit)
    one.run(CELL.format(seconds))
    (answer,) = one.ask("GRUCell", [QUESTION])
    assert answer.problem.code == code


@needs_sandbox
def test_one_that_never_answers_is_ended(submission):
    one = submission(answer_seconds=60, question_seconds=0.5)
    one.run(CELL.format(60))
    with pytest.raises(Ended, match="late"):
        one.ask("GRUCell", [QUESTION])


def printed(*texts):
    """What is kept of texts where there is room for ten characters."""
    outputs = Outputs(10)
    for text in texts:
        outputs.text("stdout", text)
    return outputs[0]["text"]


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["x" * 6, "x" * 4, ""], "x" * 10),
        (["x" * 6, "x" * 5], "x" * 10 + CUT),
        (["x" * 10, "y"], "x" * 10 + CUT),
        (["x" * 11, "y", "z" * 20], "x" * 10 + CUT),
    ],
)
def test_a_cell_prints_so_many_characters_and_says_when_there_were_more(texts, kept):
    assert printed(*texts) == kept


@pytest.mark.parametrize(("more", "cut"), [(0, False), (1, True)])
def test_a_cell_shows_so_many_characters(more, cut):
    outputs = Outputs(10)
    around = len(json.dumps({"text/html": ""}))
    outputs.rich("display_data", {"text/html": "x" * (200 - around + more)}, {})
    assert ("too large to keep" in json.dumps(outputs)) == cut


def test_a_cell_shows_so_many_things():
    outputs = Outputs()
    for number in range(1001):
        outputs.rich("display_data", {"text/plain": f"{number}"}, {})
    assert [one["data"]["text/plain"] for one in outputs[-2:]] == ["998", "999"]


def test_an_error_is_told_so_far():
    outputs = Outputs(10)
    outputs.error("E" * 5, "m" * 1001, ["x" * 11] * 201)
    outputs.error("E" * 5, "m" * 1000, ["x" * 10] * 200)
    assert outputs[0] == outputs[1]
    assert (len(outputs[1]["evalue"]), len(outputs[1]["traceback"])) == (1000, 200)


def test_the_settings_fit_together():
    limits = read_limits()
    assert limits.file_size <= limits.scratch < limits.memory_in_all  # scratch lies in memory
    assert limits.memory < limits.memory_in_all <= 8 * 2**30  # beside others on one machine
    assert limits.processes < limits.tasks <= 1000
    assert limits.cell_seconds < limits.wall_seconds <= 600
    assert limits.answer_seconds < limits.question_seconds < limits.wall_seconds
    assert limits.cpu_seconds <= limits.wall_seconds  # with one thread it comes first
    # Of what one sends, this side keeps little, whatever it says.
    assert limits.memory // 10 > frames.MOST_JSON + frames.MOST_ARRAY_BYTES
    assert frames.MOST_ARRAYS <= 1000
    assert limits.restarts * limits.cell_seconds < limits.wall_seconds
