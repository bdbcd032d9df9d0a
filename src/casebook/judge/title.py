"""Pages that a text sends its reader to by a title in italics: there must be one of that title, and then the build links it."""

from collections.abc import Iterator

from ..author.bank import Bank
from ..author.glossary import explains_terms
from ..author.title import find_named, read_title
from ..problem import Problem, nearest

__all__ = ["check_titles"]


def check_titles(bank: Bank) -> Iterator[Problem]:
    """Yield each title in italics, of a page or of a self-check's texts, to which no page of the book answers."""
    titles = {read_title(page.source) for page in bank.pages}
    pages = ((page.path, page.source, 1) for page in bank.pages if explains_terms(page.path.removeprefix("book/")))
    texts = ((case.path, text.source, text.line) for case in bank.cases for text in case.texts())
    for path, source, first in (*pages, *texts):
        for words, line in find_named(source):
            if words not in titles:
                fix = f"name a page by its whole title{nearest(words, titles)}; or write no italics here"
                yield Problem(path, first + line, f"no page is called {words}", fix, "unknown-title")
