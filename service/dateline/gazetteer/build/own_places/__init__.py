"""A user's own places, read from CSV or GeoJSON and added to a gazetteer."""
