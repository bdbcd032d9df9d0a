"""Marking written answers by people: one question over all learners, by one marker or two."""
