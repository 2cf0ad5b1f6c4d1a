"""What is seen: plain tables, figures, maps, colours."""
