"""The instructor's side: build, oracles, grading, sample class, command line."""

import sys

# jsonschema, which nbformat needs, imports a grammar of IRIs if it can: a second each time, for
# what no schema of a notebook asks.
sys.modules.setdefault("rfc3987_syntax", None)

__version__ = "0.1.0"
