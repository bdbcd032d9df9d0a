"""Trials: estimates with their intervals, arms compared, and the table of trials."""
