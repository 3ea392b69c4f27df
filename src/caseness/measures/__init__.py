"""Declared measures, and the one engine that computes them."""

from caseness.measures.breakdowns import Breakdown, breakdowns
from caseness.measures.catalogue import measures
from caseness.measures.engine import FIGURES, compute
from caseness.measures.geography import LEVELS, Geography, geography_of
from caseness.measures.measure import Measure, Variant

__all__ = [
    "FIGURES",
    "LEVELS",
    "Breakdown",
    "Geography",
    "Measure",
    "Variant",
    "breakdowns",
    "compute",
    "geography_of",
    "measures",
]
