"""The page, record and tables of a validation: what a data lead reads, and nothing else."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from caseness.report import ValidationForm, write_validation
from caseness.report.validation import broken_rows, headline, validation_page, validation_record
from caseness.report.validation.fields import Heat, field_tables
from caseness.report.validation.rules import filters, not_computed, tally
from report.made_validation import HOSTILE, examined


@pytest.fixture(scope="module")
def page():
    return validation_page(examined(), "april")


class _Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hashes: list[str] = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [str(given["id"])] if "id" in given else []
        self.hashes += [str(given["href"])[1:]] if str(given.get("href", "")).startswith("#") else []
        self.scripts += tag == "script"


def test_the_headline_says_how_many_rules_are_broken():
    assert headline(examined()) == "2 of 3 rules tested are broken, 1 of them such that rows or files are rejected."
    assert headline(examined(sound=True)) == "No rule of 1 tested is broken."


def test_what_rejects_comes_first_with_its_share():
    first, second = broken_rows(examined())
    assert (first.outcome.rule.id, first.severity, first.share) == ("IDS20171", "Rejects the record", "2%")
    assert (second.share, second.months, second.providers) == ("6 of 18", "2024-04 to 2024-06", 2)
    assert [(f.words, f.rules) for f in filters([first, second])] == [
        ("All", 2),
        ("Reject", 1),
        ("Warnings", 1),
        ("Official", 1),
        ("Ours", 1),
    ]


def test_every_rule_is_in_the_tally():
    assert sum(number for _words, number in tally(examined())) == 4
    ((reason, rules),) = not_computed(examined())
    assert (reason, [o.rule.id for o in rules]) == ("the extract has no IDS606CodedScoreAssessmentRefer", ["IDS60617"])
    assert examined().disabled_by("IDS606CodedScoreAssessmentRefer") == 1


def test_fields_are_parted_by_month_and_provider_with_the_share_in_each_cell():
    (table,) = field_tables(examined())
    assert [grid.caption for grid in table.grids] == ["by month", "by provider", f"{HOSTILE} by month", "PRVA by month"]
    (field, records, cells) = table.rows[0]
    assert (field, records) == ("CareContDate", "621")
    assert cells == (Heat("50%"), Heat("0"), Heat("0"), Heat("0"), Heat("50%", 3))  # 309 of 621
    by_provider = dict(table.grids[1].rows)["CareContDate"]
    assert by_provider == (Heat("43%", 3), Heat("50%", 4))  # 9 of 21, 300 of 600
    own = dict(table.grids[2].rows)["CareContDate"]
    assert own[0] == Heat("3 of 7", 3)


def test_hostile_names_stay_text_and_every_link_lands(page):
    read = _Read(page)
    assert read.scripts == 1
    assert len(read.ids) == len(set(read.ids))
    assert set(read.hashes) <= set(read.ids)
    assert HOSTILE not in page.split("</head>")[1]


def test_it_says_that_it_is_internal_and_when_it_is_synthetic(page):
    assert "Internal to the service." in page
    assert "Synthetic." not in page
    assert "Synthetic." in validation_page(examined(synthetic=True), "made")


def test_what_is_missing_and_what_it_disables_is_on_the_page(page):
    for words in (
        "Postcode",
        "the row has too few columns",
        "IDS101Refs.csv",
        "What else could explain this",
        "2024-05",
    ):
        assert words in page
    assert re.search(r"IDS606CodedScoreAssessmentRefer</th><td class=\"n\">1</td>", page)


def test_an_extract_that_breaks_nothing_says_none():
    page = validation_page(examined(sound=True), "april")
    assert "No rule of 1 tested is broken." in page
    assert 'class="rules-table"' not in page


def test_the_record_has_numbers_and_nulls():
    record = json.loads(json.dumps(validation_record(examined()), allow_nan=False))
    by_rule = {one["rule"]: one for one in record["rules"]}
    assert (by_rule["IDS20171"]["broken"], by_rule["IDS20171"]["checked"]) == (12, 600)
    assert (by_rule["IDS60617"]["broken"], by_rule["IDS60617"]["checked"]) == (None, None)
    assert record["submissions"]["not_sent"] == [{"provider": "PRVA", "month": "2024-05", "files": 0, "counts": []}]


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (ValidationForm.JSON, ["validation.json"]),
        (ValidationForm.CSV, ["failures.csv", "submissions.csv", "vodim.csv"]),
    ],
)
def test_the_record_or_the_tables_alone(tmp_path, form, names):
    assert write_validation(examined(), tmp_path / "out", name="april", form=form) == tmp_path / "out"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names


def test_the_same_validation_gives_the_same_bytes(page):
    assert validation_page(examined(), "april") == page
