"""The sandbox's command line: what could be written there is what each submission mounts itself."""

import sys
from itertools import pairwise
from pathlib import Path

import autograder
from autograder.sandbox.bubblewrap import sandboxed
from tests.support.sandboxed import needs_sandbox

pytestmark = needs_sandbox
OWN = {"/tmp", "/dev/shm"}  # mounted over by every submission


def writable(words):
    """The folders that are mounted writable and stay so."""
    pairs = list(pairwise(words))
    made = {place for word, place in pairs if word in ("--tmpfs", "--dev")}
    return made - {place for word, place in pairs if word == "--remount-ro"} - OWN


def test_nothing_that_submissions_share_can_be_written(tmp_path):
    assert writable(sandboxed(["-c", "pass"], tmp_path)) == set()


def test_nor_where_the_kit_is_installed_among_the_packages(tmp_path, monkeypatch):
    installed = Path(sys.prefix) / "lib" / "autograder"
    monkeypatch.setattr(autograder, "__file__", str(installed / "__init__.py"))
    words = sandboxed(["-c", "pass"], tmp_path)
    assert any(word.endswith("/lib/autograder") for word in words)  # hidden
    assert writable(words) == set()
