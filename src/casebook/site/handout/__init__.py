"""A graded exercise to give away: as a page that is one file, and as a notebook with the library that it needs."""
