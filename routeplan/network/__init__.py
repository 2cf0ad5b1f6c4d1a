"""Cables together: a network of landings and links, what fails jointly, what a candidate adds, and how redundant."""
