"""The mark of tests that need a sandbox: Linux with bubblewrap, where namespaces are allowed."""

import pytest

from autograder.sandbox.bubblewrap import SandboxMissing, require_sandbox


def _missing() -> str:
    try:
        require_sandbox()
    except SandboxMissing as error:
        return str(error)
    return ""


needs_sandbox = pytest.mark.skipif(bool(_missing()), reason=_missing() or "there is a sandbox")
