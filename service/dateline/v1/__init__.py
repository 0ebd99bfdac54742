"""Generated stubs of the contract; proto/generate.sh makes them anew."""
