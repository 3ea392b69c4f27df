"""How well the fields of an extract are filled: valid, other, default, invalid and missing values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import rows_share
from caseness.disclosure import share
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.validation import examine
from caseness.validation.vodim import SOURCE, State
from caseness.vocabulary.data_set import FieldStatus, field_called
from caseness.wording import count

if TYPE_CHECKING:
    import pyarrow as pa

_DRAWN = 12  # fields, the least filled of those that have to be sent
_WANTED = (FieldStatus.MANDATORY, FieldStatus.REQUIRED)


@dataclass(frozen=True, slots=True)
class _Filled:
    table: str
    field: str
    records: int
    counts: dict[State, int]

    @property
    def unusable(self) -> int:
        return sum(self.counts[state] for state in (State.DEFAULT, State.INVALID, State.MISSING))

    @property
    def wanted(self) -> bool:
        declared = field_called(self.table, self.field)
        return declared is not None and declared.status in _WANTED


@check(chapter=Chapter.QUALITY, needs=[Records], order=4)
def fields_filled(records: Records) -> Answer:
    """Are the fields filled with something that can be used?"""
    examined = examine(records)
    filled = [one for one in _filled(examined.vodim) if one.records]
    wanted = sorted((f for f in filled if f.wanted), key=lambda f: (-f.unusable / f.records, f.table, f.field))
    if not wanted:
        raise CannotRun("no row of a submission that counts has a field that has to be sent")
    whole, part = sum(f.records for f in wanted), sum(f.unusable for f in wanted)
    worst = wanted[0]
    total = rows_share("values that cannot be used, of fields that are mandatory or required", part, whole)
    return Answer(
        short="Fields filled",
        answer=(
            f"Of the values of {count(len(wanted))} fields that are mandatory or required, {share(part, whole)} cannot be "
            f"used: a code for “not known”, not in the list or format, or blank. Least filled is {worst.field} of "
            f"{worst.table}: {share(worst.unusable, worst.records)}."
        ),
        verdict=Verdict.DESCRIBED,
        condition="of the submissions that count; fields the extract lacks are left out",
        estimates=(
            total,
            *(rows_share(f"{f.table}.{f.field}, values that cannot be used", f.unusable, f.records) for f in wanted),
        ),
        figures=(
            FigureBlock(
                label="Values that cannot be used",
                estimate=total,
                of_whom=f"of the values of {count(len(wanted))} fields that are mandatory or required",
            ),
        ),
        charts=(_chart(wanted[:_DRAWN]),),
        caveats=(
            "A code for “not known” can be the truth: a person may not wish to say.",
            "A blank field can be one that the extract was made without.",
        ),
        method=(
            f"Construction of the {SOURCE}: valid is what is neither default, invalid nor missing. Other are values that "
            "nothing public says how to judge; the published construction counts them as valid. By provider and month: "
            "caseness validate."
        ),
        sources=(SOURCE,),
        tables=(_table(filled),),
        sql=(*examined.placing, *examined.filling),
    )


def _filled(vodim: pa.Table) -> list[_Filled]:
    summed = vodim.group_by(["table", "field"], use_threads=False).aggregate(
        [("records", "sum"), *((state.value, "sum") for state in State)]
    )
    return [
        _Filled(row["table"], row["field"], row["records_sum"], {state: row[f"{state.value}_sum"] for state in State})
        for row in summed.to_pylist()
    ]


def _chart(worst: list[_Filled]) -> Dots:
    return Dots(
        title="The fields with most values that cannot be used",
        subtitle="Share of rows whose value is a default, invalid or missing; fields that are mandatory or required",
        alt="; ".join(f"{f.field}: {share(f.unusable, f.records)}" for f in worst) + ".",
        note="Submissions that count.",
        rows=tuple(
            Dot(
                label=f"{f.field}, {f.table[:6]}",
                value=f.unusable / f.records,
                text=share(f.unusable, f.records),
            )
            for f in worst
        ),
    )


def _table(filled: list[_Filled]) -> Table:
    return Table(
        name="fields",
        caption="Values of each field, of the submissions that count",
        columns=(
            Column(key="table", title="Table"),
            Column(key="field", title="Field"),
            Column(key="records", title="Rows", unit=Unit.COUNT),
            *(Column(key=state.value, title=state.value.capitalize(), unit=Unit.COUNT) for state in State),
        ),
        rows=tuple((f.table, f.field, f.records, *(f.counts[state] for state in State)) for f in filled),
    )
