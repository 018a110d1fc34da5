"""Files of installed packages are found without an import, and a missing package is named."""

import subprocess
import sys

import pytest

from starter.bundled import bundled


def test_a_file_is_found_without_importing_its_package():
    code = """
import sys
from starter.bundled import bundled
assert bundled("sklearn", "datasets/data/digits.csv.gz").is_file()
assert "sklearn" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_package_that_is_not_there_is_named():
    with pytest.raises(ImportError, match="`pip install no_such_package`"):
        bundled("no_such_package", "file")
