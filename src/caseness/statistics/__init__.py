"""Estimators that know nothing of therapy: each takes counts or rates and returns numbers."""
