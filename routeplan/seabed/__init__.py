"""What is known of every cell of the sea: depth, coast, ice, hazards, activity, jurisdiction, user layers."""
