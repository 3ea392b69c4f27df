"""The tests, one module each, by their numbers; found by being here."""
