"""What a build may keep from the last one: no page that leans on a fact, a calculator or a line of the engine that changed."""

from typing import Any

from ....subject import load_subject
from ...digest import digest_environment, digest_sources, digest_subject_data
from .asset import digest_assets

__all__ = ["find_subject"]


def find_subject(app: Any, config: Any) -> None:
    """Find the subject once, and let whatever changed in it, in the engine or in what they lean on read every page again.

    The outputs of notebooks have a cache of their own: see `execution`.
    """
    subject = load_subject(config.casebook_subject)
    app.casebook_subject = subject
    config.casebook_digest = "-".join(
        [digest_assets(), digest_subject_data(subject), digest_sources(subject), digest_environment()]
    )
