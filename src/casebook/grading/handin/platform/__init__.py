"""What learning platforms give out: the names they make, what holds files, and what is a hand-in in it."""
