"""Figures of appointments, therapies, media, logs and staff against a plain recount of the tables, by provider and month.

The recount follows the printed constructions (NHS England, monthly measure metadata, July 2026) row by row. Some appointments
are sent again for the next month, on the same day or a later one: each month has what its own submission says.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseness.measures import compute, measures
from caseness.pathways import pathways_of
from caseness.pathways.contact_counts import contact_counts
from caseness.pathways.staff import staff_counts
from caseness.sources.records import month_named, open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise
from caseness.vocabulary import Level
from caseness.vocabulary.period import Period, month_of

PLAN = Plan(referrals=500, months=3, seed=8, workers=1)
QUARTER = Period(PLAN.month_starts[0], PLAN.end - timedelta(1))
TABLES = (
    "IsLatest_SubmissionID",
    "IDS101Referral",
    "IDS201CareContact",
    "IDS202CareActivity",
    "IDS205InternetTherLog",
    "IDS004EmpStatus",
    "IDS902CarePersQual",
)
ATTENDANCE = {"M083": "2", "M084": "3", "M085": "4", "M086": "5", "M087": "6", "M088": "7"}
MEDIUM = {"M1001": "01", "M1002": "02", "M1004": "04", "M1005": "05", "M1006": "09", "M1007": "10", "M1008": "98"}
MEDIUM |= {"M1018": "11", "M1019": "12", "M1020": "13"}
THERAPY = {
    "M090": {"748051000000105"},
    "M091": {"748101000000105"},
    "M092": {"748041000000107"},
    "M093": {"748091000000102"},
    "M095": {"748061000000108"},
    "M097": {"702545008"},
    "M098": {"1026111000000108"},
    "M100": {"1127281000000100"},
    "M102": {"1129471000000105"},
    "M103": {"842901000000108"},
    "M104": {"286711000000107"},
    "M105": {"314034001"},
    "M106": {"449030000"},
    "M107": {"933221000000107"},
    "M108": {"1026131000000100"},
    "M110": {"304891004", "228557008"},
    "M111": {"443730003"},
    "M346": {"975131000000104"},
}
QUALIFIED = {"10", "11", "12", "13", "14", "15", "16", "17", "30", "31"}
MONTHLY = ("M082", *ATTENDANCE, *MEDIUM, "M1009", *THERAPY, "M099", "M343", "M1014", "M1015", "M1016", "M1017")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contacts") / "extract"
    synthesise(PLAN, folder)
    sent_again(folder)
    return folder


def sent_again(folder):
    """Every seventh appointment and its activities also in the next month's file, every other on a day of that month."""
    files = [row for row in rows_of(folder, "IsLatest_SubmissionID") if row["IsLatest"]]
    next_file = {(row["OrgID_Provider"], row["Unique_MonthID"] - 1): row for row in files}
    place = ("UniqueSubmissionID", "AuditId", "Unique_MonthID")
    later = {}
    for table, key in (("IDS201CareContact", "CareContactId"), ("IDS202CareActivity", "CareContactId")):
        path = folder / table / "block-000.parquet"
        found = pq.read_table(path)
        more = []
        for number, row in enumerate(found.to_pylist()):
            file = next_file.get((row["OrgID_Provider"], row["Unique_MonthID"]))
            at = (row["AuditId"], row[key])
            if file and (at in later if table == "IDS202CareActivity" else number % 7 == 0):
                later[at] = file
                row |= {name: file[name] for name in place}
                if number % 2 and "CareContDate" in row:
                    row["CareContDate"] += timedelta(31)
                more.append(row)
        assert more
        pq.write_table(pa.concat_tables([found, pa.Table.from_pylist(more, found.schema)]), path)


def rows_of(folder, table):
    return pq.read_table(folder / table).to_pylist()


@pytest.fixture(scope="module")
def tables(folder):
    """The rows of submissions that count."""
    read = {table: rows_of(folder, table) for table in TABLES}
    latest = {(row["UniqueSubmissionID"], row["AuditId"]) for row in read["IsLatest_SubmissionID"] if row["IsLatest"]}
    return {
        table: [row for row in rows if (row["UniqueSubmissionID"], row["AuditId"]) in latest]
        for table, rows in read.items()
    }


@pytest.fixture(scope="module")
def pathways(folder):
    with open_records(folder) as records:
        yield pathways_of(records)


