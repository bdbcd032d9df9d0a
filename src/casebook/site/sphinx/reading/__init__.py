"""What an author writes in a page, as it is read: roles, directives and the nodes they leave."""
