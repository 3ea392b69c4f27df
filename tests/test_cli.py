"""The command line: what it writes, what it says, and the status it leaves."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import caseness
from caseness import __version__, cli
from caseness.errors import OutputFailed

FEW = ("--only", "recovery-by-denominator", "--only", "C28")


@pytest.mark.parametrize("command", ["audit", "claim", "claims", "fetch"])
def test_help_has_examples(command):
    shown = CliRunner().invoke(cli.cli, [command, "--help"])
    assert shown.exit_code == 0
    assert "Examples:" in shown.output
    assert f"caseness {command}" in shown.output


def test_help_of_the_whole_says_where_to_start(run):
    status, out, _err = run("-h")
    assert status == 0
    assert "Start with: caseness audit --out report" in out
    assert "audit" in out
    assert "claims" in out


def test_the_version_is_told(run):
    status, out, _err = run("--version")
    assert (status, out.strip()) == (0, f"caseness, version {__version__}")


def test_an_audit_writes_a_report_and_says_where(run, tmp_path):
    status, out, err = run("audit", *FEW, "--out", tmp_path / "report")
    assert status == 0
    assert out.strip() == f"Report: {tmp_path / 'report' / 'index.html'}"
    assert "figures from the England headline series." in err
    assert "1 findings, 1 claims" in err or "1 finding, 1 claim" in err
    record = json.loads((tmp_path / "report" / "findings.json").read_text(encoding="utf-8"))
    assert [finding["id"] for finding in record["findings"]] == ["recovery-by-denominator", "C28"]


def test_quiet_says_nothing(run, tmp_path):
    assert run("audit", *FEW, "--quiet", "--out", tmp_path) == (0, "", "")


def test_the_same_command_writes_the_same_bytes(run, tmp_path):
    written = []
    for name in ("first", "second"):
        assert run("audit", *FEW, "-q", "--out", tmp_path / name)[0] == 0
        folder = tmp_path / name
        written.append({p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()})
    assert written[0] == written[1]
    assert Path("index.html") in written[0]


def test_a_file_is_audited_as_well(run, tmp_path):
    facts = tmp_path / "facts.csv"
    facts.write_text(
        "publication,period_start,period_end,level,org_code,org_name,parent_code,breakdown,category_a,category_b,"
        "official_id,printed_name,statistic,value,source\n"
        "annual,2024-04-01,2025-03-31,England,,,,Total,,,,recovery,count,5,made\n"
        "annual,2024-04-01,2025-03-31,England,,,,Total,,,,recovery,count,many,made\n",
        encoding="utf-8",
    )
    status, _out, err = run("audit", facts, "--no-cache", "--only", "impossible-values", "--out", tmp_path / "report")
    assert status == 0
    assert "Read 1 figures from 1 file." in err or "Read 1 figure from 1 file." in err
    assert "Set aside (1 row): facts.csv, line 3: a value is not a number." in err


def test_the_cache_goes_where_the_environment_says(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CASENESS_CACHE", str(tmp_path / "cache"))
    source = Path(caseness.__file__).parent / "sources" / "headline.csv"
    for _again in range(2):
        assert run("audit", source, "-q", "--only", "recovery-by-denominator", "--out", tmp_path / "report")[0] == 0
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_an_unknown_check_is_wrong_usage(run, tmp_path):
    status, _out, err = run("audit", "--only", "no-such-check", "--out", tmp_path)
    assert status == 2
    assert "there is no check or claim 'no-such-check'" in err


@pytest.mark.parametrize("words", [("audit", "--no-such-option"), ("no-such-command",), ("claims", "--format", "xml")])
def test_wrong_usage_leaves_2(run, words):
    assert run(*words)[0] == 2


def test_a_path_that_is_not_there_is_refused(run, tmp_path):
    status, out, err = run("audit", tmp_path / "nothing.csv", "--out", tmp_path / "report")
    assert status == 3
    assert out == ""
    assert err.startswith("caseness: ")
    assert "nothing.csv: there is no such file or folder" in err
    assert "Check the path." in err
    assert not (tmp_path / "report").exists()


def test_a_file_that_is_no_statistics_is_refused_with_its_line(run, tmp_path):
    (tmp_path / "shopping.csv").write_text("milk,eggs\n1,2\n", encoding="utf-8")
    status, _out, err = run("audit", tmp_path / "shopping.csv", "--no-cache", "--out", tmp_path / "report")
    assert status == 3
    assert "shopping.csv, line 1: the columns are those of no published layout" in err
    assert "Traceback" not in err


def test_a_file_where_the_report_should_go_is_an_output_fault(run, tmp_path):
    (tmp_path / "report").write_text("mine", encoding="utf-8")
    status, _out, err = run("audit", *FEW, "--out", tmp_path / "report")
    assert status == 5
    assert "report" in err
    assert (tmp_path / "report").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_may_not_be_written_is_an_output_fault(run, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("the superuser may write anywhere")
    tmp_path.chmod(0o500)
    assert run("audit", *FEW, "--out", tmp_path / "report")[0] == 5


def test_a_full_disk_is_an_output_fault(run, tmp_path, monkeypatch):
    def full(*_args: object, **_named: object) -> None:
        raise OutputFailed("there is no room left on the disk")

    monkeypatch.setattr("caseness.cli.commands.audit.write", full)
    status, _out, err = run("audit", *FEW, "--out", tmp_path)
    assert (status, err) == (5, "caseness: there is no room left on the disk\n")


def test_an_interrupt_leaves_130_and_no_traceback(run, tmp_path, monkeypatch):
    def interrupted(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("caseness.cli.commands.audit.run_audit", interrupted)
    status, _out, err = run("audit", "--out", tmp_path / "report")
    assert status == 130
    assert "Interrupted; nothing was left half-written." in err
    assert not (tmp_path / "report").exists()


def test_an_interrupt_while_a_command_is_being_read_leaves_130(run, monkeypatch):
    def interrupted(_name: str) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("caseness.cli.import_module", interrupted)
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    status, _out, err = run("audit")
    signal.signal(signal.SIGINT, earlier)
    assert status == 130
    assert "Interrupted; nothing was left half-written." in err


def test_a_fault_of_the_program_is_one_line_unless_debugging(run, tmp_path, monkeypatch):
    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("caseness.cli.commands.audit.run_audit", broken)
    monkeypatch.delenv("CASENESS_DEBUG", raising=False)
    status, _out, err = run("audit", "--out", tmp_path)
    assert status == 1
    assert "A fault in the program (ZeroDivisionError)" in err
    assert "Traceback" not in err
    monkeypatch.setenv("CASENESS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("audit", "--out", tmp_path)


@pytest.mark.parametrize("words", [("measures", "list"), ("claims",), ("--help",)])
def test_a_full_disk_behind_standard_output_is_said(run, monkeypatch, words):
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "words of the library")

    monkeypatch.setattr(sys, "stdout", Full())
    status, _out, err = run(*words)
    assert status == 5
    assert err == "caseness: standard output: No space left on device. Nothing was left half-written.\n"


def test_the_register_as_json_has_every_claim(run):
    status, out, err = run("claims", "--format", "json")
    rows = json.loads(out)
    assert (status, err) == (0, "")
    assert len(rows) == 128
    assert len({row["id"] for row in rows}) == 128
    verdicts = {"holds", "holds_in_part", "does_not_hold", "cannot_be_told", None}
    assert {row["verdict"] for row in rows} <= verdicts


def test_the_register_in_words_has_verdict_and_answer(run):
    status, out, _err = run("claims")
    assert status == 0
    assert len(out.strip().split("\n\n")) == 128
    assert "Not a question of fact" in out
    assert "Holds: " in out


def test_the_report_names_the_command_that_makes_it_again(run, tmp_path):
    run("audit", *FEW, "-q", "--out", tmp_path)
    provenance = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))
    assert "caseness audit --only recovery-by-denominator --only C28" in json.dumps(provenance)


def test_a_claim_of_the_register_is_shown_whole(run):
    status, out, _err = run("claims", "--only", "C41")
    assert status == 0
    assert out.startswith("C41  Patients are discharged early")
    assert "Under the Freedom of Information Act 2000, please provide" in out
    assert run("claims", "--only", "C999")[0] == 2


def test_a_sentence_is_tested_and_says_how_it_was_read(run):
    status, out, err = run("claim", "About half of patients recover")
    assert (status, err) == (0, "")
    assert "outcome   were recorded as recovered (“recover”)" in out
    assert "No time is named: taken for the latest year at hand, 2024/25." in out
    assert "Holds in part: cases who finished, 2024/25" in out
    assert "yes       50.5% (50.4% to 50.7%)" in out
    assert (
        "To quote: 50.5% of 635,185 cases who finished in 2024/25 were recorded as recovered. Source: NHS England"
        in out
    )


def test_a_sentence_as_json_has_numbers(run):
    status, out, _err = run("claim", "87% of those who finished recovered", "--period", "2018/19", "--format", "json")
    record = json.loads(out)
    assert status == 0
    assert (record["verdict"], record["read"]["group"]) == ("does_not_hold", "finished")
    first = record["definitions"][0]
    assert first["gives_it"] is False
    assert first["estimate"]["value"] == pytest.approx(284_810 / 582_556)
    assert first["off_by"] == pytest.approx(284_810 / 582_556 - 0.865)


def test_a_sentence_that_is_not_understood_is_wrong_usage_and_gets_examples(run):
    status, out, err = run("claim", "87% of bananas recovered")
    assert (status, out) == (2, "")
    assert "Not understood: “bananas”" in err
    assert "Understood: figure “87%”; outcome “recovered”" in err
    assert 'caseness claim "About half of patients recover"' in err
    assert "Traceback" not in err
