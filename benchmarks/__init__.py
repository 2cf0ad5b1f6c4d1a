"""Our solver and its peers on the same sea: `make bench` measures, docs/benchmarks.md has the tables."""
