"""What a check found, in the student's words: texts come from `hints/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..manifest import hints_wanted, read_toml
from ..networks.summary import Comparison
from ..questions import Problem


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    `code` names it, `message` says what was found and wanted, `hint` one step more on request.
    `details` are rows `(what, wanted, found)` of a small table; `exhibit` is a whole table of both
    sides to show beside it.
    """

    code: str
    message: str
    hint: str = ""
    details: tuple[tuple[str, str, str], ...] = ()
    exhibit: Comparison | None = None


def finding(code: str, details=(), text: str = "", **values) -> Finding:
    """Return the finding of that code with its texts filled in.

    `text` names the entry of `hints/` where it is not the code itself.
    """
    entry = _texts()[text or code]
    message, hint = (entry.get(key, "").format(**values) for key in ("message", "hint"))
    if not hints_wanted():
        hint = ""
    return Finding(code, message, hint, tuple(details))


@cache
def _texts() -> dict[str, dict[str, str]]:
    """Return the texts of all codes, from every file in `hints/`."""
    folder = files("starter") / "hints"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return {code: entry for name in names for code, entry in read_toml(f"hints/{name}").items()}


def has_text(code: str) -> bool:
    """Say whether `hints/` has an entry of that code."""
    return code in _texts()


def from_problem(problem: Problem, class_name: str) -> Finding:
    """Return the finding for a question that got no answer."""
    staged = f"{problem.code}_{problem.stage}"
    return finding(
        problem.code,
        text=staged if has_text(staged) else "",
        name=class_name,
        stage="building it" if problem.stage == "construct" else "calling it",
        error=problem.error,
        said=f": {problem.message}" if problem.message else "",
        where=f" ({problem.where})" if problem.where else "",
        found=problem.message,
    )


def shape_text(shape) -> str:
    """Return a shape as students write it, such as `(2, 4)`."""
    numbers = ", ".join(str(n) for n in shape)
    return f"({numbers},)" if len(shape) == 1 else f"({numbers})"


def structure_text(output: dict) -> str:
    """Return what a module returned in words, such as `a tuple of 2: tensor (2, 4), ...`."""
    if output["type"] == "tensor":
        return f"a tensor {shape_text(output['shape'])}"
    if "items" in output:
        inner = ", ".join(structure_text(item) for item in output["items"])
        return f"a {output['type']} of {output['length']}" + (f": {inner}" if inner else "")
    return "None" if output["type"] == "NoneType" else f"a {output['type']}"
