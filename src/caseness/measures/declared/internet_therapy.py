"""Internet-enabled therapy: each completed log is a session."""

from caseness.measures.anchors import SEEN
from caseness.measures.families import EVERY
from caseness.measures.measure import Count, Rows, declare

declare("M343", SEEN.on(Rows.LOGS), Count(where=EVERY), in_words="Internet therapy logs that ended in the period.")
