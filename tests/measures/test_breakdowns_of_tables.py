"""Breakdowns that look at more than the person's row, on three made people."""

from __future__ import annotations

import pytest
from tests.sources.records.extracts import write

from caseness.measures import breakdowns, compute, measures
from caseness.pathways import pathways_of
from caseness.sources.records import open_records
from caseness.vocabulary.period import month_of

KEYS = "UniqueSubmissionID  AuditId  Unique_MonthID  OrgID_Provider"
LOAD = "1  1  1489  PRV"


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return three_people(tmp_path_factory.mktemp("made"))


def three_people(folder):
    """An extract of three people with everything that a breakdown looks at."""
    people = [
        f"L1  R1  17  A  1  2  Y  02  2  E1  {LOAD}",
        f"L2  R2  70  S  2  .  N  09  8  E2  {LOAD}",
        f"L3  R3  .  99  X  .  .  .  X  E9  {LOAD}",
    ]
    columns = (
        "LocalPatientId  RecordNumber  Age_RP_EndDate  EthnicCategory  Gender  GenderIdentity  GenderIdentitySameAtBirth  "
        "ExBAFIndicator  EduEstabTypeIAPT  LSOA"
    )
    referral = "PathwayID  RecordNumber  ServiceRequestId  OrgIDComm  ReferralRequestReceivedDate  ServDischDate"
    contact = "PathwayID  CareContactId  CareContDate  AttendOrDNACode  AppType  IAPTLTCServiceInd  PsychMed"
    log = "PathwayID  StartDateIntEnabledTherLog  EndDateIntEnabledTherLog  IntEnabledTherProg"
    return write(
        folder,
        IDS001MPI="\n".join([f"{columns}  {KEYS}", *people]),
        IDS101Referral="\n".join(
            [
                f"{referral}  {KEYS}",
                f"P1  R1  S1  00A  2024-04-01  2024-04-30  {LOAD}",
                f"P2  R2  S2  00B  2024-04-02  .  {LOAD}",
                f"P3  R3  S3  .  2024-04-03  .  {LOAD}",
            ]
        ),
        IDS201CareContact="\n".join(
            [
                f"{contact}  {KEYS}",
                f"P1  C1  2024-04-05  5  03  Y  03  {LOAD}",
                f"P1  C2  2024-04-12  6  02  Y  02  {LOAD}",
                f"P2  C3  2024-04-12  5  02  N  UU  {LOAD}",
            ]
        ),
        IDS007DisabilityType="\n".join([f"LocalPatientId  DisabCode  {KEYS}", f"L1  01  {LOAD}", f"L1  77  {LOAD}"]),
        IDS011SocPerCircumstances="\n".join(
            [
                f"RecordNumber  SocPerCircumstance  {KEYS}",
                f"R1  160552003  {LOAD}",
                f"R2  20430005  {LOAD}",
            ]
        ),
        IDS205InternetTherLog="\n".join([f"{log}  {KEYS}", f"P2  2024-04-02  2024-04-09  My SilverCloud  {LOAD}"]),
        IDS602LongTermCondition="\n".join([f"RecordNumber  LongTermCondition  {KEYS}", f"R1  195967001  {LOAD}"]),
        IDS603PresentingComplaints="\n".join(
            [f"PathwayID  PresComp  {KEYS}", f"P1  F400  {LOAD}", f"P2  F4001  {LOAD}", f"P3  Z999  {LOAD}"]
        ),
        ComCodeChanges="Org_Code  New_Code\n00A  00B",
        Ref_ODS_Commissioner_Hierarchies_ICB="Organisation_Code  STP_Code  Region_Code  Effective_To\n00B  QAA  Y01  .",
        Domains_Of_Deprivation_By_LSOA1="\n".join(
            [
                "LSOA_Code  IMD_Decile  Effective_Snapshot_Date",
                "E1  4  2015-12-31",
                "E1  1  2019-12-31",
                "E2  10  2019-12-31",
            ]
        ),
    )


def test_what_they_are_of_three_made_people(extract):
    with open_records(extract) as records:
        pathways = pathways_of(records)
        told = {
            name: {
                (row["category"], row["value"])
                for row in compute(pathways, [measures()["M001"]], [month_of(2024, 4)], breakdown=one).to_pylist()
                if row["level"] == "England"
            }
            for name, one in breakdowns().items()
        }
    assert told["education"] == {
        ("College: College and 25 and under", 1),
        ("Other: Other and Over 25", 1),
        ("Other: Not stated/Not known/Invalid", 1),
    }
    assert told["internet_enabled_therapy_programme"] == {("Silvercloud", 1), ("No recorded IET", 2)}
    assert told["long_term_condition"] == {("Asthma", 1), ("Invalid Code", 2)}
    assert told["medication_status_at_start"] == {
        ("Not prescribed first session and prescribed last session", 1),
        ("Not stated/Not known/Invalid", 2),
    }
    assert told["problem_descriptor"] == {
        ("Anxiety and stress related disorders: F400 - Agoraphobia", 1),
        ("Anxiety and stress related disorders: Other F40-F43 code", 1),
        ("Other recorded problems", 1),
    }
    assert told["indices_of_deprivation_decile"] == {
        ("10 Most deprived", 1),
        ("01 Least deprived", 1),
        ("Not stated/Not known/Invalid", 1),
    }
    assert told["religion"] == {("None", 1), ("Not stated/Not known/Invalid", 2)}
    assert told["sexual_orientation"] == {("Heterosexual", 1), ("Not stated/Not known/Invalid", 2)}
