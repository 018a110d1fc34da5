"""Shows trainings while they run: a progress bar each, and the curves of all, redrawn in place."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..history import History
from ..runtime import in_notebook

_WIDTH = 78  # characters
_LEAST = 1.0  # seconds between two drawings
_SHARE = 20  # drawing may take one part in so many of the time


class Live:
    """What one or several trainings show of themselves.

    In a notebook there are curves, redrawn as they grow, and below them a line for each training:
    its progress bar, then its result. They are outputs of the cell as any others, so that a saved
    notebook holds the last of each. In a terminal there is the progress bar alone.

    Args:
        quiet: whether to show nothing at all.
    """

    def __init__(self, quiet: bool = False):
        self.quiet, self.notebook = quiet, in_notebook()
        self.histories: list[History] = []
        self._figure: _Output | None = None
        self._bar = None
        self._next = 0.0

    @contextmanager
    def following(self, history: History, steps: int) -> Iterator[None]:
        """Show a training of so many steps from its begin to its end."""
        from tqdm import tqdm

        self.histories.append(history)
        if self.notebook and not self.quiet and not self._figure:
            self._figure = _Output()
        self._draw()
        line = _Output() if self._figure else None
        file = line or sys.stderr
        options = {"leave": False, "disable": self.quiet, "ncols": _WIDTH, "unit": "step"}
        with tqdm(total=steps, desc=history.name, file=file, **options) as self._bar:
            try:
                yield
            finally:
                self._bar.close()
                self._draw()
                if line:
                    line.write(str(history))
                elif not self.quiet:
                    print(history)

    def update(self, history: History) -> None:
        """Show one step more."""
        self._bar.set_postfix_str(f"loss {history.losses[-1]:.3g}", refresh=False)
        self._bar.update()
        if time.perf_counter() > self._next:
            self._draw()

    def _draw(self) -> None:
        if self._figure and any(history.losses for history in self.histories):
            from ..figures import draw_curves

            start = time.perf_counter()
            self._figure.show(draw_curves(self.histories))
            end = time.perf_counter()
            self._next = end + max(_LEAST, _SHARE * (end - start))


class _Output:
    """An output of a notebook's cell that can be replaced; a file of one line for a bar."""

    def __init__(self):
        from IPython.display import display

        self._handle = display({"text/plain": ""}, raw=True, display_id=True)

    def show(self, thing: object) -> None:
        self._handle.update(thing)

    def write(self, text: str) -> None:
        line = text.strip("\r\n ")
        if line:
            self._handle.update({"text/plain": line}, raw=True)

    def flush(self) -> None:
        pass
