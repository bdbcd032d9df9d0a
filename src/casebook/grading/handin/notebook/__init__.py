"""What a learner wrote into a notebook, and making the notebook again from the release."""
