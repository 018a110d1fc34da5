"""A whole course, from the release to grades in the LMS, comes out with the scores that are due."""

import pytest

from tests.browser.lab import needs_browser
from tests.support.sandboxed import needs_sandbox
from tests.whole_course.play import play

pytestmark = [pytest.mark.slow, needs_sandbox, needs_browser]


def test_a_whole_course(tmp_path):
    play(tmp_path)
