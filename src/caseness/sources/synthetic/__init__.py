"""Synthetic England: made records in the official tables, calibrated to what is published, for tests and teaching."""
