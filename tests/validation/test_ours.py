"""Our own rules: one row that breaks each, beside a without-fault one that breaks none."""

from __future__ import annotations

import pytest
from tests.validation.national import ACTIVITY, CONTACT, PATIENT, PLACE, REFERRAL, extract, outcomes

from caseness.validation import Origin
from caseness.validation.ours import our_rules
from caseness.vocabulary.data_set import Severity

REFERRALS_THAT_BREAK = {
    "treated-after-referral": {"TherapySession_FirstDate": "2024-01-09"},
    "assessed-after-referral": {"Assessment_FirstDate": "2024-01-09"},
    "treatments-in-order": {"TherapySession_SecondDate": "2024-01-31"},
    "treated-within-month": {"TherapySession_LastDate": "2024-05-01", "ServDischDate": ""},
    "treated-before-discharge": {"TherapySession_LastDate": "2024-04-21"},
    "wait-likely": {"ReferralRequestReceivedDate": "2022-01-31", "Assessment_FirstDate": "2022-02-01"},
    "course-finished": {"TreatmentCareContact_Count": "1", "Recovery_Flag": "1"},
    "outcome-of-finished-course": {"ServDischDate": "", "CompletedTreatment_Flag": "0"},
    "recovered-was-a-case": {"NotCaseness_Flag": "1"},
    "recovered-is-no-case": {"PHQ9_LastScore": "10"},
    "one-reliable-outcome": {"NoChange_Flag": "1"},
    "treatments-among-contacts": {"CareContact_Count": "6"},
    "untreated-without-course": {"EndCode": "14"},
    "internet-therapy-within-high-intensity": {"InternetEnabledTherapy_Count": "1"},
    "therapy-counts-given": {"Mindfulness_Count": ""},
    "age-as-derived-possible": {"Age_ReferralRequest_ReceivedDate": "111"},
    "range-of-phq-9": {"PHQ9_FirstScore": "28"},
    "age-possible": {"LocalPatientId": "OLD", "RecordNumber": "2"},
    "age-adult": {"LocalPatientId": "YOUNG", "RecordNumber": "3"},
    "referral-has-one-person": {"RecordNumber": "99"},
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A referral for each rule, named after the rule it is made to break, and contacts likewise."""
    referrals = [
        REFERRAL | {"ServiceRequestId": rule[:20], "PathwayID": rule} | change
        for rule, change in REFERRALS_THAT_BREAK.items()
    ]
    pair = {"ServiceRequestId": "pair", "PathwayID": "pair"}
    referrals += [
        REFERRAL | {"ServiceRequestId": "without-fault", "PathwayID": "without-fault"},
        REFERRAL | pair,
        REFERRAL | pair | {"OrgIDComm": "99F", "LocalPatientId": "YOUNG", "RecordNumber": "3"},
    ]
    patients = [
        PATIENT,
        PATIENT | {"LocalPatientId": "OLD", "RecordNumber": "2", "PersonBirthDate": "1913-01-09"},
        PATIENT | {"LocalPatientId": "YOUNG", "RecordNumber": "3", "PersonBirthDate": "2008-01-11"},
        PATIENT | {"LocalPatientId": "AGAIN", "RecordNumber": "3", "PersonBirthDate": "2008-01-11"},
    ]
    contacts = [
        CONTACT,
        CONTACT | {"CareContactId": "no-time", "CareContDate": "2024-04-11", "ClinContDurOfCareCont": ""},
        CONTACT | {"CareContactId": "missed", "CareContDate": "2024-04-12", "AttendOrDNACode": "3"},
        CONTACT | {"CareContactId": "too-long", "CareContDate": "2024-04-13", "ClinContDurOfCareCont": "481"},
        CONTACT | {"CareContactId": "after", "CareContDate": "2024-04-21"},
        CONTACT | {"CareContactId": "follow-up", "CareContDate": "2024-04-22", "AppType": "06"},
        CONTACT | {"CareContactId": "second-that-day"},
        CONTACT | {"CareContactId": "years-later", "CareContDate": "2027-01-11", "AppType": "06"},
        CONTACT
        | {
            "CareContactId": "unplanned",
            "PlannedCareContIndicator": "N",
            "AttendOrDNACode": "",
            "CareContDate": "2024-04-14",
        },
    ]
    activities = [
        ACTIVITY,
        ACTIVITY | {"CareActId": "A2", "CareContactId": "missed"},
        ACTIVITY | {"CareActId": "A3", "CareContactId": "too-long", "ClinContactDurOfCareAct": "482"},
        ACTIVITY | {"CareActId": "A4", "CareContactId": "after"},
    ]
    scores = [
        PLACE | {"CareActId": act, "CodedAssToolType": "720433000", "PersScore": "12"} for act in ("A1", "A2", "A4")
    ]
    dated = [
        PLACE
        | {
            "ServiceRequestId": "without-fault",
            "CodedAssToolType": "720433000",
            "PersScore": "12",
            "AssToolCompDate": day,
        }
        for day in ("2024-04-20", "2024-04-21")
    ]
    records = extract(
        tmp_path_factory.mktemp("broken"),
        IDS001MPI=patients,
        IDS101Referral=referrals,
        IDS201CareContact=contacts,
        IDS202CareActivity=activities,
        IDS606CodedScoreAssessmentRefer=dated,
        IDS607CodedScoreAssessmentAct=scores,
    )
    return outcomes(records)


def keys(outcome):
    return [example.key for example in outcome.examples]


@pytest.mark.parametrize("rule", REFERRALS_THAT_BREAK)
def test_a_referral_that_breaks_a_rule_is_found(broken, rule):
    assert rule[:20] in keys(broken[rule]), broken[rule]


def test_a_sound_referral_breaks_nothing(tmp_path):
    """Counted, as examples do not show every row: each rule made to break above is asked of it, and kept."""
    sound = outcomes(extract(tmp_path))
    assert {rule: outcome.broken for rule, outcome in sound.items() if outcome.broken} == {}
    assert all(sound[rule].checked == 1 for rule in REFERRALS_THAT_BREAK if sound[rule].rule.asked is None)


def test_each_made_referral_breaks_one_rule_unless_it_cannot_but_break_two(broken):
    """A wait of two years leaves all else in order; a discharge taken away takes the finished course with it."""
    alone = {r for r, o in broken.items() if o.rule.table == "IDS101Referral" and o.broken == 1}
    assert {
        "treated-after-referral",
        "treatments-in-order",
        "wait-likely",
        "recovered-was-a-case",
        "range-of-phq-9",
    } <= alone


def test_what_two_rows_of_a_pathway_say_differently(broken):
    for rule in ("pathway-speaks-once", "organisations-constant", "characteristics-constant"):
        assert (broken[rule].broken, keys(broken[rule])) == (2, ["pair"]), rule


def test_a_record_number_leads_to_one_person(broken):
    assert (broken["person-record-once"].broken, keys(broken["person-record-once"])) == (2, ["AGAIN", "YOUNG"])
    # the number 99 leads nowhere; number 3, which two patients have, is that of two referrals
    assert broken["referral-has-one-person"].broken == 3


@pytest.mark.parametrize(
    ("rule", "contacts", "asked"),
    [
        ("attended-has-duration", ["no-time"], 8),
        ("missed-has-no-duration", ["missed"], 1),
        ("missed-has-no-activity", ["missed"], 1),
        ("contact-within-a-day", ["too-long"], 9),
        ("attended-before-discharge", ["after"], 6),
        ("contact-soon-enough", ["years-later"], 8),
        ("one-treatment-a-day", ["C1", "second-that-day"], 6),
        ("contact-the-same-everywhere", [], 9),
    ],
)
def test_contacts(broken, rule, contacts, asked):
    assert (keys(broken[rule]), broken[rule].checked) == (contacts, asked)


def test_activities_and_scores(broken):
    assert keys(broken["activity-within-contact"]) == ["A3"]
    assert keys(broken["score-at-contact-that-was-kept"]) == ["A2"]
    assert keys(broken["score-at-contact-before-discharge"]) == ["A4"]
    assert broken["score-before-discharge"].broken == 1


def test_what_only_the_warehouse_derives_is_not_asked_where_it_is_not_there(tmp_path):
    told = {"PathwayID": "A", "ServiceRequestId": "A", "ReferralRequestReceivedDate": "2024-04-01"}
    found = outcomes(extract(tmp_path, IDS101Referral=[PLACE | told]))
    assert found["course-finished"].reason == "the extract has no CompletedTreatment_Flag in IDS101Referral"
    assert found["answers-add-up-at-contact"].broken is None


def test_rules_are_warnings_with_words_and_a_source():
    rules = our_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.origin is Origin.OURS
        assert rule.severity is Severity.WARNING
        assert rule.words.endswith(".")
        assert rule.source