@pytest.fixture(scope="module")
def figures(pathways):
    months = [month_of(*map(int, month_named(number).split("-"))) for number in pathways.months.numbers]
    levels = (Level.ENGLAND, Level.PROVIDER)
    rows = compute(pathways, [measures()[m] for m in MONTHLY], months, levels=levels).to_pylist()
    return {
        (row["official_id"], f"{row['period_start']:%Y-%m}", row["org_code"]): row["value"]
        for row in rows
        if row["value"]
    }


@pytest.fixture(scope="module")
def recounted(tables):
    """Distinct appointments or logs by measure, month and provider, and in England."""
    speaks = {(r["PathwayID"], r["Unique_MonthID"]): r for r in tables["IDS101Referral"] if r["UsePathway_Flag"]}
    found = defaultdict(set)
    for row, day, identity, told in (*of_contacts(tables, speaks), *of_logs(tables)):
        referral, month = speaks.get((row["PathwayID"], row["Unique_MonthID"])), month_named(row["Unique_MonthID"])
        if referral and f"{day:%Y-%m}" == month:
            for official in told:
                for organisation in (referral["OrgID_Provider"], "ENG"):
                    found[official, month, organisation].add(identity)
    return {key: len(distinct) for key, distinct in found.items()}


def of_logs(tables):
    for log in tables["IDS205InternetTherLog"]:
        yield log, log["EndDateIntEnabledTherLog"], log["UniqueID_IDS205"], ("M343", "M108")


def of_contacts(tables, speaks):
    given, standing = by_contact(tables["IDS202CareActivity"]), standings(tables["IDS902CarePersQual"])
    ends = defaultdict(list)
    for row in tables["IDS004EmpStatus"]:
        ends[row["RecordNumber"]].append(row["EmpSupportDischargeDate"])
    for c in tables["IDS201CareContact"]:
        activities = given[c["AuditId"], c["CareContactId"]]
        told = list(contact_measures(c, activities, standing))
        referral = speaks.get((c["PathwayID"], c["Unique_MonthID"]))
        if referral and attended(c) and supported(c, activities, referral, ends[referral["RecordNumber"]]):
            told.append("M099")
        yield c, c["CareContDate"], c["Unique_CareContactID"], told


def contact_measures(c, activities, standing):
    yield "M082"
    yield from (official for official, code in ATTENDANCE.items() if c["AttendOrDNACode"] == code)
    if not attended(c):
        return
    yield from (official for official, code in MEDIUM.items() if c["ConsMechanism"] == code)
    if c["ConsMechanism"] not in MEDIUM.values():
        yield "M1009"
    if c["AppType"] in ("02", "03", "05"):
        concepts = {(a["CodeProcAndProcStatus"] or "").split(":")[0] for a in activities}
        yield from (official for official, codes in THERAPY.items() if codes & concepts)
    yield min((standing(a, c) for a in activities), default="M1017")


def supported(c, activities, referral, ends):
    """Employment support, as M099 has it; an end that is not given, or of which there is no record, is that of the month."""
    coded = any((a["CodeProcAndProcStatus"] or "").startswith("1098051000000103") for a in activities)
    day, begin, end = c["CareContDate"], referral["ReferralRequestReceivedDate"], referral["ServDischDate"]
    treated = c["AppType"] in ("02", "03", "05") and begin <= day <= (end or day)
    followed_up = c["AppType"] == "06"
    in_support = begin <= day and any(over is None or day <= over for over in ends or [None])
    after = followed_up and end is not None and day > end
    return (coded and (treated or after)) or ((c["AppType"] == "10" or (coded and followed_up)) and in_support)


def attended(c):
    return c["AttendOrDNACode"] in ("5", "6") or c["PlannedCareContIndicator"] == "N"


def by_contact(activities):
    given = defaultdict(list)
    for row in activities:
        given[row["AuditId"], row["CareContactId"]].append(row)
    return given


def standings(records):
    """The measure that counts a member of staff: as the best comes first among the ids, the least of them speaks."""
    of_staff = defaultdict(list)
    for row in records:
        of_staff[row["OrgID_Provider"], row["CarePersLocalId"]].append(row)

    def standing(activity, c):
        known = of_staff[activity["OrgID_Provider"], activity["CarePersLocalId"]]
        known = [row for row in known if row["Unique_MonthID"] <= c["Unique_MonthID"]]
        counting = [row for row in known if row["QualAttainLevelIAPT"] in QUALIFIED]
        if any(row["QualAwardedDate"] and row["QualAwardedDate"] <= c["CareContDate"] for row in counting):
            return "M1014"
        if any(row["QualPlannedCompletionDate"] for row in counting):
            return "M1015"
        return "M1016" if known else "M1017"

    return standing


