"""Tries a mutant: a process that has the libraries loaded runs tests over a changed copy.

`python -m tests.mutants.trials` in a copy of the project reads one trial a line from stdin and
answers each with one line: the test that noticed, "" for none, or "time" when it took too long.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

LOADED = "torch numpy matplotlib.pyplot nbconvert nbgrader.apps sqlalchemy typer rich jinja2 pytest"
# Tests that are slow anyway get this much more time than they took when they were recorded.
PATIENCE, LEAST_SECONDS = 10, 40.0


class Copy:
    """A copy of the project in which one mutant after the other is tried."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root, self.place = root, place
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=root, capture_output=True, text=True, check=True).stdout
        shutil.rmtree(place, ignore_errors=True)
        for name in filter(None, names.split("\0")):
            if (root / name).is_file():
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / name, place / name)
        self.python_path, self.least_seconds = f"{place}{os.pathsep}{root}", LEAST_SECONDS
        self.process: subprocess.Popen | None = None
        self.written = int(time.time())

    def _start(self) -> subprocess.Popen:
        environment = os.environ | {"PYTHONPATH": self.python_path}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.mutants.trials"], cwd=self.place, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _write(self, path: str, text: str) -> None:
        (self.place / path).write_text(text, encoding="utf-8")
        # Compiled files are told apart by whole seconds.
        self.written += 1
        os.utime(self.place / path, (self.written, self.written))

    def noticed(self, path: str, text: str, tests: list[str], seconds: float) -> str:
        """Return which test fails where a file has this text; "" for none."""
        if not tests:
            return ""
        self.process = self.process or self._start()
        before = (self.place / path).read_text("utf-8")
        self._write(path, text)
        try:
            trial = {"tests": tests, "seconds": PATIENCE * seconds + self.least_seconds}
            self.process.stdin.write(json.dumps(trial) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())
        finally:
            self._write(path, before)

    def close(self) -> None:
        """End the process and remove the copy."""
        if self.process:
            self.process.communicate()
        shutil.rmtree(self.place, ignore_errors=True)


def is_quick(item) -> bool:
    """Whether a test is quick by itself, whichever of its cases were drawn."""
    drawn = item.get_closest_marker("drawn")
    return "check" in drawn.kwargs if drawn else not item.get_closest_marker("slow")


def _within(test: str, place: str) -> bool:
    return test.startswith((place + "::", place + "/"))


class _Chosen:
    """A plugin of pytest that runs the chosen tests alone, and remembers the first that fails."""

    def __init__(self, tests: list[str]) -> None:
        self.tests, self.failed = set(tests), ""

    def pytest_collection_modifyitems(self, items):
        whole = {test for test in self.tests if "::" not in test}
        files = [test for test in whole if test.endswith(".py")]
        items[:] = [
            item for item in items
            if item.nodeid in self.tests
            or item.nodeid.partition("::")[0] in files
            or any(item.nodeid.startswith(folder + "/") for folder in whole)
        ]  # fmt: skip

    def pytest_runtest_logreport(self, report):
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report):
        if report.failed and not self.failed:
            self.failed = report.nodeid or "collection"


def _run(tests: list[str], out: int) -> None:
    """Run tests in this process and write what failed; ends the process."""
    import pytest

    os.setsid()
    chosen = _Chosen(tests)
    with open(os.devnull, "w") as silence:
        os.dup2(silence.fileno(), 1)
        os.dup2(silence.fileno(), 2)
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    options = ["-x", "-q", "-p", "no:cacheprovider", "--seed", "0"]
    status = pytest.main([*options, *files], plugins=[chosen])
    failed = chosen.failed or ("pytest" if status not in (0, 5) else "")
    os.write(out, json.dumps(failed).encode())
    os._exit(0)


def _try(tests: list[str], seconds: float) -> str:
    inner, outer = os.pipe()
    child = os.fork()
    if not child:
        os.close(inner)
        _run(tests, outer)
    os.close(outer)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            break
        time.sleep(0.01)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        _end_group(child)
        os.close(inner)
        return "time"
    _end_group(child)
    # Whoever outlives the tests may hold the pipe's other end: what is there now is enough.
    os.set_blocking(inner, False)
    with open(inner, "rb") as answer:
        return json.loads(answer.read() or b'"died"')


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def main() -> None:
    """Answer trials until there are no more."""
    for name in LOADED.split():
        __import__(name)
    for line in sys.stdin:
        trial = json.loads(line)
        print(json.dumps(_try(trial["tests"], trial["seconds"])), flush=True)


if __name__ == "__main__":
    main()
