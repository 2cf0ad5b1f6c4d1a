"""Read position lists (RPL): tables of a file, their columns, the positions below them, and checks."""
