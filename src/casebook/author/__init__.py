"""Reading what authors write, cases, code tasks, exercises and pages, and saying what is wrong with it."""
