"""The tables of the trade: landings, cable types, cable systems, depots, countries."""
