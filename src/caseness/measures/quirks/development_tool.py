"""The Programme Development Tool dashboard (PDT, scripts 1 to 4): main table, new indicators and rounded table.

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the scripts do:
NHS England's public dashboard scripts; script and lines as in the register.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, ENTERED, OPEN, RECEIVED, SEEN
from caseness.measures.catalogue import measures
from caseness.measures.families import EVERY, counted_by_code, inside
from caseness.measures.measure import Count, Variant
from caseness.measures.quirks.cells import cells_at
from caseness.measures.quirks.persons import MINORITIES, beside_person
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.measures.quirks.warehouse import beside_warehouse
from caseness.pathways.people import PEOPLE
from caseness.pathways.referrals import REFERRALS
from caseness.vocabulary import Level
from caseness.vocabulary.data_set import codes_in
from caseness.vocabulary.day_bands import day_bands
from caseness.vocabulary.problems import problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.common.deferred import Deferred

    from caseness.measures.measure import Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_BEFORE_VIDEO = "2.0"  # the version of the data set before video had a code of its own
_GROUPS = ("PresentingComplaintHigherCategory", "PrimaryPresentingComplaint")
_CODES = ("PresentingComplaintLowerCategory", "SecondaryPresentingComplaint")


@quirk("P3-1")
def attrition_over_referrals_received(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Ended before treatment is divided by referrals received, of which it is no part, and not by referrals that ended."""
    ended, received = (anchored(anchor, pathways, periods) for anchor in (ENDED, RECEIVED))
    of_ended = sums(pathways, ended, all=_.pathway.notnull(), untreated=_.treatment_first_date.isnull())
    of_received = sums(pathways, received, all=_.pathway.notnull())
    return (
        Both.shares(
            "Attrition: ended before treatment",
            (of_ended["untreated"], of_received["all"]),
            (of_ended["untreated"], of_ended["all"]),
            of="referrals in the denominator",
            affected="every organisation in whose months referrals received and referrals ended differ",
        ),
    )


