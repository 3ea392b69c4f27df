"""A folder is put in place whole or not at all, and never in place of something that is not ours."""

from __future__ import annotations

import errno

import pytest

from caseness.errors import OutputFailed
from caseness.sources.synthetic.folder import SIGN, put_in_place


def fill(out, text):
    with put_in_place(out) as folder:
        (folder / SIGN).write_text(text)


def break_off(out, fault):
    with put_in_place(out) as folder:
        (folder / SIGN).write_text("half")
        raise fault


def test_a_new_folder_and_one_in_place_of_an_earlier_extract(tmp_path):
    out = tmp_path / "deep" / "out"
    fill(out, "one")
    (out / "stale").write_text("")
    fill(out, "two")
    assert {path.name for path in out.iterdir()} == {SIGN}
    assert (out / SIGN).read_text() == "two"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "out").mkdir()
    fill(tmp_path / "out", "one")
    assert (tmp_path / "out" / SIGN).exists()


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), RuntimeError()])
def test_what_breaks_off_leaves_what_was_there(tmp_path, fault):
    out = tmp_path / "out"
    fill(out, "one")
    with pytest.raises(type(fault)):
        break_off(out, fault)
    assert (out / SIGN).read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("words", ["No space left on device", "Error writing bytes to file. Detail: [errno 28] …"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, words):
    """In the words of the operating system, whoever raises it."""
    out = tmp_path / "out"
    with (
        pytest.raises(OutputFailed, match=r"out: No space left on device\. Nothing was left half-written"),
        put_in_place(out),
    ):
        raise OSError(errno.ENOSPC, words)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_stays(tmp_path):
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter-1.txt").write_text("dear")
    with pytest.raises(OutputFailed, match="holds something else than a synthetic extract"):
        fill(out, "one")
    assert [path.name for path in out.iterdir()] == ["chapter-1.txt"]
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(OutputFailed, match="a file stands here"):
        fill(file, "one")


def test_a_place_below_a_file_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputFailed, match="a file stands where a folder should be"):
        fill(tmp_path / "file" / "out", "one")
