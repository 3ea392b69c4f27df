"""Internet-enabled therapy: each completed log is a session."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, Rows, declare

declare("M343", SEEN.on(Rows.LOGS), Count(where=_.pathway.notnull()))
