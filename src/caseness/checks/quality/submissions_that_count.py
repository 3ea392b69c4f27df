"""Which submissions of an extract count, and which months were not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import rules_share
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.validation import examine
from caseness.validation.history import FILES_OF_A_MONTH
from caseness.vocabulary.data_set import citations
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.validation import History


@check(chapter=Chapter.QUALITY, needs=[Records], order=6)
def submissions_that_count(records: Records) -> Answer:
    """Which submissions count, and is any month missing?"""
    seen = examine(records).history
    if not seen.months:
        raise CannotRun("the extract names no submission", settled_by="a header for each submission")
    providers = len({month.provider for month in seen.months})
    often = sum(month.files > FILES_OF_A_MONTH for month in seen.months)
    once = sum(month.files == 1 for month in seen.months)
    due = len(seen.months) + len(seen.not_sent)
    gap = rules_share("months not sent, between the first and last of each provider", len(seen.not_sent), due)
    return Answer(
        short="Submissions",
        answer=(
            f"{count(providers)} {'provider' if providers == 1 else 'providers'} sent {count(len(seen.months))} months in "
            f"{count(sum(month.files for month in seen.months))} files. {count(once)} months were sent once, so their "
            f"figures are provisional; {count(often)} more than twice; {count(len(seen.not_sent))} between the first and "
            f"last of a provider not at all. Of each month the submission counts that is {seen.why}."
        ),
        verdict=Verdict.IN_PART if seen.not_sent else Verdict.HOLDS,
        condition=f"{count(len(seen.not_sent))} of {count(due)} months are missing",
        estimates=(gap,),
        figures=(
            FigureBlock(
                label="Months not sent", estimate=gap, of_whom=f"of {count(due)} months of {count(providers)} providers"
            ),
        ),
        caveats=(
            "An extract can be made without a month that was sent.",
            "A month not sent harms later ones: a first score that was not sent breaks the pair.",
        ),
        method="Files by provider and month. A month is sent twice; the refresh replaces the primary file.",
        sources=citations("G2021"),
        tables=(_table(seen),),
        sql=(seen.sql,),
    )


def _table(seen: History) -> Table:
    months = sorted((*seen.months, *seen.not_sent), key=lambda m: (m.provider or "", m.month or ""))
    return Table(
        name="submissions",
        caption="Files sent by provider and month",
        columns=(
            Column(key="org_code", title="Provider"),
            Column(key="month", title="Month"),
            Column(key="files", title="Files sent"),
            Column(key="counts", title="Submission and load that count"),
        ),
        rows=tuple(
            (m.provider or "[x]", m.month or "[x]", str(m.files), ", ".join(m.counts) or "none") for m in months
        ),
    )
