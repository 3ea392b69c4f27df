"""Work at the beginning and at the end: of finished courses, of employment support that ended, and where it begins."""

from ibis import _

from caseness.measures.anchors import ENDED, SUPPORT_ENDED, SUPPORT_STARTED
from caseness.measures.declared.employment.groups import STATES, finished, therapies_only, those, with_support
from caseness.measures.measure import Count, Rows, declare
from caseness.vocabulary.data_set import codes_for

_V2 = "Only records of data set version 2.0 and later are looked at; those before it are in no extract."
_BOTH = "Somebody not employed counts as unknown too unless sickness absence is not applicable."
_NONE = "No such record is unknown."

_WITHIN = f"By the {{}} record from referral to discharge with a code in status and in sickness absence. {_NONE} {_BOTH} {_V2}"
for _number, _group in ((316, therapies_only), (324, with_support)):
    for _end, _from in (("first", _number), ("last", _number + len(STATES))):
        for _place, _state in enumerate(STATES):
            declare(
                f"M{_from + _place}",
                ENDED.on(Rows.EMPLOYMENT),
                Count(where=those(_group, _state, _end)),
                in_words=_WITHIN.format(_end),
            )

_treated_too = (_.employment_support_first_date <= _.period_end).fill_null(False) & (_.treatment_contact_count > 0)
_ENDED = (
    "Of referrals with a record, sent with them, by which employment support ended in the month, and with treatment: by the "
    f"{{}} record from referral to the later of discharge and the last employment support. {_NONE} {_BOTH} {_V2}"
)
for _end, _from in (("first", 50), ("last", 50 + len(STATES))):
    for _place, _state in enumerate(STATES):
        declare(
            f"EA{_from + _place:03d}",
            SUPPORT_ENDED,
            Count(where=those(_treated_too, _state, _end)),
            in_words=_ENDED.format(_end),
        )

_STARTED = (
    "By the last record by the end of the month, from referral to the later of discharge and the end of support it gives; "
    f"sickness absence may be blank, and then somebody employed is in none of the four groups. {_NONE} {_BOTH}"
)
for _place, _state in enumerate(STATES):
    declare(
        f"EA{276 + _place}",
        SUPPORT_STARTED.on(Rows.SUPPORT_STARTED),
        Count(where=those(_.pathway.notnull(), _state, "last")),
        in_words=_STARTED,
    )

_yes, _no = (codes_for("BenefitIndicator", role) for role in ("yes", "no"))
declare(
    "M237",
    ENDED.on(Rows.EMPLOYMENT),
    Count(where=finished & _.sick_pay_first.isin(_yes).fill_null(False) & _.sick_pay_last.isin(_no).fill_null(False)),
    in_words=(
        "Finished courses whose first record of statutory sick pay from referral to discharge says yes and whose last says no. "
        "How the national sick pay indicator is derived is not public; here a record counts that has a code for it."
    ),
)
