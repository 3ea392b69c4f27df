"""The Key Metrics dashboard (KM, and KMS with small numbers suppressed).

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the script does:
NHS England's public dashboard scripts, KM monthly update; lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, OPEN, SEEN, TREATED_AGAIN
from caseness.measures.families import EVERY, counted_by_code
from caseness.measures.quirks.cells import cells_at
from caseness.measures.quirks.persons import MINORITIES, beside_person
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.pathways.contacts import STEPS
from caseness.vocabulary import Level
from caseness.vocabulary.therapies import Step

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.common.deferred import Deferred

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_RUN_TOGETHER = ("L", "M")  # other Asian and Caribbean, which the script writes as one text
_HELD_OR_MISSED = ("3", "5", "6")
_LATE = 90  # days
_FACE_TO_FACE = "M1001"  # the published count of appointments held so

_finished, _cases = _.completed_treatment, _.completed_treatment & ~_.not_at_caseness


@quirk("KM-1")
def minorities_without_two_groups(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The list of ethnic minorities runs codes L and M together into one text that no record has, so that people of other
    Asian and of Caribbean background are in neither numerator nor denominator of the recovery rate of ethnic minorities.

    Correct: every category but White British (KM:90-98 and the same at each level; monthly metadata 2026, V002).
    """
    of_minorities = beside_person(anchored(ENDED, pathways, periods), pathways).filter(_.ethnicity.isin(MINORITIES))
    listed = ~_.ethnicity.isin(_RUN_TOGETHER)
    found = sums(
        pathways,
        of_minorities,
        cases=_cases,
        recovered=_finished & _.recovered,
        cases_listed=_cases & listed,
        recovered_listed=_finished & _.recovered & listed,
    )
    return (
        Both.shares(
            "Recovery rate of ethnic minorities",
            (found["recovered_listed"], found["cases_listed"]),
            (found["recovered"], found["cases"]),
            of="courses finished, those not at caseness left out",
            affected="people of other Asian and of Caribbean background, who are in no figure of ethnic minorities",
        ),
    )


