"""The notebook knows where it runs, and takes numbers that suit it."""

import sys
from types import ModuleType

import pytest
import torch

from starter import runtime


@pytest.fixture(autouse=True)
def nobody_grades(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def pretend_gpu(monkeypatch, there):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Tesla T4")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (9_000_000_000, 16_000_000_000))


@pytest.mark.parametrize(
    ("value", "wanted"), [(None, False), ("autograde", True), ("validate", True), ("", False)]
)
def test_nbgrader_is_noticed(monkeypatch, value, wanted):
    if value is not None:
        monkeypatch.setenv("NBGRADER_EXECUTION", value)
    assert runtime.grading() is wanted


def test_large_numbers_are_for_gpus_and_not_for_graders(monkeypatch):
    pretend_gpu(monkeypatch, False)
    assert runtime.preset(small=1, large=2) == 1
    pretend_gpu(monkeypatch, True)
    assert runtime.preset(small=1, large=2) == 2
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert runtime.preset(small=1, large=2) == 1


def test_the_device_is_a_gpu_only_where_there_is_one(monkeypatch):
    pretend_gpu(monkeypatch, False)
    assert runtime.device() == torch.device("cpu")
    pretend_gpu(monkeypatch, True)
    assert runtime.device() == torch.device("cuda")


def test_the_report_names_device_memory_and_versions(monkeypatch):
    pretend_gpu(monkeypatch, False)
    text = runtime.report()
    assert "CPU" in text
    assert "GB" in text
    assert f"torch {torch.__version__.partition('+')[0]}" in text
    assert "Change runtime type" not in text
    pretend_gpu(monkeypatch, True)
    assert "Tesla T4" in runtime.report()
    assert "16.0 GB on the GPU, 9.0 GB free" in runtime.report()


def test_colab_on_a_cpu_is_told_how_to_get_a_gpu(monkeypatch):
    assert not runtime.in_colab()
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    assert runtime.in_colab()
    pretend_gpu(monkeypatch, False)
    assert "Runtime > Change runtime type" in runtime.report()
    pretend_gpu(monkeypatch, True)
    assert "Change runtime type" not in runtime.report()


def test_a_missing_package_or_unknown_memory_is_said(monkeypatch):
    pretend_gpu(monkeypatch, False)
    monkeypatch.setattr(runtime, "_VERSIONED", ("torch", "no-such-package"))
    monkeypatch.delattr(runtime.os, "sysconf")
    assert "no-such-package missing" in runtime.report()
    assert "memory   unknown" in runtime.report()


def test_a_terminal_is_no_notebook():
    assert not runtime.in_notebook()
