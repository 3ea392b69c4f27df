"""Attended appointments by the medium they were held in."""

from functools import reduce
from operator import or_

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, declare
from caseness.vocabulary import table

media = {row["official_id"]: row["code"] for row in table("counted_codes") if row["field"] == "ConsMechanism"}
known = reduce(or_, ((_.medium == code).fill_null(False) for code in media.values()))

for official, code in media.items():
    declare(official, SEEN, Count(where=_.attended & (_.medium == code)))
declare("M1009", SEEN, Count(where=_.attended & ~known), in_words="No medium, or one that the data set does not list")
