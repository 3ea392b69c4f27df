"""Sources in, findings out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed
from caseness.checks.finding import Chapter, Finding, NotRun, ReportMark
from caseness.checks.own_figures import assumed_from
from caseness.checks.registry import all_checks, draws_on_people, not_run
from caseness.disclosure import labelled, released
from caseness.errors import CannotRun, InputRefused
from caseness.materiality import NONE_SET, Materiality
from caseness.organisations import profiles
from caseness.sources.published import Published
from caseness.sources.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from caseness.checks.registry import Runnable, Source
    from caseness.organisations import Profile


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found, what it could not run, and a profile of each organisation that is shown.

    ``materiality`` marks what is smaller than matters to the reader; nothing else depends on it. ``marks`` is what all
    figures made from records are labelled with.
    """

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    organisations: tuple[Profile, ...] = ()
    materiality: Materiality = NONE_SET
    marks: tuple[ReportMark, ...] = ()

    def chapter(self, chapter: Chapter) -> list[Finding]:
        """The findings of one chapter, in order of consequence."""
        return [finding for finding in self.findings if finding.chapter is chapter]

    def finding(self, identity: str) -> Finding | None:
        """The finding of one check, or None if it was not run."""
        return next((finding for finding in self.findings if finding.id == identity), None)


def audit(
    sources: Sequence[Source],
    *,
    only: Collection[str] = (),
    organisations: Sequence[Profile] | None = None,
    materiality: Materiality = NONE_SET,
    internal: bool = False,
    therapists: bool = False,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Audit:
    """Run every check whose needs ``sources`` meet (or those named in ``only``); list those that could not run.

    ``organisations`` are the profiles to show; all that the sources have if None, and none if only some checks are named.
    Findings made from records leave under disclosure control, unless for ``internal`` use; they speak of single ``therapists``
    only if asked for, under pseudonyms.
    On synthetic records only the checks on records run, and the model of value for money with the flow of the extract: no real
    figure of the service stands in one audit with synthetic ones. Published statistics of made-up organisations may stand with
    them, and with nothing else. Raises `InputRefused` for synthetic
    data beside other sources, and for two extracts.
    """
    marks = marks_of(sources, internal=internal)
    for source in sources:
        if isinstance(source, Records):
            source.therapists = therapists
    checks = [check for check in all_checks() if not only or check.id in only]
    given = (*sources, assumed_from(sources)) if any(Assumed in check.needs for check in checks) else sources
    findings: list[Finding] = []
    lacking: list[NotRun] = []
    for done, check in enumerate(checks, 1):
        outcome = outcome_of(check, given, marks)
        if isinstance(outcome, Finding):
            findings.append(outcome)
        else:
            lacking.append(outcome)
        progress(check.id, done, len(checks))
    if organisations is None:
        organisations = () if only or ReportMark.SYNTHETIC in marks else organisations_in(sources)
    return Audit(tuple(sources), tuple(findings), tuple(lacking), tuple(organisations), materiality, marks)


def marks_of(sources: Sequence[Source], *, internal: bool = False) -> tuple[ReportMark, ...]:
    """What figures made from ``sources`` are labelled with. Raises `InputRefused` for synthetic data beside others."""
    marks = ((ReportMark.SYNTHETIC, _synthetic(sources)), (ReportMark.INTERNAL, internal))
    return tuple(mark for mark, set_on in marks if set_on)


def outcome_of(check: Runnable, sources: Sequence[Source], marks: tuple[ReportMark, ...]) -> Finding | NotRun:
    """What one check finds from ``sources``, as it leaves an audit with such ``marks``, or why it could not be run."""
    outcome = (_beside_synthetic(check) if ReportMark.SYNTHETIC in marks else None) or check.run(sources)
    return _leaving(outcome, marks) if isinstance(outcome, Finding) else outcome


def organisations_in(sources: Sequence[Source]) -> tuple[Profile, ...]:
    """A profile of every organisation in the published statistics among ``sources``."""
    return tuple(profile for source in sources if isinstance(source, Published) for profile in profiles(source))


def _leaving(finding: Finding, marks: tuple[ReportMark, ...]) -> Finding:
    """A finding as it leaves the audit: if made from records, under disclosure control and labelled.

    What the model finds from shares of records rests on counts that are rounded already; of synthetic ones it is labelled.
    """
    if finding.from_records:
        finding = released(finding, internal=ReportMark.INTERNAL in marks)
    elif ReportMark.SYNTHETIC not in marks:
        return finding
    return labelled(replace(finding, marks=marks))


def _synthetic(sources: Sequence[Source]) -> bool:
    """Whether these are synthetic records, which stand alone."""
    extracts = [source for source in sources if isinstance(source, Records)]
    if len(extracts) > 1:
        raise InputRefused(
            "two extracts were given", hint="Put the submissions of all providers into one folder, a folder to each."
        )
    synthetic = any(extract.synthetic for extract in extracts)
    made_up = [source.synthetic for source in sources if isinstance(source, Published)]
    if synthetic and not all(made_up):
        raise InputRefused(
            "a synthetic extract was given beside real data",
            hint="Synthetic figures never stand in one report with real ones: audit each on its own.",
        )
    if any(made_up) and not synthetic:
        raise InputRefused(
            "published statistics of made-up organisations were given without the synthetic records they belong to",
            hint="Give the folder of the synthetic extract, which has them in its folder published.",
        )
    return synthetic


def _beside_synthetic(check: Runnable) -> NotRun | None:
    """Why a check does not run on synthetic records, if it does not."""
    if draws_on_people(check) or set(check.needs) == {Assumed}:
        return None
    reason = "real figures never stand beside synthetic ones"
    return not_run(check, CannotRun(reason, settled_by="an audit without synthetic records"))
