"""What a case is made of, as data: its header, its words and references, its list of answers."""
