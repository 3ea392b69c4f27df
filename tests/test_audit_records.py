"""Records in an audit: what runs on them, what they may stand beside, and how what they give leaves the house."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from dataclasses import replace

import duckdb
import pytest
from tests.sources.records.extracts import national, write

from caseness.audit import audit
from caseness.checks.finding import ReportMark
from caseness.comparison import Cause, compare, read_audit
from caseness.errors import InputRefused
from caseness.materiality import Materiality
from caseness.sources.published import headline
from caseness.sources.records import holds_tables, open_records

HOLDS = "what-the-extract-holds"
FEW = ("--only", HOLDS, "--only", "second-wait", "--only", "C28", "--quiet")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Twelve made-up providers with one referral each."""
    return national(tmp_path_factory.mktemp("made"), *(f"SYN{n:02d}" for n in range(12)))


def test_synthetic_records_stand_alone(made):
    records = open_records(made)
    with pytest.raises(InputRefused, match="synthetic extract was given beside real data"):
        audit([headline(), records], only=[HOLDS])
    with pytest.raises(InputRefused, match="two extracts"):
        audit([records, records], only=[HOLDS])


def test_on_synthetic_records_no_real_figure_is_given(made):
    outcome = audit([open_records(made)], only=[HOLDS, "second-wait", "C28", "beside-trials"])
    assert [finding.id for finding in outcome.findings] == [HOLDS]
    assert {lack.check for lack in outcome.not_run} == {"second-wait", "C28", "beside-trials"}
    assert {lack.reason for lack in outcome.not_run} == {"real figures never stand beside synthetic ones"}
    assert outcome.marks == outcome.findings[0].marks == (ReportMark.SYNTHETIC,)


def test_each_kind_of_check_says_which_source_it_lacks(tmp_path):
    records = open_records(national(tmp_path, "PRV"))
    on_records, on_published = audit([records], only=[HOLDS, "second-wait"]), audit([headline()], only=[HOLDS])
    assert [(lack.check, lack.reason) for lack in on_records.not_run] == [("second-wait", "needs published statistics")]
    assert [(lack.check, lack.reason) for lack in on_published.not_run] == [(HOLDS, "needs record-level data")]
    assert on_records.marks == ()
    assert on_records.findings[0].from_records


def test_real_records_and_published_statistics_are_audited_together(tmp_path):
    outcome = audit([headline(), open_records(national(tmp_path, "PRV"))], only=[HOLDS, "second-wait"])
    assert [(f.id, f.from_records) for f in outcome.findings] == [(HOLDS, True), ("second-wait", False)]


def test_counts_leave_under_control_unless_for_internal_use(made):
    def shown(**options: bool) -> tuple[object, ...]:
        (finding,) = audit([open_records(made)], only=[HOLDS], **options).findings
        return finding.result.estimates[0].value, finding.result.tables[0].rows[1][1], finding.result.answer

    value, of_provider, answer = shown()
    assert (value, of_provider) == (10, "[c]")
    assert answer.startswith("The extract holds 10 referrals of 10 people at 12 providers.")
    value, of_provider, answer = shown(internal=True)
    assert (value, of_provider) == (12, 1)
    assert answer.startswith("The extract holds 12 referrals of 12 people at 12 providers.")


def test_a_folder_is_told_from_its_files(made, tmp_path):
    assert holds_tables(made)
    (tmp_path / "annual.csv").write_text("a,b\n", encoding="utf-8")
    assert not holds_tables(tmp_path)
    assert not holds_tables(tmp_path / "annual.csv")
    (tmp_path / "IDS101Referral").mkdir()
    (tmp_path / "IDS101Referral" / "part-0.csv").write_text("a,b\n", encoding="utf-8")
    assert holds_tables(tmp_path)


def test_everything_written_of_synthetic_records_says_so(run, made, tmp_path):
    assert run("audit", made, *FEW, "--internal", "--out", tmp_path)[0] == 0
    for name in ("findings", "evidence", "provenance"):
        record = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert (record["synthetic"], record["internal"]) == (True, True)
    tables = sorted((tmp_path / "tables").iterdir())
    assert tables
    assert all(path.name.startswith("synthetic-internal-") for path in (*tables, *(tmp_path / "charts").iterdir()))
    for path in tmp_path.rglob("*.csv"):
        rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        assert {row["marked"] for row in rows} <= {"synthetic internal"}, path
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Synthetic: made-up records" in page
    assert "Internal: without disclosure control" in page
    assert "<title>Synthetic, internal. Caseness" in page
    assert "Open Government Licence" not in page


