"""Nothing is left of a sandbox: no process, however early it is ended, and no folder."""

import os
import time

import psutil

from autograder.sandbox import WarmProcess, shared_folder
from tests.support.sandboxed import needs_sandbox


def naming(text):
    """The processes, but for this one, whose command lines hold a text."""
    for process in psutil.process_iter(["pid", "cmdline"]):
        if process.pid != os.getpid() and text in " ".join(process.info["cmdline"] or ()):
            yield process.pid


@needs_sandbox
def test_a_sandbox_that_is_closed_while_it_starts_leaves_no_process(tmp_path):
    for pause in (0.001, 0.003, 0.01, 0.03):
        warm = WarmProcess(tmp_path)
        warm.start()
        time.sleep(pause)
        warm.close()
    assert list(naming(str(tmp_path))) == []


def test_a_folder_that_a_killed_run_left_goes_with_the_next_run_and_no_other(tmp_path):
    (tmp_path / "somebody-elses").mkdir()
    with shared_folder(tmp_path) as living:
        left = living.with_name(f"{living.name}-left")
        (left / "weights").mkdir(parents=True)
        with shared_folder(tmp_path) as following:
            (following / "weights").mkdir()
            found = {path.name for path in tmp_path.iterdir()}
    assert found == {living.name, following.name, "somebody-elses"}
    assert [path.name for path in tmp_path.iterdir()] == ["somebody-elses"]
