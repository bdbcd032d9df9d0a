"""Formulas as MathML, which browsers draw themselves: no script, no font to fetch."""

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

__all__ = ["write_block_maths", "write_inline_maths"]


def write_inline_maths(translator: Any, node: nodes.math) -> None:
    """Write a formula inside a sentence."""
    translator.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def write_block_maths(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a line of its own; one too wide for a phone scrolls."""
    label = node.get("ids") or []
    anchor = f' id="{label[0]}"' if label else ""
    translator.body.append(f'<div class="math"{anchor}>{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode
