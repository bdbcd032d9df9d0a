"""What a build may keep from the last one."""

import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from casebook.site import freshness


class Config(dict[str, Any]):
    """A configuration as Sphinx has it: entries are attributes."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A subject's package on disk, with one fact in it."""
    folder = tmp_path / "brew"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "facts.toml").write_text("warm = 60\n")
    module = ModuleType("brew")
    module.__file__ = str(folder / "__init__.py")
    monkeypatch.setitem(sys.modules, "brew", module)
    subject = type("Subject", (), {"__module__": "brew.subject", "facts": {}})()
    monkeypatch.setattr(freshness, "load_subject", lambda name=None: subject)
    return folder


def find(tmp_path: Path) -> Config:
    config = Config(casebook_subject=None, casebook_digest="", nb_execution_cache_path="")
    freshness.find_subject(SimpleNamespace(outdir=tmp_path / "_build" / "html"), config)
    return config


def test_nothing_changed_keeps_everything(package: Path, tmp_path: Path) -> None:
    assert find(tmp_path) == find(tmp_path)


def test_a_changed_fact_reads_every_page_and_runs_every_notebook_again(package: Path, tmp_path: Path) -> None:
    before = find(tmp_path)
    (package / "facts.toml").write_text("warm = 70\n")
    after = find(tmp_path)
    assert after.casebook_digest != before.casebook_digest
    assert after.nb_execution_cache_path != before.nb_execution_cache_path


def test_a_cache_chosen_by_hand_is_left_alone(package: Path, tmp_path: Path) -> None:
    config = Config(casebook_subject=None, casebook_digest="", nb_execution_cache_path="elsewhere")
    freshness.find_subject(SimpleNamespace(outdir=tmp_path), config)
    assert config.nb_execution_cache_path == "elsewhere"


def test_old_outputs_are_dropped_but_for_the_latest(tmp_path: Path) -> None:
    for age in range(5):
        (tmp_path / f"cache{age}").mkdir()
        os.utime(tmp_path / f"cache{age}", (1000 - age, 1000 - age))
    freshness.forget_caches(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache0", "cache1", "cache2"]
