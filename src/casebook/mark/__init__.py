"""From what a learner did to a mark: numbers, variants, learners, responses and the two halves of an item."""
