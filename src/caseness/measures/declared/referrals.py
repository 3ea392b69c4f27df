"""Who was referred, and by whom."""

from ibis import _

from caseness.measures.anchors import RECEIVED
from caseness.measures.families import EVERY, counted_by_code
from caseness.measures.measure import Count, declare
from caseness.vocabulary.data_set import codes

_MEANINGS = {code.code: code.meaning for code in codes("SourceOfReferralIAPT")}

declare("M001", RECEIVED, Count(where=EVERY), in_words="Referrals received in the period.")
for official, sources in counted_by_code("SourceOfReferralIAPT"):
    declare(
        official,
        RECEIVED,
        Count(where=_.source_of_referral.isin(sources)),
        in_words=f"Referrals received in the period from: {'; '.join(_MEANINGS[source] or source for source in sources)}.",
    )
