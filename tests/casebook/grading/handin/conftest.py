"""A download as Moodle gives it, for tests of what is collected from it."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.grading.handin.account import CollectSummary
from casebook.grading.handin.collect import collect

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def download(released: Course, tmp_path: Path) -> Callable[..., CollectSummary]:
    """Collect files from a zip, each by its name and of one time, which such an archive tells without a zone."""

    def collect_zip(
        files: dict[str, bytes], *, roster: str = "", time: tuple[int, ...] = (2026, 11, 20, 17, 30, 0), now: datetime = NOW
    ) -> CollectSummary:  # fmt: skip
        source, table = tmp_path / "download.zip", tmp_path / "class.csv"
        with zipfile.ZipFile(source, "w") as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name, time), data)  # type: ignore[arg-type]
        table.write_text(roster)
        return collect(released, "tea", source, roster=table if roster else None, now=now)

    return collect_zip
