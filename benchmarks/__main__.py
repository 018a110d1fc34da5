"""Prints benchmarks: `python -m benchmarks NAME...`, by default those of `make bench`."""

import os
import sys

from rich.console import Console

from . import checks, commands, grading, growth, imports, training

USUAL = {"imports": imports, "checks": checks, "training": training, "grading": grading}
ALL = USUAL | {"growth": growth, "commands": commands}

if __name__ == "__main__":
    console = Console()
    for name in sys.argv[1:] or USUAL:
        console.print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        console.print(ALL[name].table())
