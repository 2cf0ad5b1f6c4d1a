"""The network of landings and cables: disjoint paths, joint events, availability, and what candidates add."""
