"""Outputs of notebooks are kept with what they were made from, and made again when that has changed."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from casebook.site.sphinx.before import execution
from casebook.site.sphinx.before.execution import forget_outdated, note_used


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Two packages on disk: the engine with a simulator, the subject with two modules."""
    found = {"casebook": tmp_path / "casebook", "brew": tmp_path / "brew"}
    for place in ("casebook/simulator/chart.py", "brew/pot.py", "brew/cup.py"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("x = 1\n")
    monkeypatch.setattr(execution, "find_packages", lambda subject: found)
    monkeypatch.setattr(execution, "digest_environment", lambda: "python 1")
    monkeypatch.setattr(execution, "digest_subject_data", lambda subject: "facts 1")
    return found


class Cache:
    """A cache of outputs as jupyter-cache has it, by what they were made from."""

    def __init__(self, *used: Any) -> None:
        self.records = [SimpleNamespace(pk=number, data={"casebook": each}) for number, each in enumerate(used)]

    def list_cache_records(self) -> list[Any]:
        return list(self.records)

    def remove_cache(self, pk: int) -> None:
        self.records = [record for record in self.records if record.pk != pk]


def keep(packages: dict[str, Path], *modules: str) -> dict[str, str]:
    folder = packages["brew"].parent
    return note_used([str(folder / module) for module in modules], packages, None)


def test_only_the_courses_own_modules_are_noted(packages: dict[str, Path]) -> None:
    used = note_used(["/usr/lib/json.py", str(packages["brew"] / "pot.py")], packages, None)
    assert used.keys() == {"environment", "data", "brew/pot.py"}


def test_outputs_hold_while_nothing_changes(packages: dict[str, Path]) -> None:
    cache = Cache(keep(packages, "brew/pot.py", "casebook/simulator/chart.py"))
    forget_outdated(cache, None)
    assert len(cache.records) == 1


def test_a_changed_module_takes_away_what_was_made_with_it_and_nothing_else(packages: dict[str, Path]) -> None:
    cache = Cache(keep(packages, "brew/pot.py"), keep(packages, "brew/cup.py"))
    (packages["brew"] / "pot.py").write_text("x = 2\n")
    forget_outdated(cache, None)
    assert [record.pk for record in cache.records] == [1]
    (packages["brew"] / "cup.py").unlink()
    forget_outdated(cache, None)
    assert not cache.records


@pytest.mark.parametrize("part", ["digest_environment", "digest_subject_data"])
def test_a_changed_fact_or_installation_takes_away_everything(
    part: str, packages: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(keep(packages), keep(packages, "brew/cup.py"))
    monkeypatch.setattr(execution, part, lambda *given: "another")
    forget_outdated(cache, None)
    assert not cache.records


def test_outputs_that_do_not_say_what_they_lean_on_are_not_trusted(packages: dict[str, Path]) -> None:
    cache = Cache(None, {}, {"data": "facts 1"}, {**keep(packages), "gone/pot.py": "1"})
    cache.records.append(SimpleNamespace(pk=9, data=None))
    forget_outdated(cache, None)
    assert not cache.records


def test_no_more_kernels_than_cores() -> None:
    assert execution._count_cores() >= 1
