"""Ends a process together with all that it has started, however far it has got."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress


def kill_tree(process: subprocess.Popen) -> None:
    """Kill a child of this process and its descendants, and wait for the child.

    A bwrap that is killed alone while it starts leaves its own child waiting for it for ever.
    """
    import psutil

    if process.poll() is None:
        process.send_signal(signal.SIGSTOP)  # stopped, it starts nothing more
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        with suppress(psutil.NoSuchProcess):
            for descendant in psutil.Process(process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    descendant.kill()
        process.kill()
    process.wait()
