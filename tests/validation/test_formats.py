"""What is well formed: every format of the data set with what fits and what does not."""

from __future__ import annotations

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.validation.formats import has_format, nhs_number_checks, well_formed
from caseness.vocabulary.data_set import field_called, fields, tables


def fits(table: str, field: str, *texts: str) -> list[bool]:
    declared = field_called(table, field)
    assert declared
    return _evaluated(lambda text: well_formed(text, declared), texts)


def _evaluated(test, texts) -> list[bool]:
    column = ibis.memtable({"n": list(range(len(texts))), "text": list(texts)}, schema={"n": "int64", "text": "string"})
    rows = column.select(column.n, fits=test(column.text)).order_by("n").to_pyarrow().to_pylist()
    return [row["fits"] for row in rows]


@pytest.mark.parametrize(
    ("table", "field", "good", "bad"),
    [
        ("IDS101Referral", "ServDischDate", ("2024-02-29", "29/02/2024"), ("2023-02-29", "soon")),
        ("IDS101Referral", "OnsetDate", ("2023-05",), ("May 2023",)),
        ("IDS101Referral", "ServiceRequestId", ("R-1/2", "x" * 20), ("x" * 21,)),
        ("IDS101Referral", "OrgIDComm", ("16C", "12345"), ("1", "123456")),
        ("IDS201CareContact", "ClinContDurOfCareCont", ("0", "50", "9999"), ("10000", "-1", "an hour")),
        ("IDS201CareContact", "CareContTime", ("09:30", "23:59:59"), ("24:00",)),
        ("IDS606CodedScoreAssessmentRefer", "CodedAssToolType", ("720433000",), ("PHQ9", "12345", "1" * 19)),
        ("IDS202CareActivity", "CodeProcAndProcStatus", ("304891004", "304891004:408730004=443390004"), ("CBT",)),
        ("IDS001MPI", "Postcode", ("SW1A 1AA", "sw1a1aa", "M1 1AE", "ZZ99 3VZ"), ("LONDON", "SW1A", "1AA SW1")),
        ("IDS000Header", "DatSetVer", ("2.1",), ("2", "two")),
    ],
)
def test_what_fits_a_format(table, field, good, bad):
    assert fits(table, field, *good) == [True] * len(good)
    assert fits(table, field, *bad) == [False] * len(bad)


def test_every_format_that_the_data_set_names_is_judged():
    """A format in words, not just a length, is one that a pattern or a type stands for."""
    said = {f.format for t in tables() for f in fields(t.table, derived=False) if f.format and f.type == "text"}
    in_words = {f for f in said if not f.replace("min ", "").startswith(("an", "max an"))}
    for name in in_words:
        field = next(f for t in tables() for f in fields(t.table) if f.format == name)
        assert not fits(field.table, field.field, "?" * (field.longest or 10))[0], name


def test_a_field_of_which_nothing_is_known_has_no_format():
    unknown = field_called("IDS001MPI", "EthnicCategory2021")
    assert unknown
    assert not has_format(unknown)


def _check_digit_is_right(number: str) -> bool:
    """The published algorithm, step by step: 11 less the remainder, 11 stands for 0 and 10 for no number."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(10, 1, -1), strict=True))
    check = 11 - total % 11
    return check != 10 and int(number[9]) == (0 if check == 11 else check)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.from_regex(r"\A[0-9]{10}\Z"), min_size=100, max_size=200))
def test_nhs_numbers_by_the_published_algorithm(numbers):
    numbers = [*numbers, "9434765919", "9434765918", "943476591", "94347659190", "943476591X"]
    expected = [len(n) == 10 and n.isdigit() and _check_digit_is_right(n) for n in numbers]
    assert _evaluated(nhs_number_checks, numbers) == expected
    assert expected[-5:] == [True, False, False, False, False]
