"""What a warm process imports before hand-ins come: the modules that an exercise's own cells name."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["find_imports"]


def find_imports(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the modules that code cells import, which a warm process can import once for all hand-ins."""
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    found = {name for source in sources for name in _list_imports(source)}
    found |= {name for name in ("numpy", "pandas") if any(name in source for source in sources)}
    return sorted(name for name in found if name.partition(".")[0] != "casebook")


def _list_imports(source: str) -> Iterator[str]:
    """Yield the modules that a cell imports, in so many words."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
