"""The engine of the Ketamine Casebook: cases, marking, pages, notebooks, grading and reports.

It has never heard of ketamine. A subject (see `casebook.subject`) lends it sourced facts and calculators;
everything here would serve another drug as well. Importing this package imports nothing heavy: a trainee's
notebook needs only `casebook.widget`, an educator's computer the `course` extra.
"""

__all__: list[str] = []
