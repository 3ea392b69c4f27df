"""Measures that rest on referrals: the published constructions over the warehouse's own columns give the same figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from tests.measures import drawn
from tests.measures.naive_referrals import COUNTS, ETHNIC_GROUPS, OF_VALUES, SHARES, Row, computed

from caseness.measures import compute, measures
from caseness.pathways import pathways_of
from caseness.sources.records import month_named, open_records
from caseness.vocabulary import Level
from caseness.vocabulary.period import Period, month_of

COMPARED = [*COUNTS, *SHARES, *ETHNIC_GROUPS, *OF_VALUES, "M351"]
QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))
ENDED_FOR = [*(f"M0{number}" for number in (57, 58, 59, 60, 61, 62, 63, 66, 69, 70)), "M340", "M341", "M342", "M344"]
NOTHING_COUNTED = {**dict.fromkeys(COUNTS, 0), "M089": 0}


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn") / "extract"
    rows = drawn.draw(folder, referrals=1500, months=4)
    with open_records(folder) as records:
        yield rows, pathways_of(records)


@pytest.fixture(scope="module")
def periods(extract):
    _, pathways = extract
    return [*(month_of(*map(int, month_named(number).split("-"))) for number in pathways.months.numbers), QUARTER]


@pytest.fixture(scope="module")
def figures(extract, periods):
    """By measure, period and organisation what the engine has."""
    _, pathways = extract
    asked = [measures()[official] for official in COMPARED]
    table = compute(pathways, asked, periods, levels=(Level.ENGLAND, Level.PROVIDER))
    found = defaultdict(dict)
    for row in table.to_pylist():
        found[row["official_id"]][row["period_start"], row["period_end"], row["org_code"]] = row["value"]
    return found


@pytest.fixture(scope="module")
def expected(extract, periods):
    """The same worked out plainly from the columns of the warehouse."""
    rows, _ = extract
    speaking = _speaking(rows)
    plain = defaultdict(dict)
    for period in periods:
        here = [row for row in speaking(period) if not row.period.is_month or row.UsePathway_Flag]
        for code in ("ENG", *sorted({row.OrgID_Provider for row in here})):
            of_org = [row for row in here if code in ("ENG", row.OrgID_Provider)]
            for official, value in computed(of_org).items():
                plain[official][period.start, period.end, code] = value
    return plain


def _speaking(rows):
    """The rows that speak for their pathway in a period: of a month, or of the last month of a quarter."""
    latest = {row["AuditId"]: row for row in rows["IsLatest_SubmissionID"] if row["IsLatest"]}
    counting = {name: [row for row in table if row.get("AuditId") in latest] for name, table in rows.items()}
    people = {(row["AuditId"], row["RecordNumber"]): row["EthnicCategory"] for row in counting["IDS001MPI"]}
    complaints, minutes = _complaints(counting), _minutes(counting)

    def speaking(period):
        for row in counting["IDS101Referral"]:
            begin = latest[row["AuditId"]]["ReportingPeriodStartDate"]
            flag = "UsePathway_Flag" if period.is_month else "UseQuarterReferral_Flag"
            if period.start <= begin <= period.end and row[flag]:
                yield Row(
                    row,
                    period,
                    complaint=complaints.get(row["PathwayID"], ""),
                    ethnicity=people.get((row["AuditId"], row["RecordNumber"])),
                    minutes=minutes.get(row["PathwayID"]),
                )

    return speaking


def _complaints(counting):
    """Of each pathway the one descriptor: primary before secondary, then the latest, then the greatest row number."""
    ranked = sorted(
        (row for row in counting["IDS603PresentingComplaints"] if row["PresComp"]),
        key=lambda row: (
            {"1": 2, "2": 1}.get(row["PresCompCodSig"], 0),
            row["PresCompDate"] or date.min,
            row["UniqueID_IDS603"],
        ),
    )
    return {row["PathwayID"]: row["PresComp"].replace(".", "") for row in ranked}


def _minutes(counting):
    """Of each pathway the minutes of all its logs, each as it was sent last; nothing where no log has any."""
    logs = {}
    for row in sorted(counting["IDS205InternetTherLog"], key=lambda row: row["Unique_MonthID"]):
        logs[row["PathwayID"], row["StartDateIntEnabledTherLog"], row["IntEnabledTherProg"]] = row
    minutes = defaultdict(list)
    for row in logs.values():
        if row["EndDateIntEnabledTherLog"] and row["DurationIntEnabledTher"] is not None:
            minutes[row["PathwayID"]].append(row["DurationIntEnabledTher"])
    return {pathway: sum(each) for pathway, each in minutes.items()}


@pytest.mark.parametrize("official", COMPARED)
def test_a_measure_is_its_published_construction(official, figures, expected):
    """For England and each provider, in every month and in a quarter."""
    found, nothing = figures[official], NOTHING_COUNTED.get(official)
    assert len(expected[official]) == 45  # four months and a quarter, of England and eight providers
    assert {key: found.get(key, nothing) for key in expected[official]} == pytest.approx(expected[official])
    assert set(found) <= set(expected[official])


def test_the_extract_has_something_to_count(expected):
    empty = {official for official, values in expected.items() if not any(values.values())}
    assert empty == {"M197", "M200"}  # everyone who finishes has a score


ADD_UP = {
    "M056": (*ENDED_FOR, "M071", "M072"),
    "M031": ("M032", "M033", "M034", "M035"),
    "M023": ("M024", "M025", "M026", "M027"),
    "M184": ("M121", "M122", "M047"),
    "M038": ("M043", "M044"),
    "M202": ("M185", "M187", "M189"),
    "M076": ("M273", "M274"),
}


@pytest.mark.parametrize("whole", ADD_UP)
def test_parts_that_leave_nothing_out_add_up(whole, figures):
    for key, value in figures[whole].items():
        assert sum(figures[part][key] for part in ADD_UP[whole]) == value


def test_every_finished_course_has_no_score_or_one_or_more(figures):
    for key, finished in figures["M076"].items():
        for parts in (("M196", "M197", "M198"), ("M199", "M200", "M201")):
            assert sum(figures[part][key] for part in parts) == finished


def test_what_is_finished_has_ended(figures):
    assert all(finished <= figures["M056"][key] for key, finished in figures["M076"].items())
