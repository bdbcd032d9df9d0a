"""Parts that explorers are made of: controls, chains of sums, curves and questions."""
