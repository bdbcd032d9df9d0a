"""A bedside session at work: its data for the page, every way through it, and what is wrong with it."""
