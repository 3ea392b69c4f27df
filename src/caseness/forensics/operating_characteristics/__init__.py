"""How often each test rejects where nothing is wrong, and how often it finds what is: by simulation, kept as a table."""

from __future__ import annotations

from caseness.forensics.operating_characteristics.plan import SHORT, WHOLE, Plan
from caseness.forensics.operating_characteristics.power import Visible, power_at, visible_at
from caseness.forensics.operating_characteristics.running import joined, validate
from caseness.forensics.operating_characteristics.table import Rate, read_table, shipped_table, write_table

__all__ = [
    "SHORT",
    "WHOLE",
    "Plan",
    "Rate",
    "Visible",
    "joined",
    "power_at",
    "read_table",
    "shipped_table",
    "validate",
    "visible_at",
    "write_table",
]