def test_a_report_of_published_statistics_is_not_marked(run, tmp_path):
    assert run("audit", *FEW, "--out", tmp_path)[0] == 0
    record = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert (record["synthetic"], record["internal"]) == (False, False)
    assert 'class="banner"' not in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(path.name.startswith(("second-wait", "c28")) for path in (tmp_path / "tables").iterdir())


def test_refusals_leave_with_their_status(run, made, tmp_path):
    real = national(tmp_path / "real", "PRV")
    assert run("audit", made, real, "-q", "--out", tmp_path / "report")[0] == 3
    status, _out, err = run("audit", "--internal", "--out", tmp_path / "report")
    assert (status, "published statistics have no other form" in err) == (2, True)
    status, _out, err = run("audit", "--therapists", "--out", tmp_path / "report")
    assert (status, "published statistics name no therapists" in err) == (2, True)
    mixed = national(tmp_path / "mixed", "PRV", "SYN01")
    status, _out, err = run("audit", mixed, "-q", "--out", tmp_path / "report")
    assert (status, "mixes made-up providers (SYN01) and others (PRV)" in err) == (3, True)
    assert not (tmp_path / "report").exists()


def test_synthetic_and_real_audits_are_not_compared(run, made, tmp_path):
    assert run("audit", made, *FEW, "--out", tmp_path / "made")[0] == 0
    assert run("audit", *FEW, "--out", tmp_path / "real")[0] == 0
    status, _out, err = run("compare", tmp_path / "made", tmp_path / "real")
    assert (status, "synthetic" in err) == (3, True)


def test_an_extract_without_referrals_is_audited_and_says_so(tmp_path):
    columns = "PathwayID  RecordNumber  UniqueSubmissionID  AuditId  Unique_MonthID  OrgID_Provider"
    empty = write(tmp_path, IDS101Referral=columns, IDS001MPI=columns, IDS201CareContact=columns)
    outcome = audit([open_records(empty)], only=[HOLDS])
    assert [lack.reason for lack in outcome.not_run] == ["the extract has no referral of a submission that counts"]


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # Ibis 12 on DuckDB 1.5
def test_a_database_is_audited_by_its_address_which_the_report_keeps_to_itself(run, made, tmp_path):
    place = tmp_path / "cellar" / "extract.duckdb"
    place.parent.mkdir()
    with duckdb.connect(str(place)) as database:
        for path in made.glob("*.csv"):
            database.execute(f"CREATE TABLE {path.stem} AS FROM read_csv('{path}', all_varchar=true)")
    assert run("audit", f"duckdb://{place}", *FEW, "--out", tmp_path / "report") == (0, "", "")
    record = json.loads((tmp_path / "report" / "provenance.json").read_text(encoding="utf-8"))
    assert record["command"].startswith("caseness audit DATABASE --only")
    for path in (tmp_path / "report").rglob("*"):
        assert path.is_dir() or b"cellar" not in path.read_bytes(), path


def test_no_exact_count_of_people_gets_into_what_is_released(tmp_path):
    """Of 37 people and referrals, which become 35: a check that writes a count without `people` is caught here."""
    keys = "UniqueSubmissionID  AuditId  Unique_MonthID  OrgID_Provider"
    load = "1  1  1489  SYN01"
    people = range(1, 38)
    write(
        tmp_path,
        IDS101Referral="\n".join(
            [
                f"PathwayID  Person_ID  RecordNumber  ReferralRequestReceivedDate  {keys}",
                *(f"R{n:03d}  P{n:03d}  P{n:03d}  2024-04-02  {load}" for n in people),
            ]
        ),
        IDS001MPI="\n".join([f"RecordNumber  {keys}", *(f"P{n:03d}  {load}" for n in people)]),
        IDS201CareContact=f"PathwayID  {keys}",
    )
    records = open_records(tmp_path)
    exact, shown = (audit([records], internal=internal).findings for internal in (True, False))
    assert any("37" in str(finding.result) for finding in exact)
    for finding in shown:
        result = replace(finding.result, sql=(), sources=(), method="", caveats=())
        assert not re.search(r"(?<![\w.])37(?![\w.])", str(result)), finding.id


