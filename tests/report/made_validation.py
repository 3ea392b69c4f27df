"""A validation made by hand: rules broken, kept and not tested, hostile names, two providers over three months."""

from __future__ import annotations

import pyarrow as pa

from caseness.sources.records import PathwayRule, Shape
from caseness.sources.records.found import Unknown
from caseness.sources.records.tables import FileRead
from caseness.sources.set_aside import SetAside
from caseness.validation import Examined, History, Month, Origin, Outcome, Part, RowKey, Rule, Validation
from caseness.validation.vodim import SCHEMA
from caseness.vocabulary.data_set import Severity

HOSTILE = "<script>alert(1)</script>"
MONTHS = ("2024-04", "2024-05", "2024-06")


def rule(identity: str, severity: Severity, words: str, **also: object) -> Rule:
    return Rule(
        id=identity,
        origin=Origin.OURS if severity is Severity.WARNING else Origin.OFFICIAL,
        severity=severity,
        table="IDS201CareContact",
        field="CareContDate",
        kind="date_order",
        words=words,
        source="Made up for a test",
        **also,
    )


def broken(identity: str, severity: Severity, words: str, rows: int, of: int, **also: object) -> Outcome:
    parts = tuple(Part(provider, month, rows, of) for provider in ("PRVA", HOSTILE) for month in MONTHS)
    keys = (RowKey("S1", "C1"), RowKey("S1", HOSTILE))
    return Outcome(
        rule=rule(identity, severity, words, **also), broken=6 * rows, checked=6 * of, by=parts, examples=keys
    )


def kept(identity: str) -> Outcome:
    return Outcome(rule=rule(identity, Severity.WARNING, "A thing that never is."), broken=0, checked=600)


def not_tested(identity: str) -> Outcome:
    return Outcome(
        rule=rule(identity, Severity.WARNING, "A thing nobody can tell."),
        broken=None,
        checked=0,
        reason="the extract has no IDS606CodedScoreAssessmentRefer",
    )


def vodim() -> pa.Table:
    """Half the contact dates of one provider are missing; the other has seven rows."""
    rows = [
        ("IDS201CareContact", field, provider, month, n, n - lost, 0, 0, 0, lost)
        for field, share in (("CareContDate", 2), ("AppType", 100))
        for provider, n in (("PRVA", 200), (HOSTILE, 7))
        for month in MONTHS
        for lost in [n // share]
    ]
    return pa.table(dict(zip(SCHEMA.names, map(list, zip(*rows, strict=True)), strict=True)), schema=SCHEMA)


def examined(*, synthetic: bool = False, sound: bool = False) -> Examined:
    """The validation; a ``sound`` one breaks no rule."""
    bad = (
        broken("IDS20171", Severity.REJECT_RECORD, f"CareContDate is before {HOSTILE}.", 2, 100),
        broken("seldom", Severity.WARNING, "A rare thing.", 1, 3, innocent="It can be so."),
    )
    return Examined(
        shape=Shape.SUBMITTED,
        pathway_rule=PathwayRule.SERVICE_REQUEST,
        synthetic=synthetic,
        files=(FileRead(f"april/{HOSTILE}.csv", "IDS201CareContact", 1234, 2),),
        set_aside=(SetAside("april/IDS001MPI.csv", 17, 1, "the row has too few columns", "Export the table again."),),
        unknown=(Unknown("IDS101Refs.csv", ("IDS101Referral",)),),
        missing=("IDS606CodedScoreAssessmentRefer",),
        lacking={"IDS001MPI": ("Postcode", "Gender")},
        validation=Validation(outcomes=(*(() if sound else bad), kept("IDS20170"), not_tested("IDS60617"))),
        vodim=vodim(),
        history=History(
            tuple(Month("PRVA", month, 2, (f"S{n}/1",)) for n, month in enumerate(("2024-04", "2024-06"))),
            "the file made last, as its header says (DateTimeDatSetCreate)",
        ),
    )
