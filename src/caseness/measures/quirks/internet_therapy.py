"""The Internet Enabled Therapies dashboard (IET, step 1).

Its base are finished courses, each with the logs of internet therapy that were sent of it in any file; a log counts that
ended in the month of its file. How the script puts programmes of several spellings together is in
``data/programme_spellings.csv``. Each figure is held against the same with the one quirk put right and nothing else changed.
Source of what the script does: NHS England's public dashboard scripts, IET step 1 (IET1); lines as in the register.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.measure import Rows
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import finished_courses, sums
from caseness.measures.rows import rows_of
from caseness.pathways.referrals import REFERRALS
from caseness.pathways.warehouse import given
from caseness.sources.records.submissions import month_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_SINCE = date(2020, 9, 1)  # the dashboard takes no referral from before
_NATIONAL = ("InternetEnabledTherapy_Count", "TreatmentCareContact_Count")
_COLUMNS = ("pathway", "period", "month", "pathway_id", "not_at_caseness", "recovered")
_COURSES = "finished courses"
NO_LOGS = "the extract has no table of internet therapy logs"


@quirk("IET-1")
def times_complete_by_construction(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The share of logs with the therapist's time is taken of a list from which logs without a time were left out before.

    Correct: of all logs that ended in the month. On both sides those that name their programme and start (IET1:742, 775-776,
    809).
    """
    logs = rows_of(Rows.LOGS, pathways, periods)
    if logs is None:
        raise CannotCompute(NO_LOGS)
    listed = logs.filter(_.programme.notnull() & _.start.notnull())
    of = sums(pathways, listed, all=_.pathway.notnull(), timed=_timed(listed))
    return (
        Both.shares(
            "Internet therapy logs with the therapist's time",
            (of["timed"], of["timed"]),
            (of["timed"], of["all"]),
            of="internet therapy logs",
            affected="every organisation with logs without a time",
        ),
    )


