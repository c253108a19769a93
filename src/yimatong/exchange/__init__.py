"""Foreign tongues: how other systems speak to the platform."""
