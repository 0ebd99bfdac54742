"""GeoNames in full: its standard dumps, read and put together with this project's own tables."""
