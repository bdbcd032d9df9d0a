"""What is handed in: where it lies, whose it is, and how it is made safe to show."""
