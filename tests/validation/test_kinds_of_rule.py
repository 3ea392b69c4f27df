"""Every kind of official rule on a table that fits on a screen: the rows that break it, and those that nearly do.

Each page is a submission of its own, for April 2024 under version 2.1 except where it says otherwise. Keys say what a row
is, and each answer was counted by eye: ``1 of 3: blank`` are one row of three, and the key of that row. ``PRV`` stands for
the provider that submits.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import ibis
import pytest
from tests.sources.records.extracts import write

from caseness.sources.records import open_records
from caseness.validation import Unit, key_of
from caseness.validation.official import official_rules
from caseness.validation.prepared import Prepared
from caseness.vocabulary import data_set


@dataclass(frozen=True)
class Page:
    """What a kind of rule asks, tables that show it, and for each rule the rows that break it."""

    kind: str
    says: str
    broken: dict[str, str]
    tables: dict[str, str] = field(default_factory=dict)


HEADER = """
    DatSetVer  OrgIDProv  ReportingPeriodStartDate
    2.1        PRV        2024-04-01
"""
USUAL = {
    "IDS000Header": HEADER,
    "IDS001MPI": """
        LocalPatientId  PersonBirthDate
        P1              1980-01-31
    """,
    "IDS101Referral": """
        ServiceRequestId  LocalPatientId  ReferralRequestReceivedDate
        R1                P1              2024-04-02
    """,
    "IDS201CareContact": """
        CareContactId  ServiceRequestId  CareContDate
        C1             R1                2024-04-10
    """,
}
PAGES = (
    Page(
        "blank",
        "The field holds nothing. A date that cannot be read is given all the same: another rule says what is wrong.",
        {"IDS00120": "1 of 3: blank"},
        {
            "IDS001MPI": """
                LocalPatientId  PersonBirthDate
                given           1980-01-31
                unreadable      31/02/1980
                blank           .
            """
        },
    ),
    Page(
        "blank_conditional",
        "The field holds nothing where another asks for it: a discharge for its reason. An open referral needs none.",
        {"IDS10137": "1 of 4: without-reason"},
        {
            "IDS101Referral": """
                ServiceRequestId  LocalPatientId  ServDischDate  EndCode
                open              P1              .              .
                with-reason       P1              2024-04-20     46
                without-reason    P1              2024-04-20     .
                reason-only       P1              .              46
            """
        },
    ),
    Page(
        "child_missing",
        "Nothing hangs on the row that should: a care activity on a contact that was attended (5, or late: 6).",
        {"IDS20169": "1 of 4: nothing-done"},
        {
            "IDS201CareContact": """
                CareContactId  ServiceRequestId  AttendOrDNACode
                attended       R1                5
                came-late      R1                6
                missed         R1                3
                nothing-done   R1                5
            """,
            "IDS202CareActivity": """
                CareActId  CareContactId
                A1         attended
                A2         came-late
            """,
        },
    ),
    Page(
        "date_after_period",
        "The last day of the month belongs to it; a registration may also begin on the day after.",
        {"IDS10139": "1 of 3: day-after", "IDS00211": "1 of 2: second-day"},
        {
            "IDS101Referral": """
                ServiceRequestId  LocalPatientId  ServDischDate
                last-day          P1              2024-04-30
                day-after         P1              2024-05-01
                open              P1              .
            """,
            "IDS002GP": """
                LocalPatientId  StartDateGMPRegistration
                day-after       2024-05-01
                second-day      2024-05-02
            """,
        },
    ),
    Page(
        "date_before_period",
        "An earlier discharge is sent for a follow-up (06), or for what patients said of their care, and for nothing else.",
        {"IDS10129": "2 of 5: day-before measured"},
        {
            "IDS101Referral": """
                ServiceRequestId  LocalPatientId  ServDischDate
                first-day         P1              2024-04-01
                day-before        P1              2024-03-31
                followed-up       P1              2024-03-31
                said              P1              2024-03-31
                measured          P1              2024-03-31
            """,
            "IDS201CareContact": """
                CareContactId  ServiceRequestId  AppType
                C1             day-before        02
                C2             followed-up       06
            """,
            "IDS606CodedScoreAssessmentRefer": """
                ServiceRequestId  CodedAssToolType  PersScore
                said              747901000000107   0
                measured          720433000         12
            """,
        },
    ),
    Page(
        "date_before_period",
        "A questionnaire that was filled in at a contact sent twice, under two referrals, was sent for both of them.",
        {"IDS10129": "1 of 3: neither", "IDS20143": "2 of 3: C1 C1"},
        {
            "IDS101Referral": """
                ServiceRequestId  LocalPatientId  ServDischDate
                one               P1              2024-03-31
                other             P1              2024-03-31
                neither           P1              2024-03-31
            """,
            "IDS201CareContact": """
                CareContactId  ServiceRequestId  AppType
                C1             one               02
                C1             other             02
                C2             neither           02
            """,
            "IDS202CareActivity": """
                CareActId  CareContactId
                A1         C1
            """,
            "IDS607CodedScoreAssessmentAct": """
                CareActId  CodedAssToolType  PersScore
                A1         747901000000107   0
            """,
        },
    ),
    Page(
        "date_order",
        "Two dates of a row, of a row and what it hangs on, or a date and a day of the calendar. One day may hold both.",
        {"IDS10128": "1 of 6: backwards", "IDS10140": "1 of 6: before-birth", "IDS90212": "1 of 2: too-early"},
        {
            "IDS101Referral": """
                ServiceRequestId  LocalPatientId  ReferralRequestReceivedDate  ServDischDate
                same-day          P1              2024-04-02                   2024-04-02
                backwards         P1              2024-04-02                   2024-04-01
                open              P1              2024-04-02                   .
                on-birthday       P1              1980-01-31                   .
                before-birth      P1              1980-01-30                   .
                of-nobody         P9              1980-01-30                   .
            """,
            "IDS902CarePersQual": """
                CarePersLocalId  QualAwardedDate
                first-day        2005-01-01
                too-early        2004-12-31
            """,
        },
    ),
    Page(
        "duplicate",
        "All rows that share a key break it. A row without one is like no other, but two without a time are alike.",
        {"IDS10103": "2 of 5: twice twice", "IDS20168": "2 of 5: like-one one"},
        {
            "IDS101Referral": """
                ServiceRequestId  LocalPatientId
                once              P1
                twice             P1
                twice             P2
                .                 P1
                .                 P1
            """,
            "IDS201CareContact": """
                CareContactId  ServiceRequestId  CareContDate  CareContTime  AttendOrDNACode
                one            R1                2024-04-10    .             5
                like-one       R1                2024-04-10    .             6
                at-a-time      R1                2024-04-10    09:30         5
                missed         R1                2024-04-10    .             3
                undated        R1                .             .             5
            """,
        },
    ),
    Page("empty_table", "The submission has not got the table, and it has to.", {"IDSREJ005": "1 of 1"}),
    Page("empty_table", "Or no row in it.", {"IDSREJ005": "1 of 1"}, {"IDS002GP": "LocalPatientId"}),
    Page("empty_table", "One row is enough.", {"IDSREJ005": "0 of 1"}, {"IDS002GP": "LocalPatientId\nP1"}),
    Page(
        "inconsistent",
        "Fields contradict each other: a reason to cancel (2) what was not. Or the next row does not follow: a registration "
        "that ended wants another practice from the day after.",
        {"IDS20167": "2 of 4: contradictory unsaid", "IDS00223": "2 of 6: gap same-practice"},
        {
            "IDS201CareContact": """
                CareContactId  ServiceRequestId  AttendOrDNACode  Cancellation
                attended       R1                5                .
                cancelled      R1                2                1
                contradictory  R1                5                1
                unsaid         R1                .                1
            """,
            "IDS002GP": """
                LocalPatientId  GMPCodeReg  StartDateGMPRegistration  EndDateGMPRegistration
                moved           A81001      2020-01-01                2024-04-10
                moved           A81002      2024-04-11                .
                gap             A81001      2020-01-01                2024-04-10
                gap             A81002      2024-04-12                .
                same-practice   A81001      2020-01-01                2024-04-10
                same-practice   A81001      2024-04-11                .
            """,
        },
    ),
    Page(
        "invalid_value",
        "One such row refuses the file: a number that does not check, a birth to come or 120 years ago. A blank is no value.",
        {"IDSREJ006": "1 of 4: wrong-digit", "IDSREJ008": "2 of 4: too-old unborn"},
        {
            "IDS001MPI": """
                LocalPatientId  NHSNumber   PersonBirthDate
                sound           9990000018  1904-04-30
                wrong-digit     9990000019  2024-04-30
                too-old         .           1904-04-29
                unborn          .           2024-05-01
            """
        },
    ),
    Page(
        "invalid_value",
        "The header stands twice.",
        {"IDSREJ015": "2 of 2"},
        {
            "IDS000Header": """
                DatSetVer  OrgIDProv  ReportingPeriodStartDate
                2.1        PRV        2024-04-01
                2.1        PRV        2024-04-01
            """
        },
    ),
    Page(
        "mismatch",
        "The organisation that gave the number is not the one that submits. Case does not matter.",
        {"IDS00153": "1 of 4: another"},
        {
            "IDS001MPI": """
                LocalPatientId  OrgIDLocalPatientId
                own             PRV
                lower-case      prv
                blank           .
                another         RXX
            """
        },
    ),
    Page(
        "not_in_list",
        "None of the codes of the version: video (11) is new in 2.1, a web camera (03) was dropped. The nought may lack.",
        {"IDS20120": "2 of 5: 03 99", "IDS00003": "0 of 1", "IDS60613": "2 of 4: another by-its-name"},
        {
            "IDS201CareContact": """
                CareContactId  ServiceRequestId  ConsMechanism
                01             R1                1
                03             R1                03
                11             R1                11
                99             R1                99
                blank          R1                .
            """,
            "IDS606CodedScoreAssessmentRefer": """
                ServiceRequestId  CodedAssToolType
                PHQ-9             720433000
                by-its-name       PHQ9
                another           720433001
                blank             .
            """,
        },
    ),
    Page(
        "not_in_list",
        "Version 2.0 was in force until March 2022, and its codes are those of a file that says it follows it.",
        {"IDS20120": "1 of 2: 11", "IDS00003": "1 of 1"},
        {
            "IDS000Header": """
                DatSetVer  OrgIDProv  ReportingPeriodStartDate
                2.0        PRV        2022-04-01
            """,
            "IDS201CareContact": """
                CareContactId  ServiceRequestId  ConsMechanism
                03             R1                03
                11             R1                11
            """,
        },
    ),
    Page(
        "out_of_range",
        "PHQ-9 (720433000) goes from 0 to 27. What is no number, or has a sign, is not written right: a rule of another kind.",
        {"IDS60607": "1 of 7: beyond", "IDS60615": "3 of 7: below no-number with-decimals"},
        {
            "IDS606CodedScoreAssessmentRefer": """
                ServiceRequestId  CodedAssToolType  PersScore
                lowest            720433000         0
                highest           720433000         27
                beyond            720433000         28
                with-decimals     720433000         9.0
                no-number         720433000         N/A
                below             720433000         -1
                of-no-tool        PHQ9              28
            """
        },
    ),
    Page(
        "parent_missing",
        "The row hangs on nothing: it names no referral, or one that was not sent.",
        {"IDS20142": "2 of 3: blank on-nothing"},
        {
            "IDS201CareContact": """
                CareContactId  ServiceRequestId
                on-R1          R1
                on-nothing     R9
                blank          .
            """
        },
    ),
    Page(
        "wrong_format",
        "A day of the calendar in either writing, three to five characters, a month with a dash. A blank is in no format.",
        {
            "IDS10127": "2 of 6: no-such-day words",
            "IDS10109": "2 of 6: one-character six-characters",
            "IDS10142": "1 of 6: stroke",
        },
        {
            "IDS101Referral": """
                ServiceRequestId  LocalPatientId  ServDischDate  OrgIDComm  OnsetDate
                leap-day          P1              2024-02-29     16C        2023-05
                one-character     P1              29/02/2024     1          .
                no-such-day       P1              2023-02-29     123        2023-05
                words             P1              soon           12345      2023-05
                stroke            P1              .              .          2023/05
                six-characters    P1              .              123456     .
            """
        },
    ),
    Page(
        "wrong_format",
        "The last digit of a SNOMED CT code checks the others, and a finding fits the scheme it names (ICD-10 is 01).",
        {"IDS20231": "2 of 5: too-short wrong-digit", "IDS20228": "2 of 5: other-kind too-short"},
        {
            "IDS202CareActivity": """
                CareActId    CareContactId  CodeObs    FindSchemeInUse  CodeFind
                right        C1             386053000  01               F321
                wrong-digit  C1             386053001  04               83482000
                too-short    C1             38605      01               F32
                other-kind   C1             .          04               F321
                no-scheme    C1             .          .                F32
            """
        },
    ),
)
BEYOND_EXTRACTS = {"all_rejected", "not_live", "structure", "wrong_period"}
RULES = {rule.id: rule for rule in official_rules()}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each rule asked on any page says of every row: page, key, and whether the row breaks it."""
    folder = tmp_path_factory.mktemp("pages")
    for page in PAGES:
        provider = provider_of(page)
        named = {name: text.replace("PRV", provider) for name, text in (USUAL | page.tables).items()}
        write(folder / provider, **{name: text.replace("prv", provider.lower()) for name, text in named.items()})
    asked = [RULES[rule] for rule in dict.fromkeys(rule for page in PAGES for rule in page.broken)]
    with open_records(folder) as records:
        prepared = Prepared(records)
        assert [prepared.lacks(rule) for rule in asked] == [None] * len(asked)
        together = defaultdict(list)
        for rule in asked:
            together[rule.table, rule.unit].append(rule)
        return {rule: rows for about, rules in together.items() for rule, rows in said(prepared, *about, rules).items()}


