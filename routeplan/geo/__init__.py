"""The Earth and its projection: geodesics, grid, lines on the Earth, shapes on cells, position text."""
