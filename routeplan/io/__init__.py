"""Foreign files in: CSV rows, TOML, position lists, vector lines, and where the embedded data come from."""
