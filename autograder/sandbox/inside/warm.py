"""The warm process: everything imported once, then a fork for each worker and each submission.

Run as `python -m autograder.sandbox.inside.warm NUMBER [--open]`: NUMBER is that of an open socket,
over which come the control sockets of workers; over each of those come submissions, as the socket
on which to serve one, and the order to end it. `--open` leaves out the namespaces.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pkgutil import walk_packages

import starter

from . import importing, isolation, keeper
from .pages import join_pages
from .pristine import Pristine, loaded
from .recurrent import refuse_recurrent_operators
from .serving import serve
from .shell import make_shell
from .warmup import warm_up

# What a notebook imports costs a submission nothing where it is imported already.
PRELOADED = ("torch.func", "torchvision", "matplotlib.pyplot", "pydoc_data.topics")
MOST_ORDER = 65536
_CRASHED = b'{"ended": "crashed", "signal": 0, "status": 0, "seconds": 0}'


def main(arguments: list[str]) -> None:
    """Fork for each worker that sends its control socket, until nobody holds the other end."""
    isolated = "--open" not in arguments
    workers = socket.socket(fileno=int(arguments[0]))
    interview = loaded()  # nothing else of `starter` is, so far
    for module in (*PRELOADED, *(m.name for m in walk_packages(starter.__path__, "starter."))):
        # What a notebook imports may be missing here; then its own cell says so.
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    shell = make_shell()
    warm_up(shell)
    refuse_recurrent_operators()
    serve_one = partial(serve, shell=shell, pristine=Pristine(interview))
    importing.done()
    join_pages()
    if isolated:
        isolation.hide_memory()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    while True:
        order, numbers, _, _ = socket.recv_fds(workers, MOST_ORDER, 1)
        if not order:
            return
        control = socket.socket(fileno=numbers[0])
        _forked(lambda control=control: _work_for(control, workers, serve_one, isolated))
        control.close()


def _forked(run: Callable[[], None]) -> int:
    """Run a function in a forked process that ends with it; return the process's number."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        run()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _work_for(
    control: socket.socket, workers: socket.socket, serve_one: Callable, isolated: bool
) -> None:
    """Run one worker's submissions, one at a time, until it closes its socket."""
    workers.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    control.send(b"ready")
    while True:
        order, numbers, _, _ = socket.recv_fds(control, MOST_ORDER, 1)
        if not order:
            return
        if numbers:
            channel = socket.socket(fileno=numbers[0])
            _keep(control, channel, serve_one, json.loads(order), isolated)


def _keep(
    control: socket.socket,
    channel: socket.socket,
    serve_one: Callable,
    limits: dict,
    isolated: bool,
) -> None:
    """Fork a keeper, pass on the order to end its submission, and report how that ended."""
    reader, writer = os.pipe()

    def keep_and_report() -> None:
        control.close()
        os.close(reader)
        report = keeper.keep(lambda: _serve_alone(channel, serve_one, limits), limits, isolated)
        os.write(writer, json.dumps(report).encode())

    process = _forked(keep_and_report)
    os.close(writer)
    channel.close()
    report = b""
    while True:
        ready = select.select([reader, control], [], [])[0]
        if control in ready:
            gone = not control.recv(MOST_ORDER)
            os.kill(process, signal.SIGTERM)
            if gone:
                os._exit(0)
        if reader in ready:
            part = os.read(reader, 4096)
            if not part:
                break
            report += part
    os.close(reader)
    os.waitpid(process, 0)
    control.send(report or _CRASHED)


def _serve_alone(channel: socket.socket, serve_one: Callable, limits: dict) -> None:
    """Serve a submission in a process that has no descriptor but its channel."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    os.dup2(channel.fileno(), 3)
    channel.detach()
    os.closerange(4, 4096)
    serve_one(socket.socket(fileno=3), limits=limits)


if __name__ == "__main__":
    main(sys.argv[1:])
