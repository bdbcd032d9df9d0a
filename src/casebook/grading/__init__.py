"""The educator's path: from what trainees hand in to marks in nbgrader's gradebook, feedback and reports."""
