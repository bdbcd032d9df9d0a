"""Quantities: units, plausible ranges, and what a calculator is."""
