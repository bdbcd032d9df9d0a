"""The kinds of question: one file each, with everything that is done to it."""
