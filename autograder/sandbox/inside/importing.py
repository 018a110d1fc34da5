"""To be imported before all that takes long to import: it has the garbage collector wait.

A fifth of torch's import goes into looking for garbage, of which there is none yet.
"""

import gc

gc.disable()


def done() -> None:
    """Have garbage collected from now on, but for what is there: forks share its memory."""
    gc.freeze()
    gc.enable()
