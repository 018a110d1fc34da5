"""An IPython shell without a kernel: runs cells and keeps their outputs as a notebook has them."""

from __future__ import annotations

import base64
import builtins
import io
import json
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

NO_INPUT = "input() has nobody to answer it while the notebook is graded."


class Outputs(list):
    """The outputs of one cell, in the form of nbformat 4, at most `limit` characters of them."""

    def __init__(self, limit: int = 200_000):
        super().__init__()
        self.limit = limit
        self.size = 0
        self.displays: dict[str, dict] = {}

    def text(self, name: str, text: str) -> None:
        """Add to a stream, `stdout` or `stderr`."""
        text = self._within(text)
        if not text:
            return
        if self and self[-1]["output_type"] == "stream" and self[-1]["name"] == name:
            self[-1]["text"] += text
        else:
            self.append({"output_type": "stream", "name": name, "text": text})

    def rich(self, kind: str, data: dict, metadata: dict | None, **more) -> dict:
        """Add a `display_data` or an `execute_result` and return it."""
        output = {"output_type": kind, "data": _plain(data), "metadata": _plain(metadata or {})}
        self.size += len(json.dumps(output["data"]))
        if self.size > 20 * self.limit:
            output["data"] = {"text/plain": "[too large to keep]"}
        if len(self) < 1000:
            self.append(output | more)
        return output

    def error(self, name: str, message: str, lines: list[str]) -> None:
        """Add an error with its traceback."""
        lines = [line[: self.limit] for line in lines[:200]]
        self.append(
            {
                "output_type": "error",
                "ename": str(name),
                "evalue": str(message)[:1000],
                "traceback": lines,
            }
        )

    def _within(self, text: str) -> str:
        """Return the part of a text that there is room for."""
        room = self.limit - self.size
        self.size += len(text)
        if room < 0:
            return ""
        return text if len(text) <= room else text[:room] + "\n[the rest was cut off]\n"


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, *, transient=None, update=False, **_):
        key = (transient or {}).get("display_id")
        outputs = self.shell.outputs
        if update and key in outputs.displays:
            outputs.displays[key].update(data=_plain(data), metadata=_plain(metadata or {}))
            return
        output = outputs.rich("display_data", data, metadata)
        if key:
            outputs.displays[key] = outputs[-1] if outputs else output

    def clear_output(self, wait=False):
        self.shell.outputs.clear()


class _Hook(DisplayHook):
    def write_output_prompt(self):
        """Print nothing: a notebook shows the number beside the output."""

    def write_format_data(self, format_dict, md_dict=None):
        number = self.shell.execution_count
        self.shell.outputs.rich("execute_result", format_dict, md_dict, execution_count=number)

    def finish_displayhook(self):
        """Print nothing after it either."""


class Shell(InteractiveShell):
    """IPython's shell with the outputs of a notebook."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    outputs = Outputs()

    async def run_code(self, code_obj, result=None, *, async_=False):
        """Run one statement of a cell; say that it failed only where it ends the cell.

        What cannot work in grading, as a line for Colab, must not take with it what follows.
        """
        failed = await super().run_code(code_obj, result, async_=async_)
        return failed and not isinstance(result and result.error_in_exec, Exception)

    def _showtraceback(self, etype, evalue, stb):
        self.outputs.error(getattr(etype, "__name__", etype), evalue, list(stb))

    def enable_gui(self, gui=None):
        """Have no event loop: `%matplotlib inline` needs none."""


class _Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, shell: Shell, name: str):
        self.shell, self.name = shell, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.shell.outputs.text(self.name, str(text))
        return len(text)


def make_shell() -> Shell:
    """Return the one shell of this process, as a kernel would set it up."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "linux"
    shell = Shell.instance(config=config)
    shell.system = shell.system_piped
    shell.enable_matplotlib("inline")
    return shell


def run_cell(shell: Shell, source: str, limit: int) -> Outputs:
    """Run one cell and return its outputs."""
    shell.outputs = Outputs(limit)
    streams = sys.stdout, sys.stderr
    builtins.input = _no_input
    sys.stdout, sys.stderr = _Stream(shell, "stdout"), _Stream(shell, "stderr")
    try:
        shell.run_cell(source, store_history=True)
    except BaseException as error:  # what IPython itself does not show, as a second interrupt
        shell.outputs.error(type(error).__name__, str(error), [f"{type(error).__name__}: {error}"])
    finally:
        sys.stdout, sys.stderr = streams
    return shell.outputs


def _no_input(prompt: object = "") -> str:
    raise EOFError(NO_INPUT)


def _plain(data: dict) -> dict:
    """Return JSON values: images as base64, anything odd as its text."""
    coded = {
        str(key): base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for key, value in data.items()
    }
    return json.loads(json.dumps(coded, default=str))
