"""A reader's study record: the file that the page *My progress* saves, read without trust and marked again."""