def test_provenance_has_the_checksums_and_the_rounded_rows_of_an_extract(run, made, tmp_path):
    assert run("audit", made, *FEW, "--out", tmp_path)[0] == 0
    record = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))
    referrals = next(file for file in record["inputs"] if file["layout"] == "IDS101Referral")
    assert referrals["sha256"] == hashlib.sha256((made / "IDS101Referral.csv").read_bytes()).hexdigest()
    assert (referrals["rows_read"], referrals["rows_set_aside"]) == (10, 0)
    assert run("compare", tmp_path, tmp_path)[0] == 0


def test_a_finding_rests_on_the_files_its_queries_read_and_says_how_to_ask_again(run, made, tmp_path):
    """The statements and the queries that a report shows, run on the files themselves, give what the report says."""
    assert run("audit", made, *FEW, "--only", "submissions-that-count", "--internal", "--out", tmp_path)[0] == 0
    holds, sent = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["findings"]
    assert holds["inputs"] == ["IDS101Referral.csv", "IDS201CareContact.csv"]
    assert sent["inputs"] == ["IDS101Referral.csv"]
    assert 'href="evidence/views.sql"' in (tmp_path / "index.html").read_text(encoding="utf-8")
    with duckdb.connect() as database:
        for path in made.glob("*.csv"):
            folder = "'' AS caseness_submission_folder"
            database.execute(f"CREATE VIEW {path.stem} AS SELECT *, {folder} FROM read_csv('{path}', all_varchar=true)")
        database.execute((tmp_path / "evidence" / "views.sql").read_text(encoding="utf-8"))
        providers = database.execute(holds["sql"][0]).fetchall()
    assert [row[:3] for row in providers] == [(f"SYN{n:02d}", 1, 1) for n in range(12)]


def test_findings_on_validation_show_their_queries(tmp_path):
    ids = ("rules-of-the-data-set", "records-that-contradict", "fields-filled", "submissions-that-count")
    records = open_records(national(tmp_path, "PRV"))
    for finding in audit([records], only=list(ids)).findings:
        sql = finding.result.sql
        assert sql, finding.id
        named = set(re.findall(r"caseness_\w+", " ".join(sql))) - {"caseness_submission_folder"}
        assert named <= set(records.definitions(sql)), finding.id
        assert "memtable" not in " ".join((*sql, *records.definitions(sql).values()))


def test_a_figure_that_another_file_moved_is_put_down_to_the_data(run, made, tmp_path):
    fewer = shutil.copytree(made, tmp_path / "fewer")
    referrals = fewer / "IDS101Referral.csv"
    referrals.write_text(
        "".join(referrals.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8"
    )
    for name, extract in (("before", made), ("after", fewer)):
        assert run("audit", extract, *FEW, "--internal", "--out", tmp_path / name)[0] == 0
    comparison = compare(read_audit(tmp_path / "before"), read_audit(tmp_path / "after"), Materiality())
    assert {moved.name for moved in comparison.moved} == {"referrals", "people"}
    assert comparison.by_cause().keys() == {(Cause.DATA,)}


def test_a_figure_that_another_row_of_a_database_moved_is_put_down_to_the_data(run, made, tmp_path):
    source, names = tmp_path / "extract.duckdb", ("before", "again", "after")
    with duckdb.connect(source) as database:
        for path in made.glob("*.csv"):
            database.execute(f"CREATE TABLE {path.stem} AS FROM read_csv('{path}', all_varchar=true)")
    for name in names:
        if name == "after":
            with duckdb.connect(source) as database:
                database.execute("DELETE FROM IDS101Referral WHERE PathwayID = 'R3'")
        assert run("audit", f"duckdb://{source}", *FEW, "--internal", "--out", tmp_path / name)[0] == 0
    before, again, after = (read_audit(tmp_path / name) for name in names)
    assert before.checksums == again.checksums
    assert {file for file in before.checksums if before.checksums[file] != after.checksums[file]} == {"IDS101Referral"}
    comparison = compare(before, after, Materiality())
    assert {moved.name for moved in comparison.moved} == {"referrals", "people"}
    assert comparison.by_cause().keys() == {(Cause.DATA,)}
