"""A bedside session as it stands in a page before any script runs, on paper, and for readers who have none.

The same moments as numbered paragraphs: what is read there by the minute of arrival, what can be asked and done, and which number
comes next. What counted stands at the end.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from sphinx.util import logging

from ....problem import Problem, nearest
from ....text.fact_link import Register, link_facts
from ....text.markup import as_html, embed_json, escape
from .card import show_head, show_item

__all__ = ["list_reading", "show_session"]

_log = logging.getLogger(__name__)

_GAP = re.compile(r'<data value="([a-z0-9_]+)"></data>')

Data = Mapping[str, Any]


def list_reading(env: Any, builder: Any, docname: str, card: Any) -> list[list[str]]:
    """Return the pages to read after a session, each with address and title; one that is not there is said."""
    found = []
    for name in card["read"]:
        page = posixpath.normpath(posixpath.join(posixpath.dirname(docname), name.removesuffix(".md")))
        if page in env.titles:
            found.append([str(builder.get_relative_uri(docname, page)), env.titles[page].astext()])
        else:
            path, line = card["place"]
            fix = f"name a page as a link from here does{nearest(page, env.titles)}"
            _log.warning(str(Problem(path, line, f"there is no page {name} to read after the session", fix)))
    return found


def show_session(data: Data, register: Register, level: int) -> Markup:
    """Return a session's card; `data` holds the page's data, the readings on paper, the moments' order and what to read next."""
    session = data["session"]
    paper = link_facts("".join(_Paper(data, level + 1).write()), register)
    held = {**session, "read": data["read"]}
    return as_html(
        f'<section class="cb-card cb-session" id="session-{session["id"]}" aria-label="Bedside session: {escape(session["title"])}">'
        f"{show_head('Bedside session', session['title'], session['minutes'], level)}"
        '<noscript><p class="session-notice">Scripts are switched off, so the clock can\'t run here. Below is the same session as numbered '
        "paragraphs: choose, and go to the number that follows.</p></noscript>"
        f'<div class="session-stage"></div><div class="session-paper" data-search="no">{paper}</div>'
        f'<script type="application/json" class="session-data">{embed_json(held)}</script></section>'
    )


