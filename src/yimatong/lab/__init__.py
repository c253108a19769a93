"""Asking what a change of law would cost: whole provinces of bills through the counter's own rules, baseline beside change."""
