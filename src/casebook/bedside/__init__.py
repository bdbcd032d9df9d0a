"""Going through a bedside session from its data alone: an invented patient's signs, where each act leads, and marks of a way."""
