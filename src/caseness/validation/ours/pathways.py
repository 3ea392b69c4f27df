"""A pathway in a month is one row, of one person, one commissioner and one provider."""

from __future__ import annotations

from caseness.validation.across import Counted, Twice, Varying
from caseness.validation.marks import Above
from caseness.validation.ours.declaring import METADATA, PATIENTS, REFERRALS, SCRIPTS, Kind, ours

_PATHWAY_MONTH = ("PathwayID", "Unique_MonthID")
_SPEAKING = Twice(_PATHWAY_MONTH, flag="UsePathway_Flag")
_PERSON_TWICE = Twice(("RecordNumber",))
_PERSONS = Counted(PATIENTS, "RecordNumber")
_ORGANISATIONS = Varying(_PATHWAY_MONTH, ("OrgIDComm", "OrgID_Provider"))
_CHARACTERISTICS = tuple(Above(PATIENTS, field) for field in ("Gender", "EthnicCategory", "PersonBirthDate"))
_CHARACTERISTICS_VARY = Varying(_PATHWAY_MONTH, above=_CHARACTERISTICS)

RULES = (
    ours(
        "pathway-speaks-once",
        Kind.CONTRADICTION,
        REFERRALS,
        "UsePathway_Flag",
        "More than one row speaks for a pathway in a month (UsePathway_Flag), over all submissions that count.",
        lambda t: t[_SPEAKING.column],
        source=METADATA,
        marks=(_SPEAKING,),
    ),
    ours(
        "person-record-once",
        Kind.CONTRADICTION,
        PATIENTS,
        "RecordNumber",
        "A record number stands in more than one row of the patient table.",
        lambda t: t[_PERSON_TWICE.column],
        source=SCRIPTS,
        marks=(_PERSON_TWICE,),
    ),
    ours(
        "referral-has-one-person",
        Kind.CONTRADICTION,
        REFERRALS,
        "RecordNumber",
        "The record number of a referral leads to no row of the patient table, or to more than one.",
        lambda t: t[_PERSONS.column] != 1,
        source=SCRIPTS,
        marks=(_PERSONS,),
    ),
    ours(
        "organisations-constant",
        Kind.CONTRADICTION,
        REFERRALS,
        "OrgIDComm",
        "Rows of one pathway in one month have different commissioners or providers, so that sums over rows count it twice.",
        lambda t: t[_ORGANISATIONS.column],
        source=SCRIPTS,
        innocent="A person can move to another commissioner's area during a month.",
        marks=(_ORGANISATIONS,),
    ),
    ours(
        "characteristics-constant",
        Kind.CONTRADICTION,
        REFERRALS,
        "LocalPatientId",
        "Rows of one pathway in one month have different genders, ethnic categories or dates of birth.",
        lambda t: t[_CHARACTERISTICS_VARY.column],
        source=SCRIPTS,
        innocent="What a person states can be put right, or change, between two contacts.",
        marks=(*_CHARACTERISTICS, _CHARACTERISTICS_VARY),
    ),
)
