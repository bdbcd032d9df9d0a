"""Where nbgrader's own tools, settings and gradebook are met."""
