"""The one problem descriptor of each pathway, and the anxiety measure that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.vocabulary.problems import OTHER_PROBLEMS, problems

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.months import Months

COMPLAINTS = "IDS603PresentingComplaints"
_OF_COMPLAINTS = ("PathwayID", "PresComp", "PresCompCodSig", "PresCompDate", "UniqueID_IDS603")
_WRITTEN = "^[A-Z][0-9]{2}[0-9A-Z]{0,3}$|^[0-9]{6,18}$"  # an ICD-10 code without its dot, or a SNOMED CT concept
_EPOCH = ibis.date("1970-01-01")
_ROWS, _DAYS, _RANKS, _PLACES = 2**36, 2**17, 4, 2**7  # with 8 ranks in all, 63 bits
OTHER_RECORDED = len(problems())
"""The place of a descriptor that is recorded but none of `problems`."""


def problem_by_pathway(months: Months, pathways: ir.Table) -> ir.Table | None:
    """One row per pathway with a descriptor: ``problem``, its place in `problems`, and ``problem_exact``.

    Of the valid ones primary goes before secondary, then the latest, then the greatest row number, or the last that was
    sent where rows have none (monthly metadata 2026, M203). ``problem_exact`` is whether the code is the problem's own and
    not one below it.
    """
    rows = months.rows_if_there(COMPLAINTS, *_OF_COMPLAINTS)
    if rows is None:
        return None
    rows = rows.inner_join(pathways.select("pathway", "pathway_id"), rows.PathwayID == pathways.pathway_id)
    code = rows.PresComp.upper().replace(".", "")
    valid = code.re_search(_WRITTEN).fill_null(False)
    longest_first = sorted(enumerate(problems()), key=lambda place: -len(place[1].code))
    place = ibis.cases(
        *((_begins(code, problem.code), number) for number, problem in longest_first), else_=OTHER_RECORDED
    )
    exact = code.isin([problem.code for problem in problems()]).fill_null(False)
    day = rows.PresCompDate.delta(_EPOCH, unit="day").cast("int64").clip(lower=0).fill_null(0)
    primary_first = ibis.cases(
        (rows.PresCompCodSig == "1", 3), (rows.PresCompCodSig == "2", 2), (rows.PresCompCodSig.notnull(), 1), else_=0
    )
    rank = valid.ifelse(1, 0).cast("int64") * _RANKS + primary_first
    what = ibis.ifelse(valid, place, OTHER_RECORDED).cast("int64") * 2 + exact.ifelse(1, 0)
    key = ((rank * _DAYS + day) * _ROWS + ibis.coalesce(rows.UniqueID_IDS603, rows.submission) % _ROWS) * _PLACES + what
    chosen = rows.mutate(key=key).filter(valid).group_by("pathway").aggregate(key=ibis._.key.max())
    told = chosen.key % _PLACES
    return chosen.select("pathway", problem=told // 2, problem_exact=(told % 2 == 1))


def in_words(problem: ir.IntegerValue) -> ir.StringValue:
    """The name of a problem by its place; NULL where no descriptor was sent."""
    named = enumerate([*(one.problem for one in problems()), OTHER_PROBLEMS])
    return ibis.cases(*((problem == place, name) for place, name in named)).cast("string")


def _begins(code: ir.StringValue, problem: str) -> ir.BooleanValue:
    """ICD-10 by the beginning of the code, SNOMED CT by the whole of it (monthly metadata 2026, M204)."""
    return code == problem if problem.isdigit() else code.startswith(problem)
