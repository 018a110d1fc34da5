"""Prints benchmarks: `python -m benchmarks` the quick ones, `python -m benchmarks NAME...` any."""

import os
import sys

from rich.console import Console

from . import checks, commands, grading, growth, imports, training

QUICK = {"imports": imports, "checks": checks, "training": training}
ALL = QUICK | {"grading": grading, "growth": growth, "commands": commands}

if __name__ == "__main__":
    console = Console()
    for name in sys.argv[1:] or QUICK:
        console.print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        console.print(ALL[name].table())
