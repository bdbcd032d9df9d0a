"""The index of the search as tests read it: unpacked by the words of its own format, apart from the code that packs."""

import json
from typing import Any

__all__ = ["read_index", "unpack"]


def unpack(pack: dict[str, str]) -> str:
    words: dict[str, str] = {}
    word = ""
    for at, line in enumerate(pack["words"].split("\n")):
        word = word[: int(line[0])] + line[1:]
        words[pack["letters"][at] if at < len(pack["letters"]) else chr(0xA1 + at - len(pack["letters"]))] = word
    return "".join(words[letter] for letter in pack["text"])


def read_index(script: str) -> Any:
    """Return the data of the script `search.js` of a built site."""
    return json.loads(unpack(json.loads(script.removeprefix("window.casebookSearch = ").removesuffix(";\n"))))
