"""The student's side of the assignments: tables, checks, figures and training helpers."""

from importlib import import_module

_PLACES = {
    "CheckFailed": "examination",
    "Report": "examination",
    "check": "examination",
    "examine": "examination",
    "summarize": "summary",
}
__all__ = list(_PLACES)
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # What needs torch is imported when it is asked for: the manifest is read in much less time.
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(f".{_PLACES[name]}", __name__), name)
    return globals()[name]
