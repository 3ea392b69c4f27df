"""Attended appointments by the qualification of who gave them, each in one group: see `caseness.pathways.staff`."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, Rows, declare
from caseness.pathways.staff import Standing

STAFFED = SEEN.on(Rows.STAFFED_CONTACTS)
GROUPS = {
    "M1014": (Standing.QUALIFIED, "One of the staff was awarded a qualification by the day."),
    "M1015": (Standing.IN_TRAINING, "None was, but one has a date to complete a qualification."),
    "M1016": (Standing.NEITHER, "None of either, but qualification records were sent for one."),
    "M1017": (Standing.MISSING, "No qualification record was sent for any of the staff, or no staff is given."),
}

for official, (standing, in_words) in GROUPS.items():
    declare(official, STAFFED, Count(where=_.standing == standing.value), in_words=in_words)
