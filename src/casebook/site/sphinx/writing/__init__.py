"""Each page as it is written: its cards, its tables and formulas, and what stands around its text."""
