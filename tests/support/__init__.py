"""What tests share beside fixtures: where the project is, and a mark."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
