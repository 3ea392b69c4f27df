"""The measures, a module for each part of the national statistics; found by being there."""
