"""A person's name as it is compared: platforms, rosters and people write it in many ways."""

import re
import unicodedata

__all__ = ["squeeze_name"]


def squeeze_name(text: str) -> str:
    """Return only the letters and digits of a name, composed and without case: ``O'Neil, Zoë`` gives ``oneilzoë``."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).casefold())
