"""What is settled before any page is read: the subject, what may be kept from the last build, what the cells give."""
