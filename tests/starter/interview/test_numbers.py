"""A file's numbers are repeated in memory that is the file's own."""

import mmap

import numpy as np
import pytest
import torch

from starter.interview.numbers import repeated

PERIOD = 3 * mmap.PAGESIZE // 4


@pytest.fixture
def file(tmp_path):
    numbers = np.random.default_rng(0).standard_normal(PERIOD, np.float32)
    numbers.tofile(tmp_path / "numbers")
    repeated.cache_clear()
    return tmp_path / "numbers"


def test_numbers_come_again_and_again(file):
    found, whole = repeated(str(file), 5 * PERIOD + 7), np.fromfile(file, np.float32)
    assert found.dtype == torch.float32
    assert np.array_equal(found.numpy(), np.resize(whole, 5 * PERIOD + 7))


def test_what_is_written_reaches_neither_the_file_nor_other_places(file):
    before = file.read_bytes()
    found = repeated(str(file), 3 * PERIOD)
    wanted = float(found[0])
    found[0] = 99.0
    assert float(found[PERIOD]) == wanted
    assert file.read_bytes() == before


@pytest.mark.parametrize("size", [0, 100, mmap.PAGESIZE + 4])
def test_a_file_that_is_no_whole_pages_is_refused(tmp_path, size):
    (tmp_path / "numbers").write_bytes(bytes(size))
    with pytest.raises(OSError, match="whole pages"):
        repeated(str(tmp_path / "numbers"), 10)
