"""Whether records contradict themselves or each other, by our own rules."""

from __future__ import annotations

from caseness.checks.finding import Answer, Chapter, FigureBlock, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import REPRODUCE, most_broken, rows_share, rules_share, rules_table
from caseness.disclosure import people
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.validation import Origin, examine
from caseness.validation.ours.declaring import Kind
from caseness.vocabulary.data_set import citations
from caseness.wording import count

_KINDS = (Kind.CONTRADICTION, Kind.UNLIKELY, Kind.INCOMPLETE)


@check(chapter=Chapter.QUALITY, needs=[Records], order=3)
def records_that_contradict(records: Records) -> Answer:
    """Do the records contradict themselves or each other?"""
    examined = examine(records)
    ours = [o for o in examined.validation.outcomes if o.rule.origin is Origin.OURS and o.rule.kind in _KINDS]
    tested = [outcome for outcome in ours if outcome.broken is not None]
    if not tested:
        raise CannotRun("no rule of ours can be tested on this extract", settled_by="an extract with its main tables")
    broken = [outcome for outcome in tested if outcome.broken]
    cannot = [outcome for outcome in broken if outcome.rule.kind == Kind.CONTRADICTION]
    share = rules_share("rules of ours broken, of those tested", len(broken), len(tested))
    worst = most_broken(broken) if broken else None
    return Answer(
        short="Contradictions",
        answer=(
            f"Of {count(len(tested))} rules of ours tested, {count(len(broken))} are broken by some row: "
            f"{count(len(cannot))} on what cannot be, the others on what needs an explanation or is incomplete."
            + (
                f" The one broken most: {worst.rule.words.rstrip('.')}, in {people(worst.broken or 0)} of "
                f"{people(worst.checked)} rows."
                if worst
                else ""
            )
        ),
        verdict=Verdict.IN_PART if broken else Verdict.HOLDS,
        condition=f"rules on what cannot be that are broken: {count(len(cannot))}",
        estimates=(
            share,
            *(rows_share(f"{o.rule.id}, rows that break it", o.broken or 0, o.checked) for o in broken),
        ),
        figures=(
            FigureBlock(
                label="Rules of ours broken",
                estimate=share,
                of_whom=f"of {count(len(tested))} rules tested; {count(len(ours) - len(tested))} could not be",
            ),
        ),
        caveats=tuple(dict.fromkeys(o.rule.innocent for o in broken if o.rule.innocent)),
        method=f"Each rule on the rows it is about, of the submissions that count. {REPRODUCE}",
        sources=citations("MM2021; G2021; SCRIPTS; OURS"),
        tables=(rules_table("contradictions", "Rules of ours that some row breaks", broken),) if broken else (),
        sql=examined.sql(tested),
    )
