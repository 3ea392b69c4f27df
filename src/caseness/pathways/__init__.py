"""From tables to pathways: one row per course of care, with every flag and score derived from what providers submit."""

from caseness.pathways.building import Pathways, pathways_of
from caseness.pathways.choices import OPEN_QUESTIONS, Choices

__all__ = ["OPEN_QUESTIONS", "Choices", "Pathways", "pathways_of"]
