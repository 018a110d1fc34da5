"""A check costs little: it allocates no weights of a network, and uses a GPU if there is one."""

import subprocess
import sys

import pytest
import torch

from autograder.catalogue import fair
from starter import examine, manifest
from starter.verdict import findings

# AlexNet's weights alone are 58,297,732 × 4 bytes = 233 MB.
MOST_MEGABYTES = 60
PROGRAM = """
import resource
from autograder.catalogue import fair
from starter import examine
reference = fair("alexnet")[0].load()
examine("alexnet_tiny", fair("alexnet_tiny")[0].load())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert examine("alexnet", reference).passed
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
def test_checking_alexnet_allocates_no_weights():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MOST_MEGABYTES


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("exercise", ["gru_cell", "lstm_cell", "alexnet_tiny"])
def test_right_answers_pass_on_a_gpu_too(exercise):
    report = examine(exercise, fair(exercise)[0].load(), seed=0)
    assert report.passed, str(report)


def test_hints_can_be_turned_off(monkeypatch):
    assert findings.finding("candidate_sigmoid", Gate="", gate="").hint
    monkeypatch.setattr(findings, "hints_wanted", lambda: False)
    assert findings.finding("candidate_sigmoid", Gate="", gate="").hint == ""


def test_the_manifest_turns_hints_on():
    assert manifest.hints_wanted() is True
