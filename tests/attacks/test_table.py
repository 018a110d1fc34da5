"""The table in docs/security.md is that of the attacks that are tested."""

from .table import DOCUMENT, written


def test_the_document_has_every_attack():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert written(text) == text
