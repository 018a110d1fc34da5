"""What `import starter` adds to `import torch`, in fresh processes, in turns."""

import statistics
import subprocess
import sys
import time

from rich.table import Table

RUNS = 5


def table() -> Table:
    """Return medians of both imports and their ratio."""
    torch, starter = [], []
    for _ in range(RUNS):
        torch.append(_seconds("import torch"))
        starter.append(_seconds("import torch, starter"))
    both, alone = statistics.median(starter), statistics.median(torch)
    found = Table("import", "median", title="Imports in a fresh process")
    found.add_row("torch", f"{alone * 1e3:.0f} ms")
    found.add_row("torch and starter", f"{both * 1e3:.0f} ms")
    found.add_row("starter adds", f"{(both - alone) * 1e3:.0f} ms, × {both / alone:.3f}")
    return found


def _seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start
