"""What became of those who finished a course of treatment."""

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.measure import Count, Mean, Median, Share, declare

finished = _.completed_treatment
cases = finished & ~_.not_at_caseness

declare("M076", ENDED, Count(where=finished))
declare("M179", ENDED, Count(where=_.not_at_caseness))
declare("M191", ENDED, Count(where=_.recovered))
declare("M192", ENDED, Share(part=_.recovered, whole=cases))
declare("M050", ENDED, Mean(of=_.wait_to_treatment, where=finished))
declare("M051", ENDED, Median(of=_.wait_to_treatment, where=finished))
