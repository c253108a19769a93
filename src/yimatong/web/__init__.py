"""The pages, by audience: citizen, counter, bureau, integrator. Server-made HTML that works without script."""
