"""The instructor's side: build, oracles, grading, sample class, command line."""

__version__ = "0.1.0"
