"""The kinds of known wrongs, found by being there: each module declares its own as ``KINDS``."""
