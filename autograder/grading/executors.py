"""Where jobs run: processes of this machine, or a Dask cluster; both are `concurrent.futures`."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver

from ..course.steps import AUTOGRADE, SANITIZE
from ..sandbox.sharing import shared_folder, warm_process
from ..sandbox.warmth import WarmProcess


class ClusterMissing(Exception):
    """The cluster cannot be reached; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """An executor, how many jobs it should hold at once, and the folder its workers share."""

    executor: Executor
    window: int
    folder: str = ""


OpenPlace = Callable[[int], AbstractContextManager[Place]]


@contextmanager
def places(isolated: bool, cluster: str = "") -> Iterator[OpenPlace]:
    """Yield a function that opens a place for jobs with so many workers, again where one breaks.

    A place is a context. What the workers of this machine need starts at once, beside whatever is
    done before, imports included: those of this module are quick. `cluster` is the address of a
    Dask scheduler, or `slurm`. Raises SandboxMissing; opening a place raises ClusterMissing.
    """
    if cluster:
        yield lambda workers: _cluster(cluster, workers)
        return
    with shared_folder() as folder:
        warm = warm_process(folder, isolated)
        try:
            warm.start()
            _prepare_workers()
            yield lambda workers: _processes(workers, warm, str(folder))
        finally:
            warm.close()


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def _prepare_workers() -> None:
    """Start the process that workers are forked from, which has everything imported.

    With two cores, this process and the warm one keep them busy; then it starts with the workers.
    """
    modules = [step.rpartition(".")[0] for step in (*SANITIZE, *AUTOGRADE)]
    # The first has garbage wait until `prepare_worker`: imports make none.
    modules = ["autograder.sandbox.inside.importing", "autograder.grading.jobs", *modules]
    multiprocessing.set_forkserver_preload(modules)
    if count_cores() > 2:
        forkserver.ensure_running()


@contextmanager
def _processes(workers: int, warm: WarmProcess, folder: str) -> Iterator[Place]:
    """Yield a pool of processes that fork their submissions from one warm process."""
    from .jobs import prepare_worker

    if not warm.alive():
        warm.start()
    context = multiprocessing.get_context("forkserver")
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, context, prepare_worker, (warm.workers,))
    try:
        yield Place(pool, 2 * workers, folder)
    finally:
        # Where the jobs are done the workers are idle; where they are not, nobody waits.
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _cluster(cluster: str, workers: int) -> Iterator[Place]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterMissing("--cluster needs Dask; run `pip install '.[cluster]'`") from error
    with _address(cluster, workers) as address:
        try:
            client = Client(address, timeout="5s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterMissing(f"no Dask scheduler answers at {cluster}; start one") from error
        with client:
            yield Place(client.get_executor(pure=False), window=4 * workers + 64)


@contextmanager
def _address(cluster: str, workers: int) -> Iterator[object]:
    """Yield what a client connects to: an address, or jobs of Slurm started for this run."""
    if cluster != "slurm":
        yield cluster
        return
    try:
        from dask_jobqueue import SLURMCluster
    except ImportError as error:
        raise ClusterMissing("slurm needs dask-jobqueue; run `pip install '.[cluster]'`") from error
    # One core a worker; queue, memory and wall time are in the user's own jobqueue.yaml.
    with SLURMCluster(cores=1, processes=1, memory="4GB") as slurm:
        slurm.scale(workers)
        yield slurm
