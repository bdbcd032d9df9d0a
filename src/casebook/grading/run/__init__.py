"""Grading a class: what is new or changed, spread over the means at hand, into nbgrader's gradebook."""