@quirk("KM-2")
def nothing_for_naught(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A rate whose numerator is 0 is printed as nothing, so that a mean or chart over organisations is of the others only.

    The rates of reliable improvement and of reliable deterioration are even left out where nobody with that outcome
    recovered as well, whatever their own numerator is; as hardly anybody who deteriorates recovers, that of deterioration
    is missing nearly everywhere. Correct: 0 where the numerator is 0 (KM:39-160 at each level; guards of the two at KM:57-74).

    The script prints Sub-ICBs and larger areas; providers are given beside, as of a dashboard for them. Each month of an
    organisation is a figure, and the mean is over all of them that have a denominator.
    """
    levels = {Level.SUB_ICB: "Sub-ICBs", Level.PROVIDER: "providers"}
    ended = anchored(ENDED, pathways, periods)
    again = anchored(TREATED_AGAIN, pathways, periods)
    improved, worse = _finished & _.reliably_improved, _finished & _.reliably_deteriorated
    outcomes = cells_at(
        pathways,
        ended,
        tuple(levels),
        finished=_finished,
        cases=_cases,
        recovered=_finished & _.recovered,
        recovered_reliably=improved & _.recovered,
        improved=improved,
        worse=worse,
        recovered_worse=worse & _.recovered,
    )
    seconds = cells_at(
        pathways,
        again,
        tuple(levels),
        all=EVERY,
        late=(_.wait_to_second > _LATE).fill_null(False),
    )
    rates = (
        ("Recovery rate", outcomes, "recovered", "recovered", "cases"),
        ("Reliable recovery rate", outcomes, "recovered_reliably", "recovered_reliably", "cases"),
        ("Reliable improvement rate", outcomes, "improved", "recovered_reliably", "finished"),
        ("Reliable deterioration rate", outcomes, "worse", "recovered_worse", "finished"),
        ("Second treatment more than 90 days after the first", seconds, "late", "late", "all"),
    )
    return tuple(
        _mean_over(f"{name}, mean over {called}", cells[level].values(), above, guard, below)
        for name, cells, above, guard, below in rates
        for level, called in levels.items()
    )


def _mean_over(name: str, cells: Collection[Mapping[str, int]], above: str, guard: str, below: str) -> Both:
    """The mean rate over organisations, without and with those that the guard makes print nothing."""
    printed = [cell[above] / cell[below] for cell in cells if cell[below] and cell[guard]]
    correct = [cell[above] / cell[below] for cell in cells if cell[below]]
    return Both(
        name=name,
        kind=Kind.PROPORTION,
        scripted=Value.average(printed),
        correct=Value.average(correct),
        people=len(printed) - len(correct),
        of="months of an organisation in the mean",
        affected="organisations with few courses, of which the worst figures are not shown",
    )


@quirk("KM-3")
def missed_appointments_as_held(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Appointments held are those with attendance code 3, 5 or 6, of which 3 is a missed one; an unplanned contact without
    a code is left out.

    Correct: codes 5 and 6, or unplanned (KM:192 and the same at each level; monthly metadata 2026, M090).
    """
    return _held(
        pathways,
        periods,
        _appointments(),
        scripted=_.attendance.isin(_HELD_OR_MISSED).fill_null(False),
        correct=_.attended,
        affected="every organisation, by as many as its appointments were missed or unplanned",
    )


@quirk("KM-4")
def therapies_of_any_appointment(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Appointments with a therapy are counted whatever their type, assessments and follow-ups among them.

    Correct: treatment types only, as the published counts of therapies have it (KM:162-172; monthly metadata 2026, M090
    to M111).
    """
    return _held(
        pathways,
        periods,
        {name: condition for name, condition in _appointments().items() if name in _OF_INTENSITY},
        scripted=_.attended,
        correct=_.treatment,
        affected="organisations that record therapies at assessments, follow-ups or employment support",
    )


@quirk("KM-5")
def appointments_with_a_valid_medium(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The total of appointments has only those whose medium is given and valid.

    Correct: all that were held (KM:174-181).
    """
    held = _.attended
    found = sums(pathways, anchored(SEEN, pathways, periods), valid=held & _appointments()[_ANY_MEDIUM], all=held)
    return (
        Both.counts(
            "Appointments in all",
            found["valid"],
            found["all"],
            of="appointments",
            affected="organisations that leave the medium empty or send codes that are none",
        ),
    )


@quirk("KM-6")
def idle_of_another_group(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Open referrals with two treatments or more and none for over 90 days are divided by all open referrals treated.

    Correct: by those with two treatments or more (KM:154-160).
    """
    treated = _.treatment_last_date.notnull()
    twice = treated & (_.treatment_contact_count > 1)
    found = sums(
        pathways,
        anchored(OPEN, pathways, periods),
        idle=twice & (_.days_since_treatment > _LATE).fill_null(False),
        treated=treated,
        twice=twice,
    )
    return (
        Both.shares(
            "Open referrals with two treatments or more, none for over 90 days",
            (found["idle"], found["treated"]),
            (found["idle"], found["twice"]),
            of="open referrals in the denominator",
            affected="organisations with many open referrals that were treated once",
        ),
    )


_ANY_MEDIUM = "with a medium given"
_OF_INTENSITY = ("of low intensity", "of high intensity", "of either intensity")


def _appointments() -> dict[str, Deferred]:
    """The six figures of appointments, without what makes an appointment held."""
    media = dict(counted_by_code("ConsMechanism"))
    in_person = media[_FACE_TO_FACE]
    others = [code for official, codes in media.items() if official != _FACE_TO_FACE for code in codes]
    low, high, either = _OF_INTENSITY
    return {
        low: _.low == 1,
        high: _.high == 1,
        either: (_.low == 1) | (_.high == 1),
        "face to face": _.medium.isin(in_person).fill_null(False),
        "by another medium": _.medium.isin(others).fill_null(False),
        _ANY_MEDIUM: _.medium.isin([*in_person, *others]).fill_null(False),
    }


def _held(
    pathways: Pathways,
    periods: Sequence[Period],
    what: Mapping[str, Deferred],
    *,
    scripted: Deferred,
    correct: Deferred,
    affected: str,
) -> tuple[Both, ...]:
    """Appointments of each kind that a script takes for held by its condition, and that should be."""
    found = sums(
        pathways,
        _with_intensity(anchored(SEEN, pathways, periods), pathways),
        **{f"scripted {name}": condition & scripted for name, condition in what.items()},
        **{f"correct {name}": condition & correct for name, condition in what.items()},
    )
    figures = {f"Appointments {name}": (found[f"scripted {name}"], found[f"correct {name}"]) for name in what}
    return Both.several(figures, of="appointments", affected=affected)


def _with_intensity(seen: ir.Table, pathways: Pathways) -> ir.Table:
    """Appointments with ``low`` and ``high``, 1 where a therapy of that intensity was given."""
    given = pathways.sent_activities
    if given is None:
        raise CannotCompute("the extract has no activities of appointments")
    at = given.filter(given.therapy.isin([*STEPS[Step.LOW], *STEPS[Step.HIGH]])).group_by("pathway", "contact")
    steps = at.aggregate(
        **{step.value: _.therapy.isin(STEPS[step]).ifelse(1, 0).max().cast("int64") for step in (Step.LOW, Step.HIGH)}
    )
    joined = seen.left_join(steps, ["pathway", "contact"])
    return joined.mutate(low=joined.low.fill_null(0), high=joined.high.fill_null(0)).drop(
        "pathway_right", "contact_right"
    )
