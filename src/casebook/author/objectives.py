"""The course's objectives: one sentence each, in ``book/objectives.yml``."""

from ..problem import Problem, relative
from ..text.header import Entry, read_document, read_header
from .course import Course

__all__ = ["read_objectives"]


def _sentence(entry: Entry) -> str:
    return entry.value if isinstance(entry.value, str) else ""


def read_objectives(course: Course) -> tuple[dict[str, str], dict[str, int], list[Problem]]:
    """Return the course's objectives as sentences by name, the line of each, and what keeps them from being read."""
    path = course.book / "objectives.yml"
    name = relative(path, course.root)
    if not path.is_file():
        fix = "write it: one objective a line, as name: sentence"
        return {}, {}, [Problem(name, 1, "the course has no list of objectives", fix, "no-objectives")]
    text = read_document(path.read_bytes(), name)
    header = read_header(f"---\n{text}\n---\n", name) if isinstance(text, str) else text
    if isinstance(header, Problem):
        # The text had no fence of its own: its lines are one higher than the header's.
        return {}, {}, [Problem(name, max(header.line - 1, 1), header.what, header.fix, header.rule)]
    sentences = {each: _sentence(entry) for each, entry in header.entries.items()}
    # The file has no fence of its own: the header it was read as starts a line higher.
    return sentences, {each: entry.line - 1 for each, entry in header.entries.items()}, []
