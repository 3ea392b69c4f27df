from __future__ import annotations

from . import examples
from .examples import ENGLAND, PROVIDER, RECOVERY, REFERRALS


def value_of(published, measure="referrals_received"):
    rows = published.figures.filter(published.figures.measure == measure).to_pyarrow().to_pylist()
    return sorted((row["value"], row["source_file"]) for row in rows)


def test_the_same_figure_in_two_files_is_read_once(read):
    text = examples.monthly([*ENGLAND, *REFERRALS, "100"], [*PROVIDER, *REFERRALS, "*"])
    published = read({"a.csv": text, "b.csv": text})
    assert (published.reading.figures, published.reading.repeated, published.reading.conflicting) == (2, 2, 0)
    assert published.figures.count().to_pyarrow().as_py() == 2


def test_in_different_layouts_too(read):
    raw = examples.monthly([*ENGLAND, *REFERRALS, "163719"])
    tidy = examples.monthly_tidy([*ENGLAND, "M001", "referrals_received", "count", "163719.0"])
    published = read({"raw.csv": raw, "tidy.csv": tidy})
    assert (published.reading.figures, published.reading.repeated) == (1, 1)


def test_of_different_values_the_later_publication_is_kept_and_the_conflict_listed(read):
    early = examples.monthly([*ENGLAND, *REFERRALS, "100"])
    late = early.replace(",100", ",101") + "2023-06-01,2023-06-30," + ",".join([*ENGLAND, *REFERRALS, "120"]) + "\n"
    published = read({"z-early.csv": early, "a-late.csv": late})
    assert value_of(published) == [(101, "folder/a-late.csv"), (120, "folder/a-late.csv")]
    assert (published.reading.repeated, published.reading.conflicting) == (0, 1)
    (conflict,) = published.reading.conflicts
    assert conflict.figure == "referrals_received, count, England, 2023-05-01 to 2023-05-31"
    assert (conflict.kept, conflict.kept_file) == ("101.0", "folder/a-late.csv")
    assert (conflict.other, conflict.other_file) == ("100.0", "folder/z-early.csv")


def test_between_files_that_cover_the_same_the_last_name_is_kept(read):
    first = examples.monthly([*PROVIDER, *REFERRALS, "10"])
    published = read(
        {"may.csv": first, "may-v2.csv": first.replace(",10\n", ",*\n"), "april.csv": examples.monthly(GONE)}
    )
    assert value_of(published) == [(10, "folder/may.csv")]
    assert [c.other for c in published.reading.conflicts] == ["suppressed"]


GONE = [*ENGLAND, *RECOVERY, "1"]


def test_a_figure_given_twice_in_one_file_is_a_conflict_like_any(read):
    published = read(examples.monthly([*ENGLAND, *REFERRALS, "1"], [*ENGLAND, *REFERRALS, "2"]), name="may.csv")
    assert value_of(published) == [(2, "may.csv")]
    assert published.reading.conflicting == 1


def test_figures_of_different_publications_do_not_meet(read):
    monthly = examples.monthly([*ENGLAND, *REFERRALS, "1"], start="2023-04-01", end="2024-03-31")
    annual = examples.annual_tidy(
        ["England", "All", "All", "Total", "NULL", "NULL", "referrals_received", "count", "2"]
    )
    published = read({"monthly.csv": monthly, "annual.csv": annual})
    assert (published.reading.figures, published.reading.conflicting) == (2, 0)


def test_providers_of_different_commissioners_do_not_meet(read):
    pairs = [["SubICB/Provider", code, "X", "RX1", "N", *REFERRALS, "10"] for code in ("99A", "00T")]
    published = read(examples.monthly(*pairs))
    assert (published.reading.figures, published.reading.repeated) == (2, 0)


def test_what_two_files_have_in_common_is_counted_by_how_it_changed(read):
    early = examples.monthly([*ENGLAND, *REFERRALS, "100"], [*ENGLAND, *RECOVERY, "7"], [*PROVIDER, *REFERRALS, "*"])
    late = early.replace(",100\n", ",110\n").replace(",*\n", ",5\n")
    (overlap,) = read({"a.csv": early, "b.csv": late}).reading.overlaps
    assert (overlap.publication, overlap.kept_file, overlap.other_file) == ("monthly", "folder/b.csv", "folder/a.csv")
    assert (overlap.equal, overlap.different, overlap.filled, overlap.emptied) == (1, 2, 1, 0)
    assert overlap.largest == 0.1
    assert (overlap.period_start, overlap.period_end) == ("2023-05-01", "2023-05-31")
