"""The Social and Personal Circumstances dashboard, which puts people into groups by the SNOMED CT codes on record of them.

Source of what the script does: NHS England's public dashboard scripts, SPC monthly update (SPC); lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import RECEIVED, SENT
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.measures.measure import Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_CIRCUMSTANCES = "IDS011SocPerCircumstances"
_DIGITS = 15  # as many as a spreadsheet keeps of a number


@quirk("SPC-1")
def codes_cut_by_a_spreadsheet(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The list of codes went through a spreadsheet, which keeps 15 digits of a number and puts noughts for the rest, so that
    longer codes are on it as codes that nobody records.

    Each of them has the whole code beside it by now: people with such a code are in their group, and no figure differs from
    that of the whole codes (SPC:44, 51-54). Of each group with a longer code, but not of sexual orientation.
    """
    listed: dict[str, list[str]] = {}
    for concept in concepts("circumstance"):
        listed.setdefault(concept.name, []).append(concept.concept)
    longer = {name: codes for name, codes in listed.items() if any(_cut(code) != code for code in codes)}
    scripted = {name: [*codes, *map(_cut, codes)] for name, codes in longer.items()}
    at_all = _.code.isin([code for codes in scripted.values() for code in codes])
    rows = _recorded(pathways, anchored(SENT, pathways, periods), at_all)
    people = rows.group_by("pathway").aggregate(
        **{f"scripted {name}": rows.code.isin(codes).ifelse(1, 0).max() for name, codes in scripted.items()},
        **{f"correct {name}": rows.code.isin(codes).ifelse(1, 0).max() for name, codes in longer.items()},
    )
    of = sums(pathways, people, **{name: people[name] for name in people.columns if name != "pathway"})
    return tuple(
        Both.counts(
            f"Referrals of people with a circumstance on record: {name}",
            of[f"scripted {name}"],
            of[f"correct {name}"],
            of="referrals",
            affected="people recorded with a code cut short",
        )
        for name in longer
    )


@quirk("SPC-3")
def circumstances_of_later_months(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The circumstance of a referral is the latest of all time, also where it was recorded after the month that is reported.

    Correct: recorded by the end of the month (SPC:26-78, 161).
    """
    received = anchored(RECEIVED, pathways, periods).select("pathway", "period", "period_end")
    recorded = _recorded(pathways, pathways.referral_months, _.code.notnull())
    first = recorded.group_by("pathway").aggregate(first_day=_.day.min())
    people = received.inner_join(first, "pathway").mutate(known=(_.first_day <= _.period_end).ifelse(1, 0))
    of = sums(pathways, people, all=_.pathway.notnull(), known=_.known)
    return (
        Both.counts(
            "Referrals received of people with a circumstance on record",
            of["all"],
            of["known"],
            of="referrals",
            affected="people whose circumstances were recorded after the month they were referred in",
        ),
    )


def _cut(code: str) -> str:
    return code[:_DIGITS].ljust(len(code), "0")


def _recorded(pathways: Pathways, referrals: ir.Table, where: Expression) -> ir.Table:
    """``code`` and ``day`` of circumstances sent with referrals, in the same file; those without a day are left out."""
    sent = pathways.months.rows_if_there(
        _CIRCUMSTANCES, "RecordNumber", "SocPerCircumstance", "SocPerCircumstanceRecDate"
    )
    if sent is None:
        raise CannotCompute("the extract has no table of social and personal circumstances")
    named = sent.select("submission", "RecordNumber", code=_.SocPerCircumstance, day=_.SocPerCircumstanceRecDate)
    own = referrals.select("pathway", "submission", "record_number")
    joined = own.inner_join(
        named.filter(_.day.notnull()).filter(where), ["submission", ("record_number", "RecordNumber")]
    )
    return joined.select("pathway", "code", "day")