@quirk("IET-2")
def logs_without_a_time_are_none(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Only logs with the therapist's minutes count, so that a course whose logs have none stands under no internet therapy.

    Correct: every completed log counts (IET1:36; monthly metadata 2026, M343).
    """
    of = sums(
        pathways,
        _finished(pathways, periods),
        all=_.pathway.notnull(),
        timed=_.timed_here > 0,
        logged=_.logs_here > 0,
    )
    figures = {
        "Finished courses without internet therapy": (of["all"] - of["timed"], of["all"] - of["logged"]),
        "Finished courses with internet therapy": (of["timed"], of["logged"]),
    }
    return Both.several(figures, of=_COURSES, affected="finished courses of which no log has a time")


@quirk("IET-3")
def courses_with_two_programmes(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A course has a row for each of its programmes, which all count in totals; and those with two logs or more are also
    among those with one or more, so that groups which look separate are not.

    Correct: each course once, in one group (IET1:104, 297, 349, 400).
    """
    case = (~_.not_at_caseness).ifelse(1, 0)
    of = sums(
        pathways,
        _finished(pathways, periods),
        all=_.pathway.notnull(),
        some=_.logs_here > 0,
        one_rows=_.programmes_of_one,
        two_rows=_.programmes_of_two,
        none_rows=_.programmes_of_none,
        cases=(_.logs_here > 0) & ~_.not_at_caseness,
        recovered=(_.logs_here > 0) & _.recovered,
        case_rows=_.programmes_of_one * case,
        recovered_rows=_.programmes_of_one * _.recovered.ifelse(1, 0),
    )
    affected = "finished courses with two programmes"
    return (
        Both.counts(
            "Finished courses with one internet therapy log or more",
            of["one_rows"],
            of["some"],
            of=_COURSES,
            affected=affected,
        ),
        Both.counts(
            "Finished courses with no internet therapy log, one or more, and two or more, added up",
            of["none_rows"] + of["one_rows"] + of["two_rows"],
            of["all"],
            of=_COURSES,
            affected="finished courses with two programmes, or two logs of one",
        ),
        Both.shares(
            "Recovery with one internet therapy log or more",
            (of["recovered_rows"], of["case_rows"]),
            (of["recovered"], of["cases"]),
            of="finished courses, those not at caseness left out",
            affected=affected,
        ),
    )


@quirk("IET-4")
def minutes_of_all_logs(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Minutes are of all logs, as often as they were sent; logs are counted only where they ended in the month of their file.

    Correct: the same logs in both. On both sides those with a time (IET1:31-32).
    """
    of = sums(
        pathways,
        _finished(pathways, periods).filter(_.timed_here > 0),
        logs=_.timed_here,
        minutes=_.minutes,
        minutes_here=_.minutes_here,
    )
    return (
        Both(
            name="Therapist's minutes to an internet therapy log, of finished courses",
            kind=Kind.MEAN,
            scripted=Value.quotient(of["minutes"], of["logs"]),
            correct=Value.quotient(of["minutes_here"], of["logs"]),
            people=None,
            of="internet therapy logs",
            affected="every organisation that sends a log again, or in another month than it ended",
        ),
    )


@quirk("IET-5")
def courses_of_neither_kind(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Whether a course was internet therapy only, or mixed, is told by the warehouse's count of internet therapy beside that
    of treatment: where either is empty, or the first the larger, the course is neither.

    Correct: every course with internet therapy is one or the other (IET1:215-221).
    """
    if not set(_NATIONAL) <= set(pathways.records.columns[REFERRALS].given):
        raise CannotCompute(f"the extract lacks {' or '.join(_NATIONAL)}, which the warehouse works out")
    some = _finished(pathways, periods).filter(_.logs_here > 0)
    theirs = given(pathways.records, pathways.months, *_NATIONAL).select("pathway_id", "month", *_NATIONAL)
    both = some.select("pathway", "period", "pathway_id", "month").inner_join(theirs, ["pathway_id", "month"])
    fits = (both.TreatmentCareContact_Count >= both.InternetEnabledTherapy_Count).fill_null(False)
    one = both.mutate(fits=fits.ifelse(1, 0)).group_by("pathway", "period").aggregate(fits=_.fits.max())
    of = sums(pathways, one, all=_.pathway.notnull(), classed=_.fits)
    return (
        Both.counts(
            "Finished courses with internet therapy only, or with other treatment too",
            of["classed"],
            of["all"],
            of=_COURSES,
            affected="finished courses with more internet therapy than treatment by the warehouse's counts",
        ),
    )


@quirk("IET-6")
def referrals_from_before(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Courses whose referral was received before September 2020 are left out.

    Correct: all finished courses, as on every other dashboard (IET1:256).
    """
    finished = finished_courses(pathways, periods)
    since = (_.referral_date >= ibis.literal(_SINCE)).fill_null(False)
    of = sums(pathways, finished, all=_.pathway.notnull(), since=since)
    return (
        Both.counts(
            "Finished courses",
            of["since"],
            of["all"],
            of=_COURSES,
            affected="every organisation, in the months after September 2020",
        ),
    )


def _timed(logs: ir.Table) -> ir.BooleanValue:
    return (logs.minutes > 0).fill_null(False)


def _finished(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """Finished courses with their logs: those with a time are ``timed``, those ``here`` ended in the month of their file.

    ``programmes_of_one`` and so on are rows of the script: programmes with one log here or more, two or more, or none; a
    course without any log has one row, with none.
    """
    finished = finished_courses(pathways, periods).select(*_COLUMNS)
    logs = pathways.sent_logs
    if logs is None:
        raise CannotCompute(NO_LOGS)
    theirs = logs.semi_join(finished, "pathway")
    here = (month_number(theirs.day) == theirs.month).fill_null(False)
    timed = _timed(theirs)
    by_programme = (
        theirs.mutate(
            programme=one_name(theirs.programme),
            here=here.ifelse(1, 0),
            timed_here=(here & timed).ifelse(1, 0),
            minutes=ibis.ifelse(timed, theirs.minutes, 0),
            minutes_here=ibis.ifelse(here & timed, theirs.minutes, 0),
        )
        .group_by("pathway", "programme")
        .aggregate(
            logs_here=_.here.sum(),
            timed_here=_.timed_here.sum(),
            minutes=_.minutes.sum(),
            minutes_here=_.minutes_here.sum(),
        )
    )
    told = by_programme.group_by("pathway").aggregate(
        programmes_of_one=(_.logs_here > 0).ifelse(1, 0).sum(),
        programmes_of_two=(_.logs_here > 1).ifelse(1, 0).sum(),
        programmes_of_none=(_.logs_here == 0).ifelse(1, 0).sum(),
        **{name: by_programme[name].sum() for name in ("logs_here", "timed_here", "minutes", "minutes_here")},
    )
    joined = finished.left_join(told, "pathway").drop("pathway_right")
    whole = joined.mutate(
        **{name: joined[name].cast("int64").fill_null(0) for name in told.columns if name != "pathway"}
    )
    without = (whole.programmes_of_one == 0) & (whole.programmes_of_none == 0)
    return whole.mutate(programmes_of_none=ibis.ifelse(without, 1, whole.programmes_of_none))


def one_name(programme: ir.StringValue) -> ir.StringValue:
    """One name for the spellings of a programme; blank where none is given."""
    written = programme.fill_null("")
    lower = written.lower()
    return ibis.cases(*((lower.startswith(begins), name) for begins, name in _spellings()), else_=written)


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    text = resources.files("caseness.measures").joinpath("data/programme_spellings.csv").read_text(encoding="utf-8")
    return tuple((row["begins_with"], row["programme"]) for row in csv.DictReader(text.splitlines()))
