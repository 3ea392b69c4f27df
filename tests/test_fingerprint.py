"""Fingerprints change with what they stand for, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseness import fingerprint
from caseness.checks.registry import all_checks
from report import made

GRADIENT = "caseness.checks.effectiveness.deprivation_gradient"
SECOND_WAIT = "caseness.checks.performance.second_wait"


def _changed(**parts: object) -> bool:
    finding = made.recovery()
    after = replace(finding, result=replace(finding.result, **parts))
    return fingerprint.definition(after) != fingerprint.definition(finding)


def test_a_definition_is_question_method_and_queries():
    assert _changed(method="Numerator: made. Denominator: all.")
    assert _changed(sql=("SELECT 1 < 2 AS made, measure",))
    assert fingerprint.definition(replace(made.recovery(), question="Another?")) != fingerprint.definition(
        made.recovery()
    )


def test_a_definition_is_not_the_answer_nor_the_periods_and_numbers_that_follow_the_data():
    assert not _changed(answer="Something else.", estimates=(), caveats=("One more.",))
    first = _with_method("12 months from April 2024; 39 of 180; MAKE_DATE(2024, 4, 1)")
    second = _with_method("12 months from May 2025; 40 of 1,192; MAKE_DATE(2025, 5, 1)")
    assert fingerprint.definition(first) == fingerprint.definition(second)
    assert fingerprint.definition(first) != fingerprint.definition(_with_method("12 weeks from May 2025"))


def _with_method(text: str):
    finding = made.recovery()
    return replace(finding, result=replace(finding.result, method=text))


def test_a_claim_s_own_entry_is_part_of_its_definition():
    claim = made.claims()[0]
    said = replace(claim, claim=replace(claim.claim, short="Another claim"))
    assert fingerprint.definition(said) != fingerprint.definition(claim)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package in the place of ours: ``a`` imports ``inner.b`` which reads a table; ``c`` stands alone."""
    (tmp_path / "inner" / "data").mkdir(parents=True)
    files = {
        "__init__.py": '__version__ = "1"',
        "a.py": "from typing import TYPE_CHECKING\nfrom caseness.inner import b\nif TYPE_CHECKING:\n    from caseness import c\n",
        "c.py": "import os\n",
        "inner/__init__.py": "",
        "inner/b.py": 'import caseness.inner\nTABLE = "facts.csv"\n',
        "inner/facts.csv": "a\n1\n",
        "inner/other.csv": "a\n1\n",
        "inner/data/names.csv": "a\n1\n",
        "notes.md": "no code",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(fingerprint.resources, "files", lambda _package: tmp_path)
    caches = (fingerprint.whole, fingerprint.behind, fingerprint._module)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


def _after(package, file: str, text: str) -> tuple[str, str]:
    """The fingerprints of the whole and of what is behind ``a``, after a file was written."""
    (package / file).write_bytes(text.encode())
    for cached in (fingerprint.whole, fingerprint.behind, fingerprint._module):
        cached.cache_clear()
    return fingerprint.whole(), fingerprint.behind(("caseness.a",))


@pytest.mark.parametrize(
    ("file", "text", "whole", "behind"),
    [
        ("inner/b.py", 'TABLE = "facts.csv"  # changed', True, True),
        ("inner/facts.csv", "a\n2\n", True, True),
        ("inner/data/names.csv", "a\n2\n", True, True),
        ("inner/other.csv", "a\n2\n", True, False),
        ("c.py", "import sys\n", True, False),
        ("__init__.py", '__version__ = "2"', True, False),
        ("notes.md", "changed", False, False),
        ("c.py", "import os\r\n", False, False),
    ],
)
def test_the_code_behind_a_check_is_its_modules_what_they_import_and_the_tables_they_read(
    package, file, text, whole, behind
):
    before = fingerprint.whole(), fingerprint.behind(("caseness.a",))
    after = _after(package, file, text)
    assert (before[0] != after[0], before[1] != after[1]) == (whole, behind)


def test_every_check_knows_its_code():
    prints = {check.id: fingerprint.behind(check.modules) for check in all_checks()}
    nothing = fingerprint.behind(())
    assert nothing not in prints.values()
    assert fingerprint.behind((GRADIENT,)) == prints["deprivation-gradient"] != prints["second-wait"]
    assert fingerprint.behind((SECOND_WAIT,)) == prints["second-wait"]
    assert {"caseness.checks.claims.claim_check", "caseness.checks.claims.recovery"} <= {
        module for check in all_checks() if check.chapter == "claims" for module in check.modules
    }
