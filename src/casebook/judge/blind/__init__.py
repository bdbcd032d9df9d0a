"""Blind second readings: the sheet a reader answers on, the log, and what the log says about the bank."""
