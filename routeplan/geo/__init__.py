"""The Earth and the plane: geodesics, projection, grid, lines on the Earth, shapes on cells."""
