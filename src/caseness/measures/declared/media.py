"""Attended or unplanned appointments by the medium they were held in."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.families import counted_by_code
from caseness.measures.measure import Count, declare
from caseness.vocabulary.data_set import codes
from caseness.wording import listed

media = dict(counted_by_code("ConsMechanism"))
known = _.medium.isin([code for codes in media.values() for code in codes]).fill_null(False)

_MEANINGS = {code.code: code.meaning or code.code for code in codes("ConsMechanism")}
_HELD = "Attended or unplanned appointments in the period"

for official, counted in media.items():
    by = listed([_MEANINGS[code] for code in counted])
    declare(official, SEEN, Count(where=_.attended & _.medium.isin(counted)), in_words=f"{_HELD}, medium: {by}.")
declare("M1009", SEEN, Count(where=_.attended & ~known), in_words=f"{_HELD} with no medium, or one that is not listed.")
