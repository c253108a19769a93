"""Pages of a cashier: scan, register, add items, preview, settle, print; keyboard only is enough."""