@quirk("P211-1")
def measures_of_exact_codes_only(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Courses whose problem has an anxiety measure of its own are those with exactly the code F400, F401, F410, F431 or F452,
    or one that begins with F42: codes below the five are lost, and so are the four problems added in version 2.1.

    Correct: codes that begin so, and the four, as published (PDT 2.11:231-241; monthly metadata 2026, M203 to M205).
    """
    ways = {"": Variant.AS_PUBLISHED, "_listed": Variant.AS_SCRIPTED}
    found = sums(
        pathways,
        anchored(ENDED, pathways, periods),
        **{
            f"{of}{way}": _counted(official, variant)
            for way, variant in ways.items()
            for of, official in (("suited", "M203"), ("judged", "M204"))
        },
    )
    affected = "people whose problem was recorded by a longer code, or is one of the four"
    return (
        *(
            Both.counts(name, found[f"{of}_listed"], found[of], of="finished courses", affected=affected)
            for of, name in (
                ("suited", "Finished courses whose problem has an anxiety measure of its own"),
                ("judged", "Finished courses judged by the measure that belongs to their problem"),
            )
        ),
        Both.shares(
            "Share judged by the measure that belongs to their problem",
            (found["judged_listed"], found["suited_listed"]),
            (found["judged"], found["suited"]),
            of="finished courses whose problem has a measure of its own",
            affected=affected,
        ),
    )


@quirk("P211-2")
def no_code_where_either_is_empty(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A problem of anxiety or stress that is none of those named is called No Code where either of two parallel columns is
    empty, though one data set fills only one of them.

    Correct: where both are empty (PDT 2.11:129 and the same in 2.14, 2.18, 2.23, UCP, IET and ES). Figures are of referrals
    received.
    """
    if not set(_GROUPS + _CODES) & set(pathways.records.columns[REFERRALS].given):
        raise CannotCompute("the extract has no problem descriptors in the words of the warehouse")
    groups, codes = ("group", "parallel_group"), ("code", "parallel_code")
    columns = dict(zip((*groups, *codes), (*_GROUPS, *_CODES), strict=True))
    rows = beside_warehouse(anchored(RECEIVED, pathways, periods), pathways, **columns)
    named = {problem.warehouse_lower for problem in problems() if problem.warehouse_lower}
    anxiety = {problem.warehouse_higher for problem in problems() if problem.warehouse_lower}
    others = {problem.warehouse_higher for problem in problems()} - anxiety

    def either(columns: tuple[str, str], words: set[str]) -> Deferred:
        return reduce(or_, (_[column].isin(sorted(words)).fill_null(False) for column in columns))

    unnamed = either(groups, anxiety) & ~either(groups, others) & ~either(codes, named)
    found = sums(
        pathways,
        rows,
        either=unnamed & (_.code.isnull() | _.parallel_code.isnull()),
        both=unnamed & _.code.isnull() & _.parallel_code.isnull(),
    )
    return (
        Both.counts(
            "Referrals whose problem is called No Code",
            found["either"],
            found["both"],
            of="referrals",
            affected="people with a problem of anxiety or stress that the list does not name",
        ),
    )


@quirk("P211-4")
def other_sources_without_none(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Referrals from other sources are those whose source is neither self nor general practice, a test that an empty source
    does not pass: self, practice and other do not add up to all referrals.

    Correct: every referral that is neither (PDT 2.11:245-252).
    """
    sources = dict(counted_by_code("SourceOfReferralIAPT"))
    named = _.source_of_referral.isin([*sources["M002"], *sources["M003"]]).fill_null(False)
    found = sums(
        pathways,
        anchored(RECEIVED, pathways, periods),
        listed=~named & _.source_of_referral.notnull(),
        all=~named,
    )
    return (
        Both.counts(
            "Referrals from other sources",
            found["listed"],
            found["all"],
            of="referrals",
            affected="organisations that leave the source empty",
        ),
    )


@quirk("P217-1")
def no_medium_as_another(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Appointments without a medium are counted under other media; those with a code that is none are nowhere.

    Correct: under not known, as published (PDT 2.17:75-76 and 103-112; monthly metadata 2026, M1008 and M1009).
    """
    other = _.medium.isin(dict(counted_by_code("ConsMechanism"))["M1008"]).fill_null(False)
    found = sums(pathways, anchored(SEEN, pathways, periods), listed=other | _.medium.isnull(), other=other)
    return (
        Both.counts(
            "Appointments by another medium, kept or not",
            found["listed"],
            found["other"],
            of="appointments",
            affected="organisations that leave the medium empty, missed and cancelled appointments among them",
        ),
    )


@quirk("P4-1")
def total_of_former_media(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The check of appointments against the published file adds up the media of version 2.0 of the data set, and so cannot
    agree with it since version 2.1.

    Correct: every medium (PDT 4:14, 223, 417, 440, 463 and 486). That its tables lie in a former database is not measured.
    """
    known = [code for _official, codes in counted_by_code("ConsMechanism") for code in codes]
    former = [code for code in codes_in("ConsMechanism", _BEFORE_VIDEO) if code in known]
    found = sums(
        pathways,
        anchored(SEEN, pathways, periods),
        former=_.attended & _.medium.isin(former).fill_null(False),
        all=_.attended & _.medium.isin(known).fill_null(False),
    )
    return (
        Both.counts(
            "Appointments held with a medium given",
            found["former"],
            found["all"],
            of="appointments",
            affected="whoever relies on the check",
        ),
    )


@quirk("P218-3")
def entrants_without_finishers(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Mean waits are joined to the table of those who finished, so that an organisation in which people entered treatment
    and nobody finished in a month has no row.

    Correct: every organisation with entrants (PDT 2.18:1410-1443). Figures are of providers.
    """
    entered = cells_at(pathways, anchored(ENTERED, pathways, periods), (Level.PROVIDER,), all=EVERY)[Level.PROVIDER]
    finished = cells_at(pathways, anchored(ENDED, pathways, periods), (Level.PROVIDER,), all=_.completed_treatment)[
        Level.PROVIDER
    ]
    joined = [cell["all"] for key, cell in entered.items() if finished.get(key, {}).get("all")]
    return (
        Both.counts(
            "People entering treatment whose provider has a mean wait",
            sum(joined),
            sum(cell["all"] for cell in entered.values()),
            of="people entering treatment",
            affected="small and new providers",
        ),
    )


@quirk("P221-1")
def ethnicity_as_sent(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Ethnic minorities are told by the category as it was sent, in every other script by the validated one.

    Correct: the validated one (PDT 2.21:34-47). That numerator and denominator have tests of completion of their own makes
    no difference where the flags agree, and is not measured.
    """
    if "Validated_EthnicCategory" not in pathways.records.columns[PEOPLE].given:
        raise CannotCompute("the extract has no validated ethnic category")
    ended = beside_person(anchored(ENDED, pathways, periods), pathways)
    sent, validated = (
        category.isin(MINORITIES).fill_null(False) for category in (ended.ethnic_category, ended.ethnicity)
    )
    cases, recovered = ended.completed_treatment & ~ended.not_at_caseness, ended.completed_treatment & ended.recovered
    found = sums(
        pathways,
        ended,
        cases_sent=cases & sent,
        cases=cases & validated,
        recovered_sent=recovered & sent,
        recovered=recovered & validated,
    )
    return (
        Both.shares(
            "Recovery rate of ethnic minorities",
            (found["recovered_sent"], found["cases_sent"]),
            (found["recovered"], found["cases"]),
            of="courses finished, those not at caseness left out",
            affected="people whose category the validation changed",
        ),
    )


@quirk("P3-2")
def a_rate_without_its_count(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Open referrals without a treatment for over 120 days are in a rate, and their count is left out of the rounded table.

    Correct: the count is there (PDT 3:41-44 and 129-132, with 618 and 686).
    """
    (longest,) = (band for band in day_bands("since_treatment") if band.at_most is None)
    long = inside(_.days_since_treatment, longest).fill_null(False)
    found = sums(pathways, anchored(OPEN, pathways, periods), long=long)
    return (
        Both(
            name=f"Open referrals whose last treatment was {longest.words} before",
            kind=Kind.COUNT,
            scripted=Value(None),
            correct=Value.count(found["long"]),
            people=-found["long"],
            of="open referrals",
            affected="readers, who cannot check the rate",
        ),
    )


def _counted(official: str, variant: Variant) -> Expression:
    """What a count counts by one of its definitions, among those that its event brings into the period."""
    computation = measures()[official].definition(variant).computation
    if not isinstance(computation, Count):
        raise TypeError(f"{official} is no count")
    return computation.where