class _Paper:
    """One session written as numbered paragraphs; `level` is that of their headings."""

    def __init__(self, data: Data, level: int) -> None:
        self._session, self._paper, self._level = data["session"], data["paper"], level
        secret = self._session["secret"]
        self._secret, self._names = secret, secret["names"]
        neutral = {own: name for name, own in self._names.items()}
        self._order = [neutral[own] for own in data["order"]]
        self._number = {name: place for place, name in enumerate(self._order, 1)}
        self._shares = {share: name for name, share in data["acts"].items()}
        self._parts = {each["name"]: each["parts"] for each in self._session["monitor"]}

    def write(self) -> Iterator[str]:
        """Yield the paper's pieces of HTML."""
        session, words = self._session, self._session["patients"][0]["words"]
        yield f'<div class="cb-story">{self._fill(session["intro"], words)}</div>'
        yield (
            "<p>Begin at 1, at minute 0. Read, ask what you want to know, then do one thing: write down its minutes and go to the number "
            f"that it names. Readings stand by the minute at which you arrive. The cuff measures by itself every {session['cuff']:g} min. "
            f"{escape(session['body']['said'])}</p>"
        )
        yield self._show_traces()
        for name in self._order:
            yield self._show_moment(name)
        yield self._show_counts()
        yield from (str(show_item(item, self._session["secret"]["items"][item["id"]])) for item in session["items"])
        yield f'<p class="session-label">{escape(session["body"]["label"])}</p>'

    def _fill(self, html: str, words: Mapping[str, str]) -> str:
        return _GAP.sub(lambda found: f"<strong>{escape(words.get(found[1], found[1]))}</strong>", html)

    def _words_at(self, name: str) -> dict[str, str]:
        """Return what a moment's gaps show: the patient's words, and each sign from the least to the most of all its minutes."""
        words = dict(self._session["patients"][0]["words"])
        bands = self._paper["bands"][name]
        for sign, parts in self._parts.items():
            words[sign] = self._say_range([_span(part, bands) for part in parts]) if bands else "-"
        return words

    @staticmethod
    def _say_range(spans: Sequence[tuple[int, int]]) -> str:
        return "/".join(str(low) if low == high else f"{low}\u2013{high}" for low, high in spans)

    def _show_bands(self, name: str) -> str:
        bands = self._paper["bands"][name]
        if not bands or self._session["moments"][name].get("end"):
            return ""
        head = "".join(
            f'<th scope="col">{escape(each["label"])}, {escape(each["unit"])}</th>' for each in self._session["monitor"]
        )
        rows = ""
        for band in bands:
            minutes = f"{band['first']}" if band["first"] == band["last"] else f"{band['first']}\u2013{band['last']}"
            cells = "".join(
                f"<td>{self._say_range([band['signs'][part] for part in parts])}</td>" for parts in self._parts.values()
            )
            rows += f'<tr><th scope="row">{minutes}</th>{cells}</tr>'
        return (
            f'<div class="cb-scroll"><table class="cb-table"><thead><tr><th scope="col">Minute</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )

    def _show_moment(self, name: str) -> str:
        moment, words, level = self._session["moments"][name], self._words_at(name), self._level
        turns = "".join(f"<p><em>{self._say_turn(turn)}</em></p>" for turn in moment.get("turns", ()))
        looks = "".join(
            f'<li>{self._fill(look["text"], words)} <details class="cb-details"><summary>What you find</summary>'
            f"{self._fill(look['found'], words)}</details></li>"
            for look in moment["looks"]
        )
        allowed = f", at most {moment['allowed']}" if "allowed" in moment else ""
        asked = f"<p>Look and ask{allowed}:</p><ul>{looks}</ul>" if looks else ""
        acts = "".join(f"<li>{self._fill(act['text'], words)} {self._say_way(act)}</li>" for act in moment["acts"])
        done = f"<p>Do one of these:</p><ul>{acts}</ul>" if acts else ""
        end = (
            f'<p class="session-end">{self._fill(moment["end"], words)} <strong>The end.</strong></p>'
            if moment.get("end")
            else ""
        )
        return (
            f'<div class="session-moment" id="{self._session["id"]}-{name}"><h{level} class="session-title">{self._number[name]}. '
            f"{self._fill(moment['title'], words)}</h{level}>{turns}{self._fill(moment['story'], words)}{self._show_bands(name)}"
            f"{asked}{done}{end}</div>"
        )

    def _link(self, name: str) -> str:
        return f'<a href="#{self._session["id"]}-{name}">{self._number[name]}</a>'

    def _say_turn(self, turn: Sequence[Any]) -> str:
        level, minutes, to = turn
        if level is None:
            return f"If the list for leaving is not met as you come here, go to {self._link(to)} at once."
        stood = (
            f"has called for {self._secret['levels'][level]}, or worse, for {minutes:g} min"
            if minutes
            else (f"calls for {self._secret['levels'][level]}, or worse")
        )
        return f"If what is read {stood} as you come here, go to {self._link(to)} at once."

    def _say_way(self, act: Data) -> str:
        took = (
            "until all is given"
            if act["minutes"] is None
            else f"{act['minutes']:g} min"
            if act["minutes"]
            else "no time"
        )
        kept = "; once only" if act.get("once") else ""
        asked = "; only if you asked for it before" if act.get("needs") else ""
        way = f"go to {self._link(act['to'])}"
        if act.get("empty"):
            way += f", or once nothing is left to give to {self._link(act['then'])}"
        elif act.get("until") is not None:
            way += f", or from minute {act['until']} on to {self._link(act['then'])}"
        return f'<span class="session-way">({took}{kept}{asked}; {way})</span>'

    def _show_traces(self) -> str:
        traces = self._paper["traces"]
        if not traces:
            return ""
        head = "".join(f'<th scope="col">{escape(self._say_treatment(trace))}</th>' for trace in traces)
        rows = ""
        for place, minute in enumerate(self._paper["minutes"]):
            cells = "".join(
                f"<td>{'/'.join(str(trace['readings'][place][part]) for parts in list(self._parts.values())[:1] for part in parts)}</td>"
                for trace in traces
            )
            rows += f'<tr><th scope="row">{minute}</th>{cells}</tr>'
        first = self._session["monitor"][0]
        caption = (
            f"{first['label']}, {first['unit']}, by the model, before anything that is written. The course\u2019s rule is given in "
            "the moments."
        )
        return (
            f'<div class="cb-scroll"><table class="cb-table"><caption>{escape(caption)}</caption><thead><tr><th scope="col">Minute</th>'
            f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    def _say_treatment(self, trace: Data) -> str:
        if trace["changes"]:
            return ", ".join(f"{self._shares[share]} at {minute:g}" for minute, share in trace["changes"])
        minutes = [f"{minute:g}" for minute in trace["devices"]]
        return (
            f"device at {', '.join(minutes[:-1])} and {minutes[-1]}" if len(minutes) > 1 else f"device at {minutes[0]}"
        )

    def _show_counts(self) -> str:
        harm, rest = "", ""
        for line in self._secret["counts"]:
            if "cap" in line:
                harm += f"<li><strong>{line['text']}</strong> (at most {line['cap']:g} in all). {_open(line['reason'])}</li>"
            else:
                rest += f"<li><strong>{line['text']}</strong> ({line['marks']:g}). {_open(line['reason'])}</li>"
        why = "".join(f"<li>{escape(each['why'])}</li>" for each in self._session["written"].values())
        level = self._level
        return (
            f'<h{level} class="session-title">Afterwards: what counted, and why</h{level}><ul>{rest}</ul>'
            + (f"<p>What puts a patient in danger leaves at most so many marks:</p><ul>{harm}</ul>" if harm else "")
            + (f"<p>Written by the author, and in no model:</p><ul>{why}</ul>" if why else "")
        )


def _open(html: str) -> str:
    """Return a reason of one paragraph without its paragraph, to stand in a line."""
    return html.removeprefix("<p>").removesuffix("</p>").replace("</p>\n<p>", " ")


def _span(part: str, bands: Sequence[Data]) -> tuple[int, int]:
    return min(band["signs"][part][0] for band in bands), max(band["signs"][part][1] for band in bands)
