"""What is made from the finished pages: the search, the list of the course, the files beside them; and what is taken away."""
