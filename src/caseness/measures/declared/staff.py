"""Attended appointments by the qualification of who gave them, each in one group: see `caseness.pathways.staff`."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, Rows, declare
from caseness.pathways.staff import Standing

STAFFED = SEEN.on(Rows.STAFFED_CONTACTS)
GROUPS = {
    "M1014": (
        Standing.QUALIFIED,
        "Attended appointments in the period at which one of the staff had a qualification by the day.",
    ),
    "M1015": (
        Standing.IN_TRAINING,
        "Attended appointments in the period at which none of the staff was qualified, but one has a date to be.",
    ),
    "M1016": (
        Standing.NEITHER,
        "Attended appointments in the period whose staff are neither, though qualification records were sent.",
    ),
    "M1017": (
        Standing.MISSING,
        "Attended appointments in the period without a qualification record of any of the staff, or without staff.",
    ),
}

for official, (standing, in_words) in GROUPS.items():
    declare(official, STAFFED, Count(where=_.standing == standing.value), in_words=in_words)
