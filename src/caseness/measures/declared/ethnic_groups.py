"""Reliable recovery by ethnic group, as the person's row of the month of discharge has it."""

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.declared.outcomes import cases, reliably_recovered
from caseness.measures.measure import Rows, Share, declare
from caseness.vocabulary.data_set import codes_for

_GROUPS = {"M206": "White", "M207": "Asian", "M208": "Black", "M209": "Mixed", "M210": "Other"}

for official, group in _GROUPS.items():
    of_group = _.ethnic_category.isin(codes_for("EthnicCategory", group))
    declare(
        official,
        ENDED.on(Rows.PEOPLE),
        Share(part=reliably_recovered & of_group, whole=cases & of_group),
        in_words=(
            f"Courses finished in the period recovered and reliably improved, ethnic group {group}, "
            "as a share of all of the group but those whose first scores were both below caseness."
        ),
    )
