"""Read foreign files: CSV rows, TOML, lines of maps and position lists; where embedded data comes from."""
