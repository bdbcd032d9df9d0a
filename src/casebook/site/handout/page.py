"""A graded exercise as one file: a page that any browser shows, from a learning platform, a web server or a folder.

Script and styles stand in it, and it asks nobody for anything. It is made from what trainees receive and nothing else.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from ...text.fact_link import replace_facts
from ...text.markup import escape
from ..sphinx.before.asset import make_assets
from ..sphinx.writing.card import show_exercise

__all__ = ["make_exercise_page"]

# There is no list of contents beside the text.
_STYLE = ".site-frame { display: block; max-width: 50rem; }\n"


def _drop_facts(data: Any) -> Any:
    """Return plain data in which the words of a fact lead nowhere: this page has no register to open."""
    if isinstance(data, str):
        return str(replace_facts(data, lambda fact, words: words))
    if isinstance(data, Mapping):
        return {name: _drop_facts(held) for name, held in data.items()}
    return [_drop_facts(held) for held in data] if isinstance(data, list) else data


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def make_exercise_page(public: Mapping[str, Any]) -> bytes:
    """Return the page of an exercise's public document: the same document, the same bytes."""
    made = make_assets()
    # A script ends where its end tag first stands, even inside a text of its own.
    first, script = (made[name].replace("</script", r"<\/script") for name in ("first.js", "casebook.js"))
    policy = (
        f"default-src 'none'; script-src {_digest(first)} {_digest(script)}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    title = escape(public["title"])
    card = show_exercise(_drop_facts(public), "", 2)
    return f"""<!DOCTYPE html>
<html lang="en" data-page="exercise-{escape(public["id"])}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<script>{first}</script>
<style>
{made["casebook.css"]}{_STYLE}</style>
</head>
<body class="is-inner">
<div class="site-frame">
<main class="site-main" id="main-content" tabindex="-1">
<article class="bd-article prose" id="text">
<h1>{title}</h1>
{card}
</article>
</main>
</div>
<footer class="site-foot">
<div class="site-foot-inner"><p class="site-notice"><strong>{escape(public["notice"])}</strong></p></div>
</footer>
<script>{script}</script>
</body>
</html>
""".encode()
