"""The teacher's term: due dates, extra time, what being late costs, what is left out, and which corrected keys count."""
