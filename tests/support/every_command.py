"""Runs every command that works on a course and tells, as JSON, how each ended and what it lost.

Takes the place of a new folder, to publish into, and of one to collect from.
"""

import contextlib
import hashlib
import io
import json
import sys
import traceback
from pathlib import Path

from autograder.cli import main

COMMANDS = {
    "collect": ("collect", "{hand_in}"),
    "heal": ("heal", "rnn"),
    "grade": ("grade", "rnn", "--sandbox", "off"),
    "feedback": ("feedback", "rnn"),
    "report": ("report", "rnn"),
    "export": ("export", "csv", "rnn"),
    "export to Gradescope": ("export", "gradescope-autograder", "{out}/autograder.zip"),
    "publish": ("publish", "{out}/handout"),
    "sample": ("sample", "rnn"),
    "doctor": ("doctor",),
}


def run(*arguments):
    """The exit status of a command, and what it wrote where errors go."""
    errors = io.StringIO()
    sys.argv = ["kit", *arguments]
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        try:
            main()
        except SystemExit as ended:
            return ended.code, errors.getvalue()
        except BaseException:
            return None, traceback.format_exc()
    return 0, errors.getvalue()


def contents():
    """Digests of all that is in the course."""
    files = (path for path in Path("course").rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    hand_in, out = sys.argv[1:]
    told, before = {}, contents()
    for name, arguments in COMMANDS.items():
        status, errors = run(*(part.format(hand_in=hand_in, out=out) for part in arguments))
        now = contents()
        lost = [path for path, digest in before.items() if now.get(path) != digest]
        told[name] = {"status": status, "errors": errors, "lost": lost}
    print(json.dumps(told))
