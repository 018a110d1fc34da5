"""Records which lines each quick test runs: `python -m tests.mutants.recorder KEPT FILE...`."""

import sys
from collections import defaultdict
from pathlib import Path

import coverage
import pytest

from .covering import Record, keep_record, test_files
from .trials import is_quick

PRODUCT = ("starter", "autograder")


class Recorder:
    """A plugin of pytest that tells coverage which test runs, and adds up its seconds."""

    def __init__(self, watched: coverage.Coverage) -> None:
        self.watched = watched
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    def pytest_collection_modifyitems(self, items):
        """Leave out slow tests."""
        items[:] = [item for item in items if is_quick(item)]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        """Give lines that run from here on to this test."""
        self.watched.switch_context(item.nodeid)
        yield
        self.watched.switch_context("")

    def pytest_runtest_logreport(self, report):
        """Add the seconds of set-up, call or tear-down."""
        self.seconds[report.nodeid] += round(report.duration, 3)
        if report.failed:
            self.failed.add(report.nodeid)


def records(
    recorder: Recorder, root: Path, files: list[str], digests: dict[str, str]
) -> dict[str, Record]:
    """Return the record of each file of tests."""
    tests = defaultdict(list)
    found = {file: Record(digests[file]) for file in files}
    for test, seconds in recorder.seconds.items():
        if test in recorder.failed:  # it says nothing of a change
            continue
        file = test.partition("::")[0]
        tests[file].append(test)
        found[file].seconds[test] = seconds
    numbers = {test: number for names in tests.values() for number, test in enumerate(names)}
    data = recorder.watched.get_data()
    for path in data.measured_files():
        name = str(Path(path).relative_to(root))
        for line, contexts in data.contexts_by_lineno(path).items():
            for test in sorted(set(contexts) & set(numbers)):
                lines = found[test.partition("::")[0]].lines.setdefault(name, {})
                lines.setdefault(str(line), []).append(numbers[test])
    return found


def main(kept: str, *files: str) -> None:
    """Run the quick tests of these files; keep what they ran."""
    watched = coverage.Coverage(data_file=None, source=list(PRODUCT), messages=False)
    recorder = Recorder(watched)
    watched.start()
    options = ["-q", "-p", "no:cacheprovider", "--seed", "0"]
    pytest.main([*options, *files], plugins=[recorder])
    watched.stop()
    for file, record in records(recorder, Path.cwd(), list(files), test_files(Path.cwd())).items():
        keep_record(Path.cwd(), Path(kept), file, record)


if __name__ == "__main__":
    main(*sys.argv[1:])
