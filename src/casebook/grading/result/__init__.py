"""What comes back to people: feedback, explanations and the report."""
