"""What each unit cost at each provider, where a table says what they spent and an extract has what they did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.estimating import tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.spend.counted_in_records import counted_in, shown, together
from caseness.disclosure import people
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.sources.spend_table import SpendTable
from caseness.value.prices import PRICES, UnknownPriceYear
from caseness.vocabulary import Level
from caseness.vocabulary.data_set import citations
from caseness.vocabulary.organisations import name_of, present_code
from caseness.wording import count, pounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.spend_table import Spent
    from caseness.value.prices import PriceIndex
    from caseness.value.units import Counted

_PER = (
    ("contacts", "attended contact"),
    ("referrals", "referral"),
    ("entrants", "person entering"),
    ("finished", "finished course"),
    ("recovered", "recovery"),
)


@dataclass(frozen=True, slots=True)
class Costed:
    """A row of the table and the counts of the same provider and time, rounded as they may leave."""

    spent: Spent
    counted: Counted

    def pounds(self, index: PriceIndex) -> float:
        """The amount in the prices that results are told in; as it is where the index does not reach its time."""
        try:
            return self.spent.amount * index.level(PRICES) / index.level_over(self.spent.period)
        except UnknownPriceYear:
            return self.spent.amount


@check(chapter=Chapter.SPEND, needs=[Records, SpendTable], order=23)
def spend_by_provider_of_records(records: Records, table: SpendTable) -> Answer:
    """What did each unit cost at each provider of the extract?"""
    costed = costed_in(records, table)
    if not costed:
        raise CannotRun(
            "no row of the table of spending has a provider and a time of which the extract has every month, and enough "
            "finished courses to tell",
            settled_by="a table of the providers and months of the extract",
        )
    amount, counted = sum(each.spent.amount for each in costed), together(each.counted for each in costed)
    without = len(table.rows) - len(costed)
    costs = {words: per for key, words in _PER if (per := _per(amount, counted, key)) is not None}
    return Answer(
        short="Cost by provider of the extract",
        answer=(
            f"{pounds(amount)} were spent on {people(round(counted.finished))} finished courses, by {count(len(costed))} rows of "
            f"the table: {', '.join(f'{pounds(cost)} per {words}' for words, cost in costs.items())}.{_left_out(without, table)}"
        ),
        verdict=Verdict.DESCRIBED,
        condition="as the table gives it; scope in its words",
        estimates=(
            tally("pounds spent", amount, unit=Unit.GBP, level=None),
            tally("finished courses of those rows", counted.finished, level=None),
            *(tally(f"cost per {words}", cost, unit=Unit.GBP, level=None) for words, cost in costs.items()),
            tally("rows of the table", len(table.rows), unit=Unit.RATIO, level=None),
            tally("rows that meet the extract", len(costed), unit=Unit.RATIO, level=None),
            tally("rows that do not", without, unit=Unit.RATIO, level=None),
        ),
        figures=tuple(
            FigureBlock(
                label=f"Cost per {words}",
                estimate=tally(f"cost per {words}", costs[words], unit=Unit.GBP, level=None),
                of_whom=f"{count(len(costed))} rows of the table, cash",
            )
            for words in ("attended contact", "finished course", "recovery")
            if words in costs
        ),
        caveats=(
            f"All amounts are said to cover “{table.scope}”. What a provider counts under that is its own.",
            "People differ in what they need; a course that costs more is not worse value by that alone.",
            "Contacts, referrals and courses of the same months are not of the same people.",
        ),
        method="Amount of the table ÷ what the extract counts of the same provider in the same months, rounded to the nearest 5 "
        "before. Contacts: attended or unplanned appointments. No ranks are given.",
        sources=(*citations("MM2026"), *dict.fromkeys(f"{table.name}: {row.source}" for row in table.rows)),
        tables=(_table(costed),),
        settles=("C94",),
    )


def _left_out(without: int, table: SpendTable) -> str:
    if not without:
        return ""
    return (
        f" {count(without)} of {count(len(table.rows))} rows {'is' if without == 1 else 'are'} left out: the extract lacks the "
        "provider or a month, or has too few finished courses to tell."
    )


def costed_in(records: Records, table: SpendTable) -> list[Costed]:
    """The rows whose months the extract has, with courses that were finished in them, by time and code."""
    found = counted_in(records)
    costed = []
    for spent in table.rows:
        counted = found.of(present_code(spent.org_code), spent.period)
        if counted is not None and shown(counted).finished:
            costed.append(Costed(spent, shown(counted)))
    return sorted(costed, key=lambda each: (each.spent.period, each.spent.org_code))


def _per(amount: float, counted: Counted, key: str) -> float | None:
    number = getattr(counted, key)
    return amount / number if number else None


def _table(costed: Sequence[Costed]) -> Table:
    def cell(each: Costed, key: str) -> Cell:
        per = _per(each.spent.amount, each.counted, key)
        return "[z]" if per is None else per

    return Table(
        name="spend-by-provider-of-records",
        caption="What each provider spent, over the counts of the extract",
        columns=(
            Column(key="org_code", title="Code"),
            Column(key="name", title="Provider"),
            Column(key="period", title="Time"),
            Column(key="amount", title="Spent", unit=Unit.GBP),
            Column(key="finished_courses", title="Finished", unit=Unit.COUNT),
            *(Column(key=key, title=f"Per {words}", unit=Unit.GBP) for key, words in _PER),
            Column(key="source", title="Source"),
        ),
        rows=tuple(
            (
                each.spent.org_code,
                name_of(Level.PROVIDER, present_code(each.spent.org_code), each.spent.org_code),
                str(each.spent.period),
                each.spent.amount,
                each.counted.finished,
                *(cell(each, key) for key, _words in _PER),
                each.spent.source,
            )
            for each in costed
        ),
        note="Cash. [z] suppressed or none.",
    )
