"""Reference tables: landings, cable types, cable systems, depots, countries."""
