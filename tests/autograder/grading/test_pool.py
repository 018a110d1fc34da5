"""Jobs go on whatever happens to the workers, to the run, and to what has changed since."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, replace

import pytest

from autograder.course.source_cells import SourceCell
from autograder.grading import pool
from autograder.grading.executors import ClusterMissing, Place, places
from autograder.grading.grade_class import Settings, compare, database, grade
from autograder.grading.jobs import Done, Job
from autograder.grading.recording import read_all_points
from autograder.grading.runs import Runs, digest_of_code, key_of
from autograder.sample import write_class
from starter.manifest import assignments
from tests.support import ROOT
from tests.support.sandboxed import needs_sandbox

CELL = SourceCell("a-b", "code", "check()", "0", True, True, False, 1.0)
JOBS = [Job(student, "rnn", "{}", (CELL,), 1) for student in ("ada", "boole", "curie", "dirac")]


class Fragile:
    """An executor that breaks at jobs of some students, each as often as the list has them."""

    def __init__(self, breaks_on):
        self.breaks_on, self.broken = breaks_on, False

    def submit(self, run, job):
        if self.broken:
            raise BrokenProcessPool
        future = Future()
        if job.student in self.breaks_on:
            self.breaks_on.remove(job.student)
            self.broken = True
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(Done(job.student, job.assignment, notebook="graded"))
        return future


def run(breaks_on, window=1):
    opened = []

    @contextmanager
    def open_fragile():
        opened.append(True)
        yield Place(Fragile(breaks_on), window)

    found = {job.student: done for job, done in pool.run_all(JOBS, open_fragile)}
    return found, len(opened)


def test_all_jobs_are_done_in_one_executor():
    found, opened = run([])
    assert [found[job.student].notebook for job in JOBS] == ["graded"] * 4
    assert opened == 1


@pytest.mark.parametrize("window", [1, 3])
@pytest.mark.parametrize(("deaths", "given_up"), [(2, False), (3, True)])
def test_a_job_may_end_its_worker_twice_and_takes_no_other_with_it(window, deaths, given_up):
    found, opened = run(["boole"] * deaths, window)
    assert set(found) == {job.student for job in JOBS}
    assert ("look at it by hand" in found["boole"].problem) == given_up
    assert [found[s].problem for s in ("ada", "curie", "dirac")] == ["", "", ""]
    assert opened == deaths + 1


def test_a_run_is_kept_until_something_changes(tmp_path):
    runs, job = Runs(tmp_path, "rnn"), JOBS[0]
    assert runs.find(job) is None
    runs.keep(job, Done("ada", "rnn", notebook="graded", codes={"a.b": ["c"]}))
    assert runs.find(job).codes == {"a.b": ["c"]}
    assert runs.find(replace(job, seed=2, folder="elsewhere")) is not None
    other = SourceCell(**{**asdict(CELL), "points": 2.0})
    for change in (
        {"notebook": "{ }"},
        {"isolated": False},
        {"source_cells": ()},
        {"source_cells": (other,)},
        {"assignment": "cnn"},
    ):
        assert runs.find(replace(job, **change)) is None
    assert not runs.recorded(job)
    runs.mark_recorded([job])
    assert runs.recorded(job)


def test_another_version_of_the_kit_runs_everything_again(tmp_path):
    old, new = Runs(tmp_path, "rnn", kit="1"), Runs(tmp_path, "rnn", kit="2")
    old.keep(JOBS[0], Done("ada", "rnn", notebook="graded"))
    old.mark_recorded(JOBS[:1])
    assert old.find(JOBS[0]) is not None
    assert (new.find(JOBS[0]), new.recorded(JOBS[0])) == (None, False)
    assert new.unchanged(JOBS[0])  # for what a person gave, the notebook alone counts


def test_the_kits_version_is_that_of_its_code_settings_and_arrays(tmp_path):
    found = [digest_of_code([tmp_path])]
    for name in ("a.py", "limits.toml", "answers.json", "inside/gru.npz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        for text in ("", "changed"):
            (tmp_path / name).write_text(text)
            found.append(digest_of_code([tmp_path]))
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    found.append(digest_of_code([tmp_path]))
    assert len(set(found)) == len(found)
    (tmp_path / "notes.md").write_text("no code")
    assert digest_of_code([tmp_path]) == found[-1]


def test_what_could_not_be_graded_is_not_kept(tmp_path):
    runs = Runs(tmp_path, "rnn")
    runs.keep(JOBS[0], Done("ada", "rnn", problem="could not be graded"))
    assert runs.find(JOBS[0]) is None


def test_a_damaged_run_is_no_run(tmp_path):
    runs = Runs(tmp_path, "rnn")
    runs.folder.mkdir(parents=True)
    for text in ("", "{}", "[1]", '{"key": "' + key_of(JOBS[0], runs.kit) + '", "done": {"x": 1}}'):
        (runs.folder / "ada.json").write_text(text)
        assert runs.find(JOBS[0]) is None


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told_in_one_line():
    with (
        places(True, "tcp://127.0.0.1:9") as open_place,
        pytest.raises(ClusterMissing, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"),
        open_place(1),
    ):
        pass


@pytest.fixture
def course(project):
    """A course with the sample class handed in."""
    write_class(project, ["rnn"])
    return project


def expected(course):
    import json

    return json.loads((course / "course" / "expected.json").read_text())["rnn"]


STUDENTS = ["ada", "boole", "gauss", "hopper", "noether", "pascal"]


@pytest.mark.slow
@needs_sandbox
def test_an_interrupted_run_loses_nothing_and_goes_on(course):
    script = (
        "import sys; from autograder import cli; from autograder.course import configuration\n"
        f"configuration.project_root = lambda: __import__('pathlib').Path({str(course)!r})\n"
        "sys.argv = ['kit', 'grade', 'rnn', '--workers', '1']; cli.main()"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    runs = course / "course" / "runs" / "rnn"
    while len(list(runs.glob("*.json"))) < 3:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)  # goes the way of SIGINT, and further
    _, errors = process.communicate(timeout=60)
    assert "kit: interrupted" in errors, errors
    assert "Traceback" not in errors, errors
    recorded = {path.stem for path in runs.glob("*.recorded")}
    assert recorded <= set(read_all_points(database(course), assignments()["rnn"]))
    done = {path.stem for path in runs.glob("*.json")}
    assert recorded <= done
    outcomes = grade(course, "rnn", sorted({*done, *STUDENTS}), Settings(workers=2))
    assert {o.student for o in outcomes if o.kept} == done
    assert compare(outcomes, expected(course)) == []


@pytest.mark.slow
@needs_sandbox
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_of_two_workers_grades_on_when_one_is_killed(course):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        killed = []

        def kill_one(student):
            if not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        settings = Settings(workers=2, cluster=cluster.scheduler_address)
        outcomes = grade(course, "rnn", STUDENTS, settings, kill_one)
    assert killed
    assert [o.problem for o in outcomes] == [""] * len(STUDENTS)
    assert compare(outcomes, expected(course)) == []