def provider_of(page):
    return f"Q{PAGES.index(page):02d}"


def said(prepared, table, unit, rules):
    """For each rule, its rows as provider, key and answer."""
    marks = [mark for rule in rules for mark in rule.marks]
    key = key_of(table) if unit is Unit.ROW else None
    fields = [name for rule in rules for name in (rule.field, *rule.needs, key) if name]
    rows = prepared.marked(table, marks, *fields) if unit is Unit.ROW else prepared.submissions_marked(marks)
    told = {rule.id: rule.broken(rows) for rule in rules}
    found = prepared.records.fetch(rows.select("OrgID_Provider", key=rows[key] if key else ibis.literal(""), **told))
    return {rule: [(row["OrgID_Provider"], row["key"], row[rule]) for row in found] for rule in told}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.kind)
def test_the_rows_that_break_a_rule(answers, page):
    told = {}
    for rule in page.broken:
        rows = [(key, broken) for provider, key, broken in answers[rule] if provider == provider_of(page)]
        keys = sorted(key or "" for key, broken in rows if broken)
        told[rule] = f"{len(keys)} of {len(rows)}" + (f": {' '.join(keys)}" if any(keys) else "")
    assert told == page.broken


def test_no_kind_is_left_out():
    """What needs more than an extract, such as the live organisations, says so; each other kind has a page."""
    kinds = {rule.kind for rule in data_set.official_rules()}
    assert kinds - {page.kind for page in PAGES} == BEYOND_EXTRACTS
    assert all(rule.reason for rule in official_rules() if rule.kind in BEYOND_EXTRACTS)
    assert all(page.kind in {RULES[rule].kind for rule in page.broken} for page in PAGES)
