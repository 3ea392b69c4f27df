"""Synthetic England: made records in the official tables, calibrated to what is published, for tests and teaching.

::

    plan → generation (people, courses, answers) → world.Block → injection → submissions → warehouse → tables → writing

`synthesis` runs that for every block of a plan; `parameters` holds every number with its source; `calibration` puts what
comes out beside what is published.
"""