def test_every_figure_is_that_of_the_recount(figures, recounted):
    assert figures == recounted


def test_the_recount_is_not_of_nothing(recounted):
    """Rare therapies and media may be missing in a few hundred referrals."""
    counted = {official for official, *_ in recounted}
    assert {"M082", *ATTENDANCE, "M1001", "M1002", "M1009", "M090", "M104", "M108", "M110", "M099", "M343"} <= counted
    assert {"M1014", "M1015", "M1016", "M1017"} <= counted


def test_staff_of_every_standing_make_all_attended_appointments(figures):
    """As printed for England: the four add up to the appointments by medium."""
    months = {month for _, month, _ in figures}
    for month in months:
        by_staff = sum(figures.get((f"M{n}", month, "ENG"), 0) for n in (1014, 1015, 1016, 1017))
        assert by_staff == sum(figures.get((official, month, "ENG"), 0) for official in (*MEDIUM, "M1009"))


def test_integrated_appointments_of_a_quarter(pathways, tables):
    """Of an appointment sent for two months of the quarter the last counts, once."""
    (row,) = compute(pathways, [measures()["M1011"]], [QUARTER], levels=(Level.ENGLAND,)).to_pylist()
    last = {
        r["PathwayID"]: r
        for r in sorted(tables["IDS101Referral"], key=lambda r: r["Unique_MonthID"])
        if r["UsePathway_Flag"]
    }
    contacts = {}
    for c in sorted(tables["IDS201CareContact"], key=lambda c: c["Unique_MonthID"]):
        if QUARTER.start <= c["CareContDate"] <= QUARTER.end:
            contacts[c["Unique_CareContactID"]] = c
    counted = [c for c in contacts.values() if attended(c) and c["AppType"] != "06" and inside(c, last[c["PathwayID"]])]
    integrated = [c for c in counted if c["IAPTLTCServiceInd"] == "Y"]
    assert (row["numerator"], row["denominator"]) == (len(integrated), len(counted))
    assert 0 < len(integrated) < len(counted) < len(contacts)


def inside(c, referral):
    return referral["ReferralRequestReceivedDate"] <= c["CareContDate"] <= (referral["ServDischDate"] or QUARTER.end)


def test_counts_of_each_pathway(pathways, tables):
    newest = {}
    for c in sorted(tables["IDS201CareContact"], key=lambda c: c["Unique_MonthID"]):
        newest[c["PathwayID"], c["CareContactId"]] = c
    wanted = defaultdict(lambda: defaultdict(int))
    for (pathway, _), c in newest.items():
        wanted[pathway]["appointment_count"] += 1
        wanted[pathway][f"attendance_{c['AttendOrDNACode'] or 'unknown'}_count"] += 1
        if attended(c):
            wanted[pathway]["attended_contact_count"] += 1
            wanted[pathway][f"medium_{c['ConsMechanism'] or 'unknown'}_count"] += 1
            wanted[pathway]["contact_minutes"] += c["ClinContDurOfCareCont"] or 0
            wanted[pathway]["timed_contact_count"] += c["ClinContDurOfCareCont"] is not None
    columns = ("pathway", "pathway_id")
    known = pathways.pathways.select(*columns).inner_join(pathways.facet(contact_counts), "pathway")
    found = {row["pathway_id"]: row for row in pathways.records.fetch(known)}
    assert found.keys() == wanted.keys()
    unspoken = ("treatment_appointment_count", "timed_treatment_count", "treatment_minutes", *columns)
    for pathway, row in found.items():
        assert {name: n for name, n in row.items() if n and name not in unspoken} == {
            name: n for name, n in wanted[pathway].items() if n
        }


def test_standings_of_a_pathway_add_up_to_its_attended_appointments(pathways):
    seen = pathways.facet(contact_counts).select("pathway", "attended_contact_count")
    both = pathways.records.fetch(seen.inner_join(pathways.facet(staff_counts), "pathway"))
    assert both
    names = ("qualified", "in_training", "neither", "missing")
    assert all(sum(row[f"{name}_contact_count"] for name in names) == row["attended_contact_count"] for row in both)
