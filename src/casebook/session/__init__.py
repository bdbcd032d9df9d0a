"""A bedside session at work: its data for the page, every way through it, its marks, and what is wrong with it."""
