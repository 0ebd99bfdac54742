"""Connections of the clients: opened, asked for the server's limits, called over, and closed."""
