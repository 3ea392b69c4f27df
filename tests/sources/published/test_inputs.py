from __future__ import annotations

import errno
from pathlib import Path

import pytest

from caseness.errors import InputRefused
from caseness.sources.published.inputs import find_sources, sha256

from . import examples


def test_a_named_file_goes_by_its_own_name(tmp_path):
    path = examples.written(tmp_path / "may.csv", examples.all_groups())
    (source,), set_aside = find_sources([path])
    assert (source.name, source.named, set_aside) == ("may.csv", True, [])


def test_a_folder_is_searched_to_the_bottom_in_a_fixed_order(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("b/2.csv", "1.csv", ".hidden.csv", "README.md", "notes.txt"):
        examples.written(tmp_path / name, "x")
    sources, _ = find_sources([tmp_path])
    assert [s.name for s in sources] == [f"{tmp_path.name}/1.csv", f"{tmp_path.name}/b/2.csv"]
    assert not any(s.named for s in sources)


def test_a_file_named_twice_is_taken_once(tmp_path):
    path = examples.written(tmp_path / "may.csv", examples.all_groups())
    sources, _ = find_sources([path, tmp_path])
    assert len(sources) == 1
    assert sources[0].named


def test_the_checksum_is_that_of_the_bytes(tmp_path):
    # The SHA-256 of "abc" is the first example of FIPS 180-2, appendix B.1.
    path = examples.written(tmp_path / "abc", "abc")
    assert sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_path_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="there is no such file or folder") as refused:
        find_sources([tmp_path / "nothing.csv"])
    assert refused.value.file.endswith("nothing.csv")
    assert refused.value.hint == "Check the path."


def test_a_folder_without_statistics_is_refused(tmp_path):
    examples.written(tmp_path / "README.md", "x")
    with pytest.raises(InputRefused, match="holds no file that could be statistics"):
        find_sources([tmp_path])


@pytest.fixture
def unreadable(monkeypatch):
    """A file that the system refuses to open. Permissions do not stop the superuser, so the refusal is acted."""
    opened = Path.open

    def refuse(path, *args, **kwargs):
        if path.name == "locked.csv":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)


@pytest.mark.usefixtures("unreadable")
def test_a_named_file_that_cannot_be_opened_is_refused(tmp_path):
    (tmp_path / "locked.csv").touch()
    with pytest.raises(InputRefused, match=r"locked\.csv: the file cannot be opened: Permission denied"):
        find_sources([tmp_path / "locked.csv"])


@pytest.mark.usefixtures("unreadable")
def test_in_a_folder_it_is_set_aside(tmp_path):
    for name in ("locked.csv", "may.csv"):
        (tmp_path / name).touch()
    sources, (aside,) = find_sources([tmp_path])
    assert [s.path.name for s in sources] == ["may.csv"]
    assert (aside.file, aside.rows) == (f"{tmp_path.name}/locked.csv", None)
    assert "Permission denied" in aside.reason
