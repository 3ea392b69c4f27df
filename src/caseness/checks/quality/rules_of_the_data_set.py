"""Whether an extract keeps the official rules it was sent under."""

from __future__ import annotations

from caseness.checks.finding import Answer, Chapter, FigureBlock, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import REPRODUCE, most_broken, rows_share, rules_share, rules_table
from caseness.disclosure import people
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.validation import Origin, examine
from caseness.vocabulary.data_set import Severity, citations
from caseness.wording import count


@check(chapter=Chapter.QUALITY, needs=[Records], order=2)
def rules_of_the_data_set(records: Records) -> Answer:
    """Does the extract keep the rules of its own data set?"""
    examined = examine(records)
    official = [o for o in examined.validation.outcomes if o.rule.origin is Origin.OFFICIAL]
    tested = [outcome for outcome in official if outcome.broken is not None]
    if not tested:
        raise CannotRun("no official rule can be tested on this extract", settled_by="an extract with its main tables")
    broken = [outcome for outcome in tested if outcome.broken]
    rejecting = [outcome for outcome in broken if outcome.rule.severity is not Severity.WARNING]
    share = rules_share("official rules broken, of those tested", len(broken), len(tested))
    worst = most_broken(broken) if broken else None
    return Answer(
        short="Official rules",
        answer=(
            f"Of {count(len(tested))} official rules tested, {count(len(broken))} are broken by some row, "
            f"{count(len(rejecting))} of them rules for which rows or files are rejected."
            + (
                f" The one broken most: {worst.rule.words.rstrip('.')} ({worst.rule.id}), in {people(worst.broken or 0)} "
                f"of {people(worst.checked)} rows."
                if worst
                else ""
            )
        ),
        verdict=_verdict(len(broken), len(rejecting)),
        condition=f"{count(len(rejecting))} rejecting rules and {count(len(broken) - len(rejecting))} warnings are broken",
        estimates=(
            share,
            *(rows_share(f"{o.rule.id}, rows that break it", o.broken or 0, o.checked) for o in broken),
        ),
        figures=(
            FigureBlock(
                label="Official rules broken",
                estimate=share,
                of_whom=f"of {count(len(tested))} rules tested; {count(len(official) - len(tested))} could not be",
            ),
        ),
        caveats=(
            "The public rules are those of version 2.0; a rule that version 2.1 changed is tested as it was.",
            "The national warehouse keeps only rows that passed, and cleans some fields: there a broken rule can be a "
            "matter of the warehouse.",
            "A blank can be how an extract was made, not how the service recorded.",
        ),
        method=f"Every public rule that an extract can answer, on the rows of the submissions that count. {REPRODUCE}",
        sources=citations("RCL; DD"),
        tables=(rules_table("official-rules-broken", "Official rules that some row breaks", broken),) if broken else (),
        sql=examined.sql(tested),
    )


def _verdict(broken: int, rejecting: int) -> Verdict:
    if rejecting:
        return Verdict.DOES_NOT_HOLD
    return Verdict.IN_PART if broken else Verdict.HOLDS
