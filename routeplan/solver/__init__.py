"""Cheapest path over a cost surface; knows nothing of cables."""
