"""Work at the beginning and at the end: of finished courses, of employment support that ended, and where it begins."""

from itertools import product

from ibis import _

from caseness.measures.anchors import ENDED, SUPPORT_ENDED, SUPPORT_STARTED
from caseness.measures.declared.employment.groups import GROUPS, STATES, finished, those
from caseness.measures.families import EVERY
from caseness.measures.measure import Count, Rows, declare
from caseness.vocabulary.data_set import codes_for

_NOTES = (
    "Without such a record work is not known; nor is it of somebody not employed, unless sickness absence is said not to "
    "apply."
)
_V2 = "Records from before version 2.0 of the data set, which published figures look into, are in no extract."
_ENDS = {"first": "at the start", "last": "at the end"}
_STATED = "The {end} record speaks, from referral to {until}, that has a code for status and one for sickness absence. {notes}"
_STARTED = (
    "The last record by the end of the month speaks, from referral to the later of discharge and the end of support it gives. "
    f"Sickness absence may be blank; somebody employed is then in none of the four groups. {_NOTES}"
)


def _said(who: str, called: str, end: str, until: str) -> str:
    stated = _STATED.format(end=end, until=until, notes=_NOTES)
    return f"{who}: those {called} {_ENDS[end]}. {stated} {_V2}"


for _name, _number in {"therapies_only": 316, "with_support": 324}.items():
    _group, _words = GROUPS[_name]
    for _place, (_end, (_called, _state)) in enumerate(product(_ENDS, STATES.items())):
        declare(
            f"M{_number + _place}",
            ENDED.on(Rows.EMPLOYMENT),
            Count(where=those(_group, _state, _end)),
            in_words=_said(_words, _called, _end, "discharge"),
        )

_TREATED = "Referrals with treatment, and a record sent with them by which employment support ended in the month"
_treated_too = (_.employment_support_first_date <= _.period_end).fill_null(False) & (_.treatment_contact_count > 0)
for _place, (_end, (_called, _state)) in enumerate(product(_ENDS, STATES.items())):
    declare(
        f"EA{50 + _place:03d}",
        SUPPORT_ENDED,
        Count(where=those(_treated_too, _state, _end)),
        in_words=_said(_TREATED, _called, _end, "the later of discharge and the last employment support"),
    )

for _place, (_called, _state) in enumerate(STATES.items()):
    declare(
        f"EA{276 + _place}",
        SUPPORT_STARTED.on(Rows.SUPPORT_STARTED),
        Count(where=those(EVERY, _state, "last")),
        in_words=f"Referrals first seen for employment support in the month: those {_called}. {_STARTED}",
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
