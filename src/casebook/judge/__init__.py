"""Judging a bank: good item writing, the blueprint, second readings, and whether releases are in step."""
