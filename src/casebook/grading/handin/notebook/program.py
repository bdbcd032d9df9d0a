"""Python that a learner wrote, read as text and never run: whether it is whole, what it defines and uses, and how halves fit."""

import ast
import re
import warnings
from collections.abc import Sequence

__all__ = ["drop_course_calls", "glue", "is_words", "list_defined", "list_used", "only_imports", "parses"]

_MOST_GLUED = 12
_DEFINES = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_LONGEST = 200_000  # characters that are read: a tree of code takes hundreds of times the room of its text
_ODD = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
_PYTHON_MAGIC = ("%%time", "%%capture", "%%prun")  # what stands below them is Python all the same
_CALLS = ("item", "hand_in", "ask_learner")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _drop_magic(source: str) -> str:
    """Return code without the lines that only IPython understands; a line that stays empty keeps the numbers of the others."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if not lines[first].startswith(_PYTHON_MAGIC):
            return ""
        lines[first] = ""
    return "\n".join("" if line.startswith(("%", "!", "?")) or line.endswith("?") else line for line in lines)


def _parse(source: str) -> ast.Module | None:
    if len(source) > _LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_drop_magic(source))
    except _ODD:
        return None


def parses(source: str) -> bool:
    """Return whether code is whole, as a cell of a notebook."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Only this notices a return that stands outside its function.
            compile(_drop_magic(source), "", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except _ODD:
        return False
    return True


def list_defined(source: str, *, imports: bool = False) -> set[str]:
    """Return the names that code defines for the cells after it, with those it imports if asked for."""
    tree = _parse(source)
    if tree is None:
        return set(_DEFINES.findall(source))
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, _DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
        elif imports and isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return names


def list_used(source: str) -> set[str]:
    """Return the names that code reads."""
    tree = _parse(source)
    if tree is None:
        return set(re.findall(r"\b[^\W\d]\w*", source))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def is_words(source: str) -> bool:
    """Return whether a cell of code holds nothing but comments and texts, which say something to a person only."""
    tree = _parse(source)
    return (
        tree is not None and bool(_drop_magic(source).strip())
        and all(
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            for node in tree.body
        )
    )  # fmt: skip


def only_imports(source: str) -> bool:
    """Return whether code does nothing but import."""
    tree = _parse(source)
    return tree is not None and all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)


def _is_course_call(node: ast.stmt) -> bool:
    """Return whether a statement is one of the few with which the exercise shows itself."""
    if isinstance(node, ast.ImportFrom):
        named = {alias.name for alias in node.names}
        return (node.module, named) in (("casebook", {"widget"}), ("casebook.widget", {"open_exercise"}))
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names} == {"casebook.widget"}
    call = node.value if isinstance(node, ast.Assign | ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    function = call.func
    if isinstance(node, ast.Assign):
        return (
            function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        ) == "open_exercise"
    return (
        isinstance(function, ast.Attribute) and function.attr in _CALLS
        and isinstance(function.value, ast.Name) and function.value.id == "exercise"
    )  # fmt: skip


def drop_course_calls(source: str) -> str:
    """Return code without the lines that show the exercise, which a learner may have typed again or moved."""
    tree = _parse(source)
    ours = [node for node in tree.body if _is_course_call(node)] if tree is not None else []
    if not ours:
        return source
    dropped = {number for node in ours for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    others = {number for node in tree.body if node not in ours for number in (node.lineno, node.end_lineno)}  # type: ignore[union-attr]
    lines = source.split("\n")
    return "\n".join(line for number, line in enumerate(lines, 1) if number not in dropped or number in others)


def _join(pieces: Sequence[str]) -> str | None:
    """Return pieces of one cell put together again, or None when that gives no code."""
    for between in ("\n", ""):
        whole = between.join(pieces)
        if parses(whole):
            return whole
    return None


def glue(pieces: Sequence[str]) -> list[str]:
    """Return pieces of code as cells: those that are no code alone put together with their neighbours, as few as possible."""
    if len(pieces) > _MOST_GLUED:
        return list(pieces)
    # By how many pieces are covered: how many of them are no code, how many cells there are (negative), and the cells.
    best: list[tuple[int, int, list[str]]] = [(0, 0, [])]
    for end in range(1, len(pieces) + 1):
        choices = []
        for start in range(end):
            bad, count, cells = best[start]
            whole = pieces[start] if end - start == 1 and parses(pieces[start]) else _join(pieces[start:end])
            if whole is not None:
                choices.append((bad, count - 1, [*cells, whole]))
            elif end - start == 1:
                choices.append((bad + 1, count - 1, [*cells, pieces[start]]))
        best.append(min(choices, key=lambda choice: choice[:2]))
    return best[-1][2]
