"""What a class's answers tell of the questions: item analysis with intervals that hold for small classes."""
