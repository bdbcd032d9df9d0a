"""Figures that a story or a question holds: read from a fenced block, drawn as SVG or set as a display, with the same in words."""
