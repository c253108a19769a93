"""The personal code: a short-lived random reference, shown, decoded once, and answered with a token for one visit."""
