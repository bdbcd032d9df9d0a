"""Rules: who may be treated, when to look, when to act, what to give and how to score, read from the registry."""
