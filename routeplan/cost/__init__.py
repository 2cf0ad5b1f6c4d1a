"""Assumptions and scenario turned into cost items, faults, repairs and a cost surface."""
