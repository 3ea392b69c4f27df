"""An older and a newer audit, compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Unit
from caseness.comparison.attribution import causes
from caseness.comparison.figures import Moved, Single, differs, paired
from caseness.comparison.past_audit import base
from caseness.comparison.problems import problems
from caseness.errors import InputRefused

if TYPE_CHECKING:
    from caseness.comparison.attribution import Cause
    from caseness.comparison.past_audit import PastAudit, Record
    from caseness.comparison.problems import Problem
    from caseness.materiality import Materiality


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A finding or claim whose verdict or status is another."""

    finding: str
    short: str
    is_claim: bool
    before: str | None
    after: str | None
    status_before: str | None
    status_after: str | None
    condition: str
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """A check that only one of the two audits could run, and why the other did not."""

    check: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Input files by what became of them; names without their folders."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two audits. ``figures`` is how many figures both have."""

    old: PastAudit
    new: PastAudit
    materiality: Materiality
    inputs: Inputs
    figures: int
    moved: tuple[Moved, ...]
    gone: tuple[Single, ...]
    came: tuple[Single, ...]
    verdicts: tuple[VerdictChange, ...]
    new_problems: tuple[Problem, ...]
    resolved_problems: tuple[Problem, ...]
    persisting_problems: tuple[Problem, ...]
    newly_run: tuple[CheckChange, ...]
    no_longer_run: tuple[CheckChange, ...]

    @property
    def same_code(self) -> bool:
        """Whether one and the same program made both audits."""
        return bool(self.old.provenance["code"] == self.new.provenance["code"])

    def by_cause(self) -> Counter[tuple[Cause, ...]]:
        """How many figures moved, by what moved them."""
        return Counter(moved.causes for moved in self.moved)


def compare(old: PastAudit, new: PastAudit, materiality: Materiality) -> Comparison:
    """Set an older audit beside a newer one; figures that moved by less than ``materiality`` are marked.

    Raises `InputRefused` for a synthetic audit beside a real one.
    """
    if old.synthetic != new.synthetic:
        synthetic, real = (old, new) if old.synthetic else (new, old)
        raise InputRefused(
            f"the audit {synthetic.name} is of synthetic records, {real.name} is not",
            hint="Synthetic figures are never set beside real ones.",
        )
    both = [(finding, new.findings[identity]) for identity, finding in old.findings.items() if identity in new.findings]
    earlier, later = problems(old), problems(new)
    figures: list[tuple[int, list[Moved], list[Single], list[Single]]] = [
        _figures(old, before, new, after, materiality) for before, after in both
    ]
    return Comparison(
        old=old,
        new=new,
        materiality=materiality,
        inputs=_inputs(old.checksums, new.checksums),
        figures=sum(number for number, *_rest in figures),
        moved=tuple(moved for _number, those, _gone, _came in figures for moved in those),
        gone=tuple(single for _number, _moved, those, _came in figures for single in those),
        came=tuple(single for _number, _moved, _gone, those in figures for single in those),
        verdicts=tuple(change for pair in both if (change := _verdict(old, pair[0], new, pair[1]))),
        new_problems=tuple(later[key] for key in later if key not in earlier),
        resolved_problems=tuple(earlier[key] for key in earlier if key not in later),
        persisting_problems=tuple(later[key] for key in later if key in earlier),
        newly_run=_only_in(new, old),
        no_longer_run=_only_in(old, new),
    )


def _figures(
    old: PastAudit, before: Record, new: PastAudit, after: Record, materiality: Materiality
) -> tuple[int, list[Moved], list[Single], list[Single]]:
    """Of one finding: how many figures both have, those that moved, those gone and those that came."""
    why = causes(old, before, new, after)
    pairs, gone, came = paired(before["estimates"], after["estimates"])
    moved = [_moved(before["id"], a, b, why, materiality) for a, b in pairs if differs(a, b)]
    return len(pairs), moved, _singles(before["id"], gone, why), _singles(before["id"], came, why)


def _moved(finding: str, before: Record, after: Record, why: tuple[Cause, ...], materiality: Materiality) -> Moved:
    unit = Unit(before["unit"])
    known = before["value"] is not None and after["value"] is not None
    change = after["value"] - before["value"] if known else None
    return Moved(
        finding=finding,
        name=before["name"],
        unit=unit,
        before=before,
        after=after,
        change=change,
        causes=why,
        below_materiality=change is not None and materiality.covers(unit, change, before["value"]),
    )


def _singles(finding: str, figures: list[Record], why: tuple[Cause, ...]) -> list[Single]:
    return [
        Single(finding=finding, name=figure["name"], unit=Unit(figure["unit"]), figure=figure, causes=why)
        for figure in figures
    ]


def _verdict(old: PastAudit, before: Record, new: PastAudit, after: Record) -> VerdictChange | None:
    if (before["verdict"], before["status"]) == (after["verdict"], after["status"]):
        return None
    return VerdictChange(
        finding=after["id"],
        short=after["claim"]["short"] if after["claim"] else after["short"],
        is_claim=after["claim"] is not None,
        before=before["verdict"],
        after=after["verdict"],
        status_before=before["status"],
        status_after=after["status"],
        condition=after["condition"],
        causes=causes(old, before, new, after),
    )


def _only_in(here: PastAudit, there: PastAudit) -> tuple[CheckChange, ...]:
    """The checks that one audit ran and the other did not, with the other's reason."""
    return tuple(
        CheckChange(
            check=identity,
            question=finding["question"],
            reason=there.not_run[identity]["reason"] if identity in there.not_run else "not asked for",
        )
        for identity, finding in here.findings.items()
        if identity not in there.findings
    )


def _inputs(before: dict[str, str], after: dict[str, str]) -> Inputs:
    """Files are the same by checksum, whatever their names; of the rest, those with one name were changed."""
    same = set(before.values()) & set(after.values())
    old = {base(file) for file, checksum in before.items() if checksum not in same}
    new = {base(file) for file, checksum in after.items() if checksum not in same}
    return Inputs(
        added=tuple(sorted(new - old)),
        removed=tuple(sorted(old - new)),
        changed=tuple(sorted(new & old)),
        same=sum(checksum in same for checksum in after.values()),
    )
