"""What became of those who finished a course, with therapies only and with employment support as well."""

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.declared.employment.groups import therapies_only, with_support
from caseness.measures.measure import Count, Share, declare

for _first, _group in ((296, therapies_only), (306, with_support)):
    _ids = [f"M{_first + place}" for place in range(10)]
    _cases = _group & ~_.not_at_caseness
    _reliably_recovered = _group & _.recovered & _.reliably_improved
    declare(_ids[0], ENDED, Count(where=_group))
    declare(_ids[1], ENDED, Count(where=_group & _.not_at_caseness))
    declare(_ids[2], ENDED, Count(where=_group & _.reliably_improved))
    declare(_ids[3], ENDED, Share(part=_group & _.reliably_improved, whole=_group))
    declare(_ids[4], ENDED, Count(where=_group & _.no_reliable_change))
    declare(_ids[5], ENDED, Count(where=_group & _.reliably_deteriorated))
    declare(_ids[6], ENDED, Count(where=_group & _.recovered))
    declare(_ids[7], ENDED, Share(part=_group & _.recovered, whole=_cases))
    declare(_ids[8], ENDED, Count(where=_reliably_recovered))
    declare(_ids[9], ENDED, Share(part=_reliably_recovered, whole=_cases))
