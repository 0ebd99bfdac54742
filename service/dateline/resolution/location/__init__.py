"""Where what is meant lies, whether or not the gazetteer holds it."""
