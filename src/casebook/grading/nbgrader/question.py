"""A question as a person who marks reads it: with its story, in the numbers that one learner was shown."""

import re
from collections.abc import Mapping
from typing import Any

from ...text.fact_link import replace_facts
from ...text.markup import escape, put_numbers

__all__ = ["tell_question", "tell_story"]

_GAP = re.compile(r"\n\s*\n")


def _fill(html: str, part: Mapping[str, Any], variant: int | None) -> str:
    return str(replace_facts(put_numbers(html, part["numbers"], variant), lambda _, words: words))


def tell_story(part: Mapping[str, Any], variant: int | None) -> str:
    """Return the story of a case as HTML with a learner's numbers; `part` is its public half."""
    return _GAP.sub("\n", f"<h3>{escape(part['title'])}</h3>\n{_fill(part['intro'], part, variant)}".strip())


def tell_question(part: Mapping[str, Any], item: Mapping[str, Any], variant: int | None) -> str:
    """Return an item's question as HTML with a learner's numbers.

    Neither this nor a story holds an empty line, so each may stand in Markdown as one block.
    """
    told = f"<p><strong>{_fill(item['question'], part, variant)}</strong></p>\n{_fill(item['body'], part, variant)}"
    return _GAP.sub("\n", told.strip())
