"""The front door: settings, wiring, command line, server and the database that comes along."""
