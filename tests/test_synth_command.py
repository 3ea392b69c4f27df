"""``caseness synth``: what it says, what it writes, and the status it leaves."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time

import pytest

COMMAND = (sys.executable, "-c", "from caseness.cli import main; main()", "synth")
SMALL = ("--referrals", "60", "--months", "2")


def test_an_extract_and_what_it_holds(run, tmp_path):
    out = tmp_path / "out"
    status, said, err = run("synth", *SMALL, "--out", out)
    assert (status, said) == (0, f"Synthetic extract: {out}\n")
    assert err.startswith("Made 60 referrals at 8 providers in 24 submissions: ")
    assert (out / "IDS101Referral" / "block-000.parquet").is_file()
    assert (out / "synthetic.json").is_file()


def test_quiet_says_nothing_and_an_earlier_extract_is_replaced(run, tmp_path):
    out = tmp_path / "out"
    assert run("synth", *SMALL, "--quiet", "--out", out) == (0, "", "")
    assert run("synth", *SMALL, "--shape", "provider", "--format", "csv", "--quiet", "--out", out) == (0, "", "")
    assert not (out / "IDS101Referral").exists()
    assert any(out.glob("SYN*/2024-04-primary/IDS101Referral.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--start", "April"), "'April' is not a month. Write it as 2024-04."),
        (("--start", "2021-04"), "made records follow the data set as it is since 2022-04, not before."),
        (("--referrals", "0"), "0 is not in the range"),
        (("--shape", "round"), "'round' is not one of 'provider', 'national'"),
    ],
)
def test_wrong_usage(run, tmp_path, words, said):
    status, _out, err = run("synth", *words, "--out", tmp_path / "out")
    assert status == 2
    assert said in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_else_stays(run, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("")
    status, _said, err = run("synth", *SMALL, "--out", tmp_path / "letters")
    assert status == 5
    assert err.strip().endswith(
        "letters: this folder holds something else than a synthetic extract, and stays. Choose another folder."
    )
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_file_that_cannot_grow_as_on_a_full_disk(tmp_path):
    process = subprocess.run(
        [*COMMAND, "--referrals", "500", "--months", "2", "--out", str(tmp_path / "out")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 5, process.stderr
    assert process.stderr.strip().endswith("out: File too large. Nothing was left half-written.")
    assert "Traceback" not in process.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", [0, 1.5], ids=["at once", "a little later"])
def test_an_interrupt_of_all_processes_leaves_130_and_no_half_folder(tmp_path, seconds):
    """Whether the workers are being started or at work, also where the tests themselves are to hear no interrupt."""
    process = subprocess.Popen(
        [*COMMAND, "--referrals", "200000", "--workers", "2", "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        start_new_session=True,  # a group of its own, so that the interrupt reaches its workers too, as Ctrl-C does
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".out-*/fresh/IsLatest_SubmissionID")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(seconds)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    try:
        _said, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert err.strip() == "caseness: Interrupted; nothing was left half-written."
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_that_is_to_be_ignored_is(tmp_path):
    """As in a shell's background, also while workers are being started."""
    process = subprocess.Popen(
        [*COMMAND, "--referrals", "8000", "--months", "1", "--workers", "2", "--quiet", "--out", str(tmp_path / "out")],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        start_new_session=True,
    )
    while process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
    assert process.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
