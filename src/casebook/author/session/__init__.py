"""Reading a session file: its header, its moments, and what counts."""
