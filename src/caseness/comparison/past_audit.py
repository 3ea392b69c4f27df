"""An audit as its report folder keeps it: ``findings.json`` and ``provenance.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from caseness.checks.finding import Chapter, Unit, Verdict
from caseness.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_HINT = "Give the folder that caseness audit --out wrote."
_AGAIN = "Audit the same inputs again with this version, then compare."
Parts: TypeAlias = "Mapping[str, tuple[type, ...]]"
Record: TypeAlias = dict[str, Any]

_TEXT, _MAYBE_TEXT, _MAYBE_NUMBER = (str,), (str, NoneType), (int, float, NoneType)
_OF_AUDIT: Parts = {"findings": (list,), "not_run": (list,)}
_OF_PROVENANCE: Parts = {
    **dict.fromkeys(("caseness", "code", "command"), _TEXT),
    **dict.fromkeys(("inputs", "set_aside", "conflicts"), (list,)),
}
_OF_FINDING: Parts = {
    **dict.fromkeys(("id", "question", "short", "condition", "definition", "code"), _TEXT),
    "chapter": (Chapter,),
    "verdict": (Verdict, NoneType),
    "status": _MAYBE_TEXT,
    **dict.fromkeys(("estimates", "inputs"), (list,)),
    "claim": (dict, NoneType),
}
_OF_ESTIMATE: Parts = {
    "name": _TEXT,
    "unit": (Unit,),
    **dict.fromkeys(("value", "low", "high", "numerator", "denominator"), _MAYBE_NUMBER),
    **dict.fromkeys(("period_start", "period_end", "level", "org_code", "breakdown", "category"), _MAYBE_TEXT),
}
_OF_LACK: Parts = dict.fromkeys(("check", "reason"), _TEXT)
_OF_INPUT: Parts = {"file": _TEXT, "sha256": _TEXT, "names_not_known": (list,)}
_OF_ASIDE: Parts = {"file": _TEXT, "reason": _TEXT, "rows": (int, NoneType)}
_OF_CONFLICT: Parts = dict.fromkeys(("figure", "kept", "other"), _TEXT)


@dataclass(frozen=True, slots=True)
class PastAudit:
    """What an audit recorded: its findings and checks not run by id, its inputs and losses, the program that ran it."""

    name: str
    findings: dict[str, Record]
    not_run: dict[str, Record]
    provenance: Record

    @property
    def checksums(self) -> dict[str, str]:
        """Each input's SHA-256, or for a table of a database its fingerprint, by the name the audit gives it."""
        inputs = self.provenance["inputs"]
        return {file["file"]: file["sha256"] or str(file.get("fingerprint") or "") for file in inputs}

    @property
    def synthetic(self) -> bool:
        """Whether it is an audit of synthetic records."""
        return self.provenance.get("synthetic") is True

    @property
    def materiality(self) -> float:
        """The threshold the audit was made with, 0 where none was set."""
        given = self.provenance.get("materiality")
        return float(given) if isinstance(given, int | float) else 0.0

    def read_by(self, finding: Record) -> list[str]:
        """The checksums of the inputs that a finding rests on, in order."""
        checksums = self.checksums
        return sorted(checksums.get(file, file) for file in finding["inputs"])


def read_audit(folder: Path) -> PastAudit:
    """The audit in a report folder.

    Raises `InputRefused` for what is no audit, is damaged, or lacks what a comparison needs.
    """
    if not folder.is_dir():
        raise InputRefused("there is no such folder", file=str(folder), hint=_HINT)
    findings = _record(folder, "findings.json", _OF_AUDIT)
    provenance = _record(folder, "provenance.json", _OF_PROVENANCE)
    place = str(folder / "findings.json")
    _all_have(findings["findings"], _OF_FINDING, place)
    _all_have([e for finding in findings["findings"] for e in finding["estimates"]], _OF_ESTIMATE, place)
    _all_have(findings["not_run"], _OF_LACK, place)
    place = str(folder / "provenance.json")
    _all_have(provenance["inputs"], _OF_INPUT, place)
    _all_have(provenance["set_aside"], _OF_ASIDE, place)
    _all_have(provenance["conflicts"], _OF_CONFLICT, place)
    return PastAudit(
        name=folder.resolve().name,
        findings={finding["id"]: finding for finding in findings["findings"]},
        not_run={lack["check"]: lack for lack in findings["not_run"]},
        provenance=provenance,
    )


def base(file: str) -> str:
    """A file's own name, as the folders and archives it came in may differ from audit to audit."""
    return PurePosixPath(file).name


def _record(folder: Path, name: str, parts: Parts) -> Record:
    path = folder / name
    try:
        record: Record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputRefused(f"this is no audit: it has no {name}", file=str(folder), hint=_HINT) from None
    except (OSError, ValueError, RecursionError):
        raise InputRefused("this cannot be read as the record of an audit", file=str(path), hint=_HINT) from None
    _all_have([record], parts, str(path))
    return record


def _all_have(records: Sequence[object], parts: Mapping[str, tuple[type, ...]], place: str) -> None:
    """Refuse records of which one lacks a part, or has it in another shape."""
    for record in records:
        for part, kinds in parts.items():
            if not isinstance(record, dict) or not _fits(record.get(part, ...), kinds):
                raise InputRefused(f"the record lacks {part!r}, which a comparison needs", file=place, hint=_AGAIN)


def _fits(value: object, kinds: tuple[type, ...]) -> bool:
    """Whether a value is of one of these types; of words that have a list, one of that list."""
    if issubclass(kinds[0], StrEnum):
        return value in list(kinds[0]) or (value is None and NoneType in kinds)
    return isinstance(value, kinds)
