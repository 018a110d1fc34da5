"""An assertion of the play that fails shows its values, as those of tests do."""

import pytest

pytest.register_assert_rewrite("tests.whole_course.play")
