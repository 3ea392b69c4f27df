"""What an extract of records holds: referrals and people by provider, and the months in which referrals were received."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ibis import _

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import rows_share
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.vocabulary.period import month_of
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.sources.records import Joining

    Row = dict[str, Any]

_REFERRALS, _CONTACTS = "IDS101Referral", "IDS201CareContact"
_ACROSS = "NHS number and day of referral"
_HEADROOM = 1.05  # of the axis, above the largest month


@check(chapter=Chapter.QUALITY, needs=[Records], order=1)
def what_the_extract_holds(records: Records) -> Answer:
    """What does the extract hold?

    Of the submissions that count. A referral is a pathway, seen in each month's submission while it is open.
    """
    referrals = records.counting(_REFERRALS)
    providers = records.fetch(_by_provider(referrals, records.counting(_CONTACTS)))
    months = records.fetch(_received(referrals))
    if not providers:
        raise CannotRun("the extract has no referral of a submission that counts")
    joined = records.joining()
    held, persons, contacts = (sum(row[key] for row in providers) for key in ("referrals", "people", "contacts"))
    many = count(len(providers))
    return Answer(
        short="What the extract holds",
        answer=(
            f"The extract holds {people(held)} referrals of {people(persons)} people at "
            f"{many} {'provider' if len(providers) == 1 else 'providers'}. With them come {people(contacts)} appointments."
            + (f" {_effect_of_joining(joined)}" if joined and joined.by_service_request else "")
        ),
        verdict=Verdict.DESCRIBED,
        condition="of the submissions that count",
        estimates=(
            _estimate("referrals", held),
            _estimate("people", persons),
            _estimate("appointments", contacts),
            *(_joining_estimates(joined) if joined else ()),
        ),
        figures=(
            FigureBlock(
                label="Referrals", estimate=_estimate("referrals", held), of_whom=f"of {people(persons)} people"
            ),
            FigureBlock(
                label="Appointments",
                estimate=_estimate("appointments", contacts),
                of_whom="attended, missed or cancelled",
            ),
        ),
        charts=(_chart(months),) if len(months) > 1 else (),
        caveats=(
            "Referrals received before the first month of the extract are there only while they were still open in it.",
            "A person who is referred to two providers counts at each.",
        ),
        method=(
            "Submissions that count: the newest of each provider and month. Referrals: different PathwayID; people: different "
            "Person_ID; appointments: rows of care contacts. Each by provider, then added up."
        ),
        sources=(),
        tables=(
            _providers(providers, held, persons, contacts),
            _months(months),
            *((_pathway_rules(joined),) if joined else ()),
        ),
    )


def _by_provider(referrals: ir.Table, contacts: ir.Table) -> ir.Table:
    """Different referrals and people, and appointments, of each provider."""
    made = contacts.group_by("OrgID_Provider").aggregate(contacts=_.count())
    held = referrals.group_by("OrgID_Provider").aggregate(referrals=_.PathwayID.nunique(), people=_.Person_ID.nunique())
    joined = held.left_join(made, "OrgID_Provider")
    return joined.select("OrgID_Provider", "referrals", "people", contacts=joined.contacts.fill_null(0)).order_by(
        "OrgID_Provider"
    )


def _received(referrals: ir.Table) -> ir.Table:
    """Different referrals by the month in which they were received."""
    dated = referrals.filter(_.ReferralRequestReceivedDate.notnull())
    month = dated.mutate(
        year=_.ReferralRequestReceivedDate.year().cast("int64"),
        month=_.ReferralRequestReceivedDate.month().cast("int64"),
    )
    return month.group_by("year", "month").aggregate(referrals=_.PathwayID.nunique()).order_by("year", "month")


def _effect_of_joining(joined: Joining) -> str:
    """What the rule that joins across providers would change, in a sentence."""
    return (
        f"Which referrals are one depends on the rule: of {people(joined.by_service_request)} by provider, person and "
        f"service request, joining by {_ACROSS} would make {share(joined.joined, joined.by_service_request)} one with "
        f"another and divide {share(joined.divided, joined.by_service_request)}."
    )


def _joining_estimates(joined: Joining) -> tuple[Estimate, ...]:
    return (
        rows_share(
            f"referrals that joining by {_ACROSS} makes one with another", joined.joined, joined.by_service_request
        ),
        rows_share(f"referrals that joining by {_ACROSS} divides", joined.divided, joined.by_service_request),
    )


def _pathway_rules(joined: Joining) -> Table:
    return Table(
        name="pathway-rules",
        caption="The same referrals under each rule for what is one pathway, submissions that count",
        columns=(
            Column(key="what", title="Pathways"),
            Column(key="pathways", title="Number", unit=Unit.COUNT),
        ),
        rows=(
            ("by provider, person and service request", joined.by_service_request),
            ("of these, made one with another across providers or requests", joined.joined),
            ("of these, divided", joined.divided),
            (f"by {_ACROSS}", joined.by_person_and_date),
            ("of these, with referrals of several providers", joined.across_providers),
        ),
        note="The warehouse's own rule across providers has not been published.",
    )


def _estimate(name: str, value: int) -> Estimate:
    return Estimate(name=name, value=value, unit=Unit.COUNT)


def _providers(rows: Sequence[Row], *totals: int) -> Table:
    return Table(
        name="providers",
        caption="Referrals, people and appointments of each provider, submissions that count",
        columns=(
            Column(key="org_code", title="Provider"),
            Column(key="referrals", title="Referrals", unit=Unit.COUNT),
            Column(key="people", title="People", unit=Unit.COUNT),
            Column(key="appointments", title="Appointments", unit=Unit.COUNT),
        ),
        rows=(
            ("All", *totals),
            *((row["OrgID_Provider"] or "[x]", row["referrals"], row["people"], row["contacts"]) for row in rows),
        ),
    )


def _months(rows: Sequence[Row]) -> Table:
    return Table(
        name="months",
        caption="Referrals by the month in which they were received, submissions that count",
        columns=(
            Column(key="month", title="Month"),
            Column(key="referrals", title="Referrals", unit=Unit.COUNT),
        ),
        rows=tuple((date(row["year"], row["month"], 1).strftime("%Y-%m"), row["referrals"]) for row in rows),
    )


def _chart(rows: Sequence[Row]) -> OverTime:
    months = [str(month_of(row["year"], row["month"])) for row in rows]
    values = [row["referrals"] for row in rows]
    most = max(values)
    return OverTime(
        title="Referrals by the month in which they were received",
        subtitle=f"Referrals in the extract, all providers, {months[0]} to {months[-1]}, by month",
        alt=f"Line. Referrals received, by month, {months[0]} to {months[-1]}: first {people(values[0])}, last "
        f"{people(values[-1])}, most {people(most)}.",
        periods=tuple(months),
        series=(Series(name="referrals", role=Role.SUBJECT, values=tuple(values)),),
        domain=(0.0, most * _HEADROOM),
        unit="",
    )
