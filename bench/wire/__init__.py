"""What the figures over HTTP share: a running platform of their own, prepared bills, and a client that adds little of its own."""
