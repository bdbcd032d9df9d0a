"""Spreading the work of grading: the means at hand, a pool of processes, and dask."""
