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

__all__ = ["drop_facts", "make_exercise_page", "make_frame"]

# There is no list of contents beside the text.
_STYLE = ".site-frame { display: block; max-width: 50rem; }\n"


def drop_facts(data: Any) -> Any:
    """Return plain data in which the words of a fact lead nowhere: such a page has no register to open."""
    if isinstance(data, str):
        return str(replace_facts(data, lambda fact, words: words))
    if isinstance(data, Mapping):
        return {name: drop_facts(held) for name, held in data.items()}
    return [drop_facts(held) for held in data] if isinstance(data, list) else data


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def make_frame(
    title: str, text: str, *, notice: str, style: str = "", name: str = "", live: bool = False, played: bool = False
) -> bytes:
    """Return a page of one file around a text that is HTML; `live` is with the course's script, `name` is its own name.

    `played` is with what plays a bedside session.
    """
    made = make_assets()
    # A script ends where its end tag first stands, even inside a text of its own.
    names = ("first.js", "casebook.js", *(("session.js",) if played else ())) if live else ()
    scripts = [made[script].replace("</script", r"<\/script") for script in names]
    allowed = " ".join(map(_digest, scripts)) or "'none'"
    first, *last = (f"<script>{script}</script>\n" for script in scripts) if live else ("",)
    policy = f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return f"""<!DOCTYPE html>
<html lang="en"{f' data-page="{escape(name)}"' if name else ""}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
{first}<style>
{made["casebook.css"]}{made["session.css"] if played else ""}{_STYLE}{style}</style>
</head>
<body class="is-inner">
<div class="site-frame">
<main class="site-main" id="main-content" tabindex="-1">
<article class="bd-article prose" id="text">
<h1>{escape(title)}</h1>
{text}
</article>
</main>
</div>
<footer class="site-foot">
<div class="site-foot-inner"><p class="site-notice"><strong>{escape(notice)}</strong></p></div>
</footer>
{"".join(last)}</body>
</html>
""".encode()


def make_exercise_page(public: Mapping[str, Any]) -> bytes:
    """Return the page of an exercise's public document: the same document, the same bytes."""
    card = show_exercise(drop_facts(public), "", 2)
    played = any(item["kind"] == "way" for part in public["parts"] for item in part["items"])
    name = f"exercise-{public['id']}"
    return make_frame(public["title"], card, notice=public["notice"], name=name, live=True, played=played)
