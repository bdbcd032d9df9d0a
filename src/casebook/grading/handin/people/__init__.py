"""Whose a hand-in is: the roster, what earlier collections learnt, and the class in nbgrader's table."""
