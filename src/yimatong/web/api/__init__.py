"""The REST side for integrators, and the page that describes it, drawn from its own OpenAPI document."""
