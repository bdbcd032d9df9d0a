"""Spreading the work: the ladder of ways to grade, a pool of processes, and dask."""
