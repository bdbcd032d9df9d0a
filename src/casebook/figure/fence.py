"""Finding figures in a text: fenced blocks whose first line names a kind in braces and gives a caption."""

import re
from collections.abc import Callable, Iterator

from ..text.case import Item, Text
from ..text.markup import load_parser, split_info
from .block import Block

__all__ = ["KNOWN", "find_blocks", "find_open", "make_block", "reads_figure", "replace_figures"]

KNOWN = ("trace", "pump", "label", "forest")
"""The kinds of figure that an author may name."""

_BARE = re.compile(rf"({'|'.join(KNOWN)})(?:\s|$)")


def find_blocks(text: Text) -> Iterator[Block]:
    """Yield the figures of a text in order, those of unknown kinds and those named without braces included."""
    for token in load_parser().parse(text.source):
        if token.type == "fence":
            kind, caption = split_info(token.info)
            if kind or _BARE.match(caption):
                rows = tuple(token.content.removesuffix("\n").split("\n"))
                yield Block(kind or f"{caption.split()[0]} without braces", caption, rows, text.line + token.map[0] + 1)


def find_open(text: Text) -> Iterator[int]:
    """Yield the lines on which a fenced block begins that nothing closes."""
    lines = text.source.split("\n")
    for token in load_parser().parse(text.source):
        if token.type == "fence":
            start, end = token.map
            last = lines[end - 1].strip(" >")
            if end - start < 2 or not last.startswith(token.markup) or last.strip(token.markup[0]):
                yield text.line + start


def make_block(info: str, body: str) -> Block:
    """Return a figure from the first line of its block and from what stands in it."""
    kind, caption = split_info(info)
    return Block(kind, caption, tuple(body.removesuffix("\n").split("\n")), 1)


def replace_figures(source: str, write: Callable[[Block], str]) -> str:
    """Return Markdown in which each figure is written anew, for readers to whom a fenced block is code."""
    lines: list[str | None] = list(source.split("\n"))
    for token in load_parser().parse(source):
        if token.type == "fence" and split_info(token.info)[0]:
            start, end = token.map
            first = str(lines[start])
            lead = first[: len(first) - len(first.lstrip())]
            written = write(make_block(token.info, token.content)).split("\n")
            lines[start:end] = ["\n".join(f"{lead}{line}".rstrip() for line in written), *[None] * (end - start - 1)]
    return "\n".join(line for line in lines if line is not None)


def reads_figure(item: Item, story: Text) -> bool:
    """Return whether a learner reads a figure or a table to answer an item: in its story or below its question."""
    tokens = (token for text in (story, item.body) for token in load_parser().parse(text.source))
    return any(
        token.type == "table_open" or (token.type == "fence" and split_info(token.info)[0] in KNOWN) for token in tokens
    )
