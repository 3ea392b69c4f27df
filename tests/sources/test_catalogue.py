"""The catalogue: addresses that are proper, periods that are told right, and how files are picked."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from caseness.sources.catalogue import STATISTICS, Issue, Kind, issues, publications, select
from caseness.vocabulary.period import Period, month_of, year_of

OFFICIAL = ("https://files.digital.nhs.uk/", "https://digital.nhs.uk/")


def labels(found: list[Issue]) -> list[str]:
    return [str(issue) for issue in found]


def test_every_address_is_listed_once_and_encrypted() -> None:
    addresses = [issue.address for issue in issues()]
    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith("https://") for address in addresses)


def test_statistics_come_from_the_publisher() -> None:
    assert all(issue.address.startswith(OFFICIAL) for issue in select())
    assert all(publications()[kind].page.startswith("https://digital.nhs.uk/") for kind in STATISTICS)


def test_no_two_files_would_be_put_in_one_place() -> None:
    places = [(issue.kind, issue.label if issue.format == "zip" else "", issue.name) for issue in issues()]
    assert len(set(places)) == len(places)


def test_every_kind_is_described() -> None:
    assert set(publications()) == set(Kind)
    assert {issue.kind for issue in issues()} == set(Kind)


def test_every_month_since_2021_is_there() -> None:
    months = [issue.period for issue in select(kinds=[Kind.MONTHLY])]
    first, last = min(months), max(months)
    assert first == month_of(2021, 1)
    assert len(set(months)) == len(months) == (last.start.year - 2021) * 12 + last.start.month


def test_an_archive_is_one_file_with_the_members_to_expect() -> None:
    (issue,) = select(kinds=[Kind.THERAPY_OUTCOMES], years=["2024-25"])
    assert set(issue.members) == {"Therapy Based Outcomes Table 4-2.csv", "Therapy Based Outcomes Table 1.csv"}


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("2024-25", year_of(2024)),
        ("2021-12", month_of(2021, 12)),
        ("2026-27-q1", Period(date(2026, 4, 1), date(2026, 6, 30))),
        ("2025-26-q4", Period(date(2026, 1, 1), date(2026, 3, 31))),
    ],
)
def test_labels_are_periods(label: str, period: Period) -> None:
    assert {issue.period for issue in issues() if issue.label == label} == {period}


def test_a_financial_year_has_its_months_its_quarters_and_its_annual_files() -> None:
    found = labels(select(years=["2023-24"]))
    assert found[0] == "monthly 2024-03"
    assert found[11] == "monthly 2023-04"
    assert found[12:] == ["quarterly 2023-24-q1", "annual 2023-24", "therapy-outcomes 2023-24"]
    assert found == labels(select(years=["2023/24"])) == labels(select(years=["2023-2024"]))


def test_a_calendar_year_has_what_begins_in_it() -> None:
    found = labels(select(years=["2023"]))
    assert found[0] == "monthly 2023-12"
    assert found[11] == "monthly 2023-01"
    assert found[12:] == ["quarterly 2023-24-q1", "annual 2023-24", "therapy-outcomes 2023-24"]


def test_kinds_narrow_and_periods_add_up() -> None:
    assert labels(select(kinds=[Kind.ANNUAL], years=["2018-19", "2019-20"])) == ["annual 2019-20", "annual 2018-19"]
    assert labels(select(months=["2024-06", "2024-07"])) == ["monthly 2024-07", "monthly 2024-06"]


@pytest.mark.parametrize("year", ["24", "2024-26", "2024-24", "last", "1999", "2024-2026"])
def test_what_is_no_year_is_told(year: str) -> None:
    with pytest.raises(ValueError, match=r"is no year; write 2024-25"):
        select(years=[year])


@pytest.mark.parametrize("month", ["2024-13", "2024", "06-2024", "2024-6"])
def test_what_is_no_month_is_told(month: str) -> None:
    with pytest.raises(ValueError, match=r"is no month; write 2024-06"):
        select(months=[month])


def test_the_addresses_are_those_of_the_reference(shared) -> None:
    """Against the list they were taken from; quarters are listed elsewhere, an interface is no file."""
    with (shared / "reference" / "publication-addresses.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["address"] for row in csv.DictReader(file) if row["format"] != "api"}
    ours = {issue.address for issue in issues() if issue.kind is not Kind.QUARTERLY}
    assert ours <= listed
    assert {address for address in listed - ours if "metadata" not in address} == set()
