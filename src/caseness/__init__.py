"""Caseness: an independent, reproducible audit of NHS Talking Therapies.

Data flow one way through the rooms of this package, and a room imports only from rooms to its left::

    vocabulary → sources → (pathways → measures) → checks → audit → report / cli

``statistics`` holds estimators that know nothing of therapy; ``wording``, ``errors`` and ``interrupts`` are leaves
anyone may use.
"""

__version__ = "0.1.0"
