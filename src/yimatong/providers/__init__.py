"""Providers: hospitals, pharmacies and village clinics under contract, and the keys they sign with."""
