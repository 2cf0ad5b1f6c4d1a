"""Any raster, line or polygon onto the grid, with unit and source: one module a subject."""
