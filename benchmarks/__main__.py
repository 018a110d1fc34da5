"""Prints every benchmark: `python -m benchmarks`, or those named: `python -m benchmarks checks`."""

import os

from rich.console import Console

from . import checks, imports, training

if __name__ == "__main__":
    console = Console()
    console.print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for benchmark in (imports, checks, training):
        console.print(benchmark.table())
