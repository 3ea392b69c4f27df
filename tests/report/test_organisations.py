"""The pages of organisations: what they say, that nothing in a name runs, and the files beside the report."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from importlib import resources
from typing import TYPE_CHECKING

import jsonschema
import pytest

from caseness.audit import Audit
from caseness.checks.finding import Interval
from caseness.report import write
from caseness.report.organisation_record import FIGURES, SERIES, organisation_tables, organisations_record
from caseness.report.organisations import anchor, by_key, in_page, index, organisation_page, within_report
from caseness.report.run_line import domain, run_line
from caseness.vocabulary import Level
from organisations.made import HOSTILE, made_profiles

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.organisations import Profile


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Profile]:
    return {profile.code: profile for profile in made_profiles(tmp_path_factory.mktemp("made"))}


@pytest.fixture(scope="module")
def audit(made: dict[str, Profile]) -> Audit:
    return Audit(sources=(), findings=(), not_run=(), organisations=tuple(made.values()))


def text_of(profile: Profile, made: dict[str, Profile]) -> str:
    (packed,) = (page for page in within_report(tuple(made.values())).pages if page.anchor == anchor(profile.key))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", packed.html)).split())


def test_cautions_come_before_figures_and_conclusions_last(made: dict[str, Profile]):
    text = text_of(made["P1"], made)
    places = [
        text.index(words)
        for words in ("Before reading the figures", "Who leaves", "Outcomes", "by group", "Before drawing")
    ]
    assert places == sorted(places)


def test_a_strip_has_its_marks_in_per_cent(made: dict[str, Profile]):
    page = organisation_page(made["P1"], by_key(made.values()), in_page)
    rows = {row.label: row for group in page.groups for row in group.rows}
    # 250 of 500 − 50: 55.6%, England 900 of 2,000 − 200: 50%
    recovered = rows["Recovered, of finished cases"]
    assert recovered.places.startswith("--d:55.6;--l:50.9;--h:60.1;--e:50")
    assert (recovered.value, recovered.chance, recovered.england) == ("56%", "51% to 60%", "50.0%")


def test_limits_only_get_no_dot(made: dict[str, Profile]):
    page = organisation_page(made["P1"], by_key(made.values()), in_page)
    (fifth,) = page.equity[0].rows[:1]
    assert fifth.kind == "limits"
    assert fifth.value == "[c]"
    assert "--d" not in fifth.places
    assert "--m" in fifth.places


def test_nothing_printed_is_a_dotted_line(made: dict[str, Profile]):
    page = organisation_page(made["P4"], by_key(made.values()), in_page)
    assert {row.kind for group in page.groups for row in group.rows} == {"unknown"}
    assert made["P4"].line("Recovered, of finished cases").estimate.interval is not Interval.SAMPLING


def test_peers_are_linked_where_they_have_a_page_and_come_by_name(made: dict[str, Profile]):
    whole = organisation_page(made["P1"], by_key(made.values()), in_page).peers
    assert [row.own for row in whole] == [True, False, False]
    assert [row.href for row in whole[1:]] == ["#org-provider-p2", "#org-provider-p3"]
    alone = organisation_page(made["P1"], by_key([made["P1"]]), in_page).peers
    assert [row.href for row in alone] == ["", "", ""]


def test_the_index_folds_what_ended_and_finds_by_old_names(made: dict[str, Profile]):
    shelves = {shelf.title: shelf for shelf in index(tuple(made.values()), in_page)}
    assert {title: shelf.folded for title, shelf in shelves.items()} == {
        "Providers": False,
        "Providers that ended": True,
        "Integrated care boards (ICB)": False,
    }
    (entries,) = (entries for _title, entries in shelves["Providers"].parts)
    assert any("Old Mill" in entry.find for entry in entries)


def test_a_hostile_name_is_text_everywhere(audit: Audit, tmp_path: Path):
    for pages in (False, True):
        out = tmp_path / str(pages)
        write(audit, out, pages=pages)
        for path in out.rglob("*.html"):
            page = path.read_text(encoding="utf-8")
            assert "<script>alert" not in page
            assert page.count("</noscript>") == page.count("<noscript>")
    assert HOSTILE in unescape((tmp_path / "True/organisations/org-provider-p2.html").read_text(encoding="utf-8"))


def test_with_pages_each_organisation_has_a_file_and_the_index_is_light(audit: Audit, tmp_path: Path):
    write(audit, tmp_path, pages=True)
    names = {path.name for path in (tmp_path / "organisations").iterdir()}
    assert names == {f"org-provider-p{n}.html" for n in range(1, 5)} | {"org-icb-b1.html"}
    index_page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="organisations/org-provider-p1.html"' in index_page
    assert "<noscript>" not in index_page
    own = (tmp_path / "organisations/org-provider-p1.html").read_text(encoding="utf-8")
    assert 'href="org-provider-p3.html"' in own
    assert 'href="../index.html#organisations"' in own


def test_files_of_organisations_go_when_a_later_report_has_none(audit: Audit, tmp_path: Path):
    write(audit, tmp_path, pages=True)
    (tmp_path / "organisations" / "mine.html").write_text("kept", encoding="utf-8")
    write(audit, tmp_path)
    assert [path.name for path in (tmp_path / "organisations").iterdir()] == ["mine.html"]


def test_the_record_meets_its_schema(audit: Audit, tmp_path: Path):
    write(audit, tmp_path)
    record = json.loads((tmp_path / "organisations.json").read_text(encoding="utf-8"))
    schema = json.loads((resources.files("caseness.report") / "organisations.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(record)
    assert record == json.loads(json.dumps(organisations_record(audit.organisations)))
    assert [one["code"] for one in record["organisations"]] == [p.code for p in audit.organisations]


def test_the_tables_have_every_figure_and_every_month(audit: Audit, tmp_path: Path):
    write(audit, tmp_path)
    with (tmp_path / FIGURES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = sum(len(group.lines) for p in audit.organisations for group in (*p.groups, *p.equity))
    assert len(rows) == shown
    with (tmp_path / SERIES).open(encoding="utf-8", newline="") as file:
        months = [row for row in csv.DictReader(file) if row["series"] == "recovery"]
    assert [row["value"] for row in months].count("[x]") == 1
    assert organisation_tables(()) == {}


def test_a_report_without_organisations_says_nothing_of_them(tmp_path: Path):
    write(Audit(sources=(), findings=(), not_run=()), tmp_path)
    assert not (tmp_path / "organisations.json").exists()
    assert 'id="organisations"' not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_run_line_is_broken_at_a_gap_and_fills_what_meets_a_rule(made: dict[str, Profile]):
    (run, _referrals) = made["P1"].runs
    drawn = run_line(run, "r")
    assert domain(run) == (0.2, 0.8)
    assert drawn.line.count("M") == 2
    # thirteen known months, the last of them (30%, outside the limits) filled at (80 − 30) ÷ 60 of the height
    assert drawn.hollow.count("h0") == 12
    assert drawn.filled == "M1000 83.3h0"
    assert drawn.title == "Recovery left the limits downwards in May 2025"
    assert drawn.alt.endswith("1 period missing.")


def test_counts_start_at_nothing(made: dict[str, Profile]):
    (_recovery, referrals) = made["P1"].runs
    assert domain(referrals) == (0, 100)


def test_every_real_page_is_small_and_the_whole_stays_light(real_profiles: tuple[Profile, ...]):
    pages = within_report(real_profiles).pages
    sizes = sorted(len(page.html.encode()) for page in pages)
    assert sum(sizes) / len(sizes) < 12_500
    assert sum(sizes) < 8_500_000
    assert len({page.anchor for page in pages}) == len(pages) == len(real_profiles)


def test_anchors_tell_a_partnership_from_a_board():
    assert anchor((Level.STP, "QKS")) != anchor((Level.ICB, "QKS"))
