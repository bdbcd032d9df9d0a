"""A bedside session: one invented patient, one treatment, and what a monitor shows whatever is done to the pump."""
