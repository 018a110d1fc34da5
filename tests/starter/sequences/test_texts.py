"""Texts come from Python, a file or an address; what cannot be read is said in a line."""

import pytest

from starter.download import DownloadError
from starter.sequences import read_text
from starter.sequences.texts import TextProblem


def test_pythons_own_text_has_enough_to_learn_from():
    text = read_text()
    assert len(text) > 300_000
    assert '"import"' in text
    assert 5 * " " not in text


def test_the_beginning_of_it_is_enough_while_work_is_graded(monkeypatch):
    whole = read_text()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert whole.startswith(read_text()[:10_000])
    assert len(read_text()) < 21_000


def test_a_file_and_an_address_give_the_same(tmp_path, served):
    (tmp_path / "poem.txt").write_bytes("Grün,\r\nwie ich dich liebe".encode())
    wanted = "Grün,\nwie ich dich liebe"
    assert read_text(tmp_path / "poem.txt") == read_text(f"{served}/poem.txt") == wanted


def test_another_encoding_is_named_and_can_be_given(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes("grün".encode("cp1252"))
    with pytest.raises(TextProblem, match=r"old.txt is not utf-8: byte 2 .*encoding=\"cp1252\""):
        read_text(path)
    assert read_text(path, encoding="cp1252") == "grün"
    with pytest.raises(TextProblem, match="klingon"):
        read_text(path, encoding="klingon")


def test_what_is_missing_or_empty_is_said(tmp_path, served):
    (tmp_path / "empty.txt").write_text(" \n")
    with pytest.raises(TextProblem, match=r"empty.txt holds no text"):
        read_text(tmp_path / "empty.txt")
    with pytest.raises(TextProblem, match=r"missing.txt cannot be read .*relative paths start at"):
        read_text(tmp_path / "missing.txt")
    with pytest.raises(DownloadError, match=r"missing.txt could not be downloaded.*404"):
        read_text(f"{served}/missing.txt")
