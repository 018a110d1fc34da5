"""The limits of one submission, from `limits.toml`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from starter.manifest import tomllib


@dataclass(frozen=True)
class Limits:
    """What one submission may use: seconds, bytes, and numbers of things."""

    memory: int
    memory_in_all: int
    processes: int
    tasks: int
    open_files: int
    file_size: int
    scratch: int
    cpu_seconds: int
    cell_seconds: float
    answer_seconds: float
    question_seconds: float
    wall_seconds: float
    restarts: int
    output_characters: int

    def as_json(self) -> dict:
        """Return the limits as JSON values, for the warm process."""
        return asdict(self)


@cache
def read_limits() -> Limits:
    """Return the limits that `limits.toml` sets."""
    return Limits(**tomllib.loads((files(__package__) / "limits.toml").read_text("utf-8")))
