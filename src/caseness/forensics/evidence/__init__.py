"""What the tests look at: tables of counts, one slice per unit, whoever made them.

A unit is England, a provider, a therapist, or one replicate of a simulation. Every array has the units first and adds up
over them, so that the tables of providers give those of England. None knows of engines or of simulations.
"""

from __future__ import annotations

from caseness.forensics.evidence.changes import DecisiveChanges, ScoreChanges
from caseness.forensics.evidence.courses import Courses
from caseness.forensics.evidence.evidence import Evidence
from caseness.forensics.evidence.first_scores import Decided, FirstScores
from caseness.forensics.evidence.last_contacts import LastContacts
from caseness.forensics.evidence.scales import SCALES, SCORES, Scale
from caseness.forensics.evidence.scores import FINAL, SESSIONS, Beside, Ending, Scores

__all__ = [
    "FINAL",
    "SCALES",
    "SCORES",
    "SESSIONS",
    "Beside",
    "Courses",
    "Decided",
    "DecisiveChanges",
    "Ending",
    "Evidence",
    "FirstScores",
    "LastContacts",
    "Scale",
    "ScoreChanges",
    "Scores",
]
