"""What makes every page be read again: a change of facts, of the engine, of the subject's code or of what is installed."""

from types import SimpleNamespace
from typing import Any

import pytest

from casebook.site.sphinx.before import freshness


class Config(dict[str, Any]):
    """A configuration as Sphinx has it: entries are attributes."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


def find() -> str:
    config = Config(casebook_subject=None, casebook_digest="")
    freshness.find_subject(SimpleNamespace(), config)
    return str(config.casebook_digest)


def test_nothing_changed_keeps_everything() -> None:
    assert find() == find()


@pytest.mark.parametrize("part", ["digest_assets", "digest_subject_data", "digest_sources", "digest_environment"])
def test_each_thing_a_page_leans_on_counts(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = find()
    monkeypatch.setattr(freshness, part, lambda *given: "another")
    assert find() != before
