"""Where the notebook runs: the device, its memory, the versions, and what size of run suits it."""

from __future__ import annotations

import os
import platform
import sys
from typing import TypeVar

import torch

T = TypeVar("T")

_VERSIONED = ("torch", "torchvision", "numpy", "matplotlib")
_COLAB_GPU = (
    "For a GPU: Runtime > Change runtime type, choose a GPU, Save, then Runtime > Run all. "
    "Variables are lost by it, your text is not."
)


def grading() -> bool:
    """Say whether nbgrader is running the notebook, where exploration does nothing."""
    return os.environ.get("NBGRADER_EXECUTION") in ("autograde", "validate")


def in_colab() -> bool:
    """Say whether the notebook runs in Google Colab."""
    return "google.colab" in sys.modules


def in_notebook() -> bool:
    """Say whether outputs go to a notebook, where they can be drawn and updated."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def device() -> torch.device:
    """Return the device to compute on: a CUDA GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def preset(*, small: T, large: T) -> T:
    """Return `large` on a GPU and `small` elsewhere; `small` under a grader too."""
    return large if device().type == "cuda" and not grading() else small


def report() -> str:
    """Return a few lines on device, memory and versions, and in Colab how to get a GPU."""
    where = "Google Colab" if in_colab() else platform.system()
    lines = [
        f"device   {_device_name()}",
        f"memory   {_memory()}",
        f"system   {where}, Python {platform.python_version()}",
        f"versions {', '.join(_versions())}",
    ]
    if in_colab() and device().type == "cpu":
        lines.append(_COLAB_GPU)
    return "\n".join(lines)


def _device_name() -> str:
    if device().type == "cuda":
        return f"GPU, {torch.cuda.get_device_name()}"
    return f"CPU, {torch.get_num_threads()} threads"


def _memory() -> str:
    if device().type == "cuda":
        free, total = torch.cuda.mem_get_info()
        return f"{total / 1e9:.1f} GB on the GPU, {free / 1e9:.1f} GB free"
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return "unknown"
    return f"{size / 1e9:.1f} GB"


def _versions() -> list[str]:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in _VERSIONED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    return found
