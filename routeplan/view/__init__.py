"""Tables in words, figures, maps, colours; and the writers of their files."""
