"""A few letters that change when what a build is made from does."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from casebook.site import digest


@pytest.fixture
def subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A subject whose package is on disk, with some code and a fact in it."""
    folder = tmp_path / "brew"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "facts.toml").write_text("warm = 60\n")
    module = ModuleType("brew")
    module.__file__ = str(folder / "__init__.py")
    monkeypatch.setitem(sys.modules, "brew", module)
    return type("Subject", (), {"__module__": "brew.subject", "facts": {}})()


def test_the_packages_are_the_engine_and_the_subject(subject: object, tmp_path: Path) -> None:
    packages = digest.find_packages(subject)  # type: ignore[arg-type]
    assert packages == {"casebook": Path(digest.__file__).parents[1], "brew": tmp_path / "brew"}


def test_data_counts_as_data_and_everything_as_source(subject: object, tmp_path: Path) -> None:
    def both() -> tuple[str, str]:
        return digest.digest_subject_data(subject), digest.digest_sources(subject)  # type: ignore[arg-type]

    before = both()
    assert both() == before
    (tmp_path / "brew" / "pot.py").write_text("x = 1\n")
    data, sources = both()
    assert data == before[0] and sources != before[1]
    (tmp_path / "brew" / "facts.toml").write_text("warm = 70\n")
    assert both()[0] != data and both()[1] != sources


def test_what_python_makes_of_its_sources_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    for name in ("__pycache__/pot.cpython-311.pyc", ".hidden", "pot.py"):
        (tmp_path / name).write_text("")
    assert digest.list_source_files(tmp_path) == [tmp_path / "pot.py"]


def test_a_file_that_moves_or_grows_out_of_another_is_seen(tmp_path: Path) -> None:
    def read(**files: str) -> str:
        folder = tmp_path / "-".join(files)
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text)
        return digest.digest_files(folder, folder.iterdir())

    assert len({read(a="one", b="two"), read(a="onet", b="wo"), read(a="one", c="two")}) == 3


def test_an_installed_version_that_changes_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest.sysconfig, "get_path", lambda name: str(tmp_path))
    before = digest.digest_environment()
    (tmp_path / "teapot-1.0.dist-info").mkdir()
    assert digest.digest_environment() != before


def test_what_a_package_puts_on_the_path_as_it_runs_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest.digest_environment()
    (tmp_path / "teapot-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert digest.digest_environment() == before
