"""Rules on scores: which tools are accepted, how each is scored, and between which limits.

Accepted are the tools whose concepts are public; version 2.1 took up the Chalder Fatigue Questionnaire, whose concept is
not (`caseness.vocabulary.assessment_tools`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import ibis

from caseness.sources.records import WRITTEN
from caseness.validation.official.made import Made
from caseness.validation.values import OfValues
from caseness.vocabulary.assessment_tools import assessment_tools

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.vocabulary.assessment_tools import AssessmentTool
    from caseness.vocabulary.data_set import OfficialRule

_TOOL = "CodedAssToolType"
_NUMBER = r"^[0-9]{1,5}(\.[0-9]*)?$"
_NO_TEXT = ibis.null().cast("string")


def unknown_tool(declared: OfficialRule) -> Made:
    """The tool is none of those the data set takes."""
    column = str(declared.field)
    accepted = [tool.concept for tool in assessment_tools()]
    return Made(
        words=f"{column} is none of the {len(accepted)} tools that the data set takes (as public: version 2.0).",
        broken=lambda rows: (~rows[column].isin(accepted)).fill_null(False),
    )


def score_written(declared: OfficialRule) -> Made:
    """The score is not written the way its tool needs: so many digits, a decimal point, letters."""
    column = f"{WRITTEN}{declared.field}"
    tools: dict[str, list[str]] = defaultdict(list)
    for tool in assessment_tools():
        tools[_form(tool)].append(tool.concept)

    def broken(rows: ir.Table) -> ir.BooleanValue:
        wrong = (rows[_TOOL].isin(concepts) & ~rows[column].re_search(form) for form, concepts in tools.items())
        return ibis.or_(*(each.fill_null(False) for each in wrong))

    mark = OfValues("score_written", (column, _TOOL), broken)
    return Made(
        words=f"{declared.field} is not written as its tool needs: in letters for yes and no, with a decimal point for the "
        "Mobility Inventory, else as a whole number with no more digits than the highest score.",
        broken=lambda rows: rows[mark.column],
        needs=(_TOOL,),
        marks=(mark,),
        of_writing=True,
    )


def out_of_range(declared: OfficialRule) -> Made:
    """The score lies outside the limits of its tool, or is none of the answers it takes."""
    column = f"{WRITTEN}{declared.field}"
    limits: dict[tuple[int, int], list[str]] = defaultdict(list)
    answers: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for tool in assessment_tools():
        if tool.lowest is not None and tool.highest is not None:
            limits[tool.lowest, tool.highest].append(tool.concept)
        else:
            answers[tool.permitted].append(tool.concept)

    def broken(rows: ir.Table) -> ir.BooleanValue:
        text, tool = rows[column], rows[_TOOL]
        score = ibis.ifelse(text.re_search(_NUMBER), text, _NO_TEXT).cast("float64")
        beyond = [tool.isin(of) & ~score.between(low, high) for (low, high), of in limits.items()]
        other = [tool.isin(of) & ~text.isin(permitted) for permitted, of in answers.items()]
        return ibis.or_(*(each.fill_null(False) for each in (*beyond, *other)))

    mark = OfValues("score_out_of_range", (column, _TOOL), broken)
    return Made(
        words=f"{declared.field} lies outside the range of its tool (PHQ-9: 0 to 27, GAD-7: 0 to 21, …).",
        broken=lambda rows: rows[mark.column],
        needs=(_TOOL,),
        marks=(mark,),
    )


def _form(tool: AssessmentTool) -> str:
    """The pattern of a tool's scores."""
    if tool.permitted:
        return f"^[A-Z]{{1,{max(map(len, tool.permitted))}}}$"
    if tool.decimals:
        return rf"^[0-9]\.[0-9]{{1,{tool.decimals}}}$"
    return f"^[0-9]{{1,{tool.digits}}}$"
