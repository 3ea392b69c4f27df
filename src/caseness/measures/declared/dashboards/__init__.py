"""Measures of the national dashboards that have no official id, by what they say they show and by what their scripts compute."""
