"""The book on paper: one page to print, and PDFs of the book and its chapters."""
