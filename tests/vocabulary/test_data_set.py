"""The national data set as data: complete, consistent with itself, every entry with a source that is cited."""

from __future__ import annotations

from collections import Counter

import pytest

from caseness.vocabulary import table as rows_of
from caseness.vocabulary.data_set import (
    CodeKind,
    FieldStatus,
    FieldType,
    Severity,
    citations,
    codes,
    codes_for,
    concepts,
    field_called,
    fields,
    official_rules,
    table_called,
    tables,
    version_in,
    versions,
)

FILES = (
    "codes",
    "concepts",
    "fields",
    "problems",
    "questionnaires",
    "tables",
    "therapies",
    "validation_rules",
    "versions",
    "warehouse_fields",
)


@pytest.mark.parametrize("file", FILES)
def test_every_entry_cites_its_source(file):
    for row in rows_of(f"data_set/{file}"):
        assert all(citations(row["source"])), row


def test_the_numbers_of_the_official_rules():
    """13 reject the file, 37 the group, 247 the record, 85 warn: 382 in all (notes on the public validator, v2.0)."""
    tally = Counter(rule.severity for rule in official_rules())
    assert tally == {
        Severity.REJECT_FILE: 13,
        Severity.REJECT_GROUP: 37,
        Severity.REJECT_RECORD: 247,
        Severity.WARNING: 85,
    }
    assert len({rule.rule for rule in official_rules()}) == 382


def test_every_rule_is_about_a_field_that_exists():
    for rule in official_rules():
        if rule.table and rule.field:
            assert field_called(rule.table, rule.field), rule
        elif rule.table:
            assert table_called(rule.table), rule


def test_the_tables_hang_together():
    names = {t.table for t in tables()}
    for t in tables():
        columns = {f.field for f in fields(t.table)}
        assert t.key is None or t.key in columns, t
        if t.parent:
            assert t.parent in names
            assert t.parent_key in columns
            assert t.parent_key in {f.field for f in fields(t.parent)}


def test_version_2_1_has_144_submitted_items_of_which_4_are_dropped_ones():
    official = [f for t in tables() for f in fields(t.table, derived=False) if f.item]
    assert len(official) == 144
    assert sum(f.until_version == "2.0" for f in official) == 4
    assert len({f.item for f in official}) == 144


def test_every_code_list_that_a_field_names_is_there():
    lists = {row["code_list"] for row in rows_of("data_set/codes")}
    named = {f.code_list for t in tables() for f in fields(t.table) if f.code_list}
    assert named - lists == set()
    assert lists - named == set()


def test_no_list_has_a_code_twice():
    for code_list in {row["code_list"] for row in rows_of("data_set/codes")}:
        given = [code.code for code in codes(code_list)]
        assert len(given) == len(set(given)), code_list


def test_names_match_without_regard_to_case_and_former_names_lead_to_the_present_one():
    assert table_called("ids101referral") == table_called("IDS101REFERRAL") == table_called("referrals")
    assert table_called("IDS999") is None
    source = field_called("IDS101Referral", "sourceofreferralmh")
    assert source
    assert source.field == "SourceOfReferralIAPT"
    assert source.former_name == "SourceOfReferralMH"
    medium = field_called("IDS201CareContact", "ConsMediumUsed")
    assert medium
    assert medium.field == "ConsMechanism"
    assert field_called("IDS201CareContact", "Weather") is None


def test_a_field_as_declared():
    birth = field_called("IDS001MPI", "PersonBirthDate")
    assert birth
    assert (birth.type, birth.status, birth.item) == (FieldType.DATE, FieldStatus.MANDATORY, "I001060")
    number = field_called("IDS101Referral", "ServiceRequestId")
    assert number
    assert (number.type, number.longest) == (FieldType.TEXT, 20)
    assert number.status_basis == "inferred from IDS10104"


def test_the_codes_that_decide_a_measure():
    assert codes_for("AttendOrDNACode", "attended") == ("5", "6")
    assert codes_for("AppType", "treatment") == ("02", "03", "05")
    assert codes_for("AppType", "assessment") == ("01", "03")
    assert codes_for("AppType", "follow_up") == ("06",)
    assert codes_for("EndCode", "not_seen") == ("50",)
    assert codes_for("EndCode", "treated") == ("46", "47", "48", "49", "96")
    with pytest.raises(ValueError, match="no code of AppType counts as lunch"):
        codes_for("AppType", "lunch")


def test_codes_that_only_say_that_nothing_is_known():
    default = {code.code for code in codes("EthnicCategory") if code.kind is CodeKind.DEFAULT}
    assert default == {"Z", "99"}
    assert {c.code for c in codes("BenefitIndicator") if c.kind is CodeKind.DEFAULT} == {"U", "Z"}


def test_a_code_without_a_published_meaning_has_none():
    assert {code.meaning for code in codes("PauseReason")} == {None}


def test_media_moved_between_versions():
    media = {code.code: (code.since_version, code.until_version) for code in codes("ConsMechanism")}
    assert media["01"] == ("2.0", None)
    assert media["08"] == ("2.0", "2.0")
    assert media["11"] == ("2.1", None)


@pytest.mark.parametrize(
    ("month", "version"),
    [("2015-06", "1.5"), ("2020-08", "1.5"), ("2020-09", "2.0"), ("2022-04", "2.1"), ("2031-01", "2.1")],
)
def test_the_version_in_force(month, version):
    assert version_in(month).version == version


def test_versions_follow_each_other():
    assert [v.version for v in versions()] == ["1.5", "2.0", "2.1"]
    assert versions()[-1].to_month is None


def test_concepts_have_their_ranges():
    work = next(c for c in concepts("questionnaire_item") if c.name == "WSAS: work")
    assert (work.lowest, work.highest) == (0, 9)
    assert concepts("experience")[6].permitted == ("Y", "N")
