"""Attended or unplanned appointments by the medium they were held in."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.families import counted_by_code
from caseness.measures.measure import Count, declare

media = dict(counted_by_code("ConsMechanism"))
known = _.medium.isin([code for codes in media.values() for code in codes]).fill_null(False)

for official, codes in media.items():
    declare(official, SEEN, Count(where=_.attended & _.medium.isin(codes)))
declare("M1009", SEEN, Count(where=_.attended & ~known), in_words="No medium, or one that the data set does not list.")
