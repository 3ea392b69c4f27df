"""The official annual archives: zips of wide CSVs, one measure to a column, no period in any column.

From 2017-18 on, the annual report comes as one archive of eight files and, from 2019-20 on, a second one with the tables
of therapy-based outcomes. Columns were renamed between years (``CountX`` to ``Count_X``), which the vocabulary's
``printed_names`` settles; here a layout is told by its key columns and a few columns only it has.
"""

from __future__ import annotations

from caseness.sources.published.layout import Layout, names, unless_england

_KEYS = names("orgtype orgcode orgname variabletype variablea variableb")
_ORGANISATION = {
    "level": "orgtype",
    "org_code": unless_england("orgtype", "orgcode"),
    "org_name": unless_england("orgtype", "orgname"),
}
_BY_VARIABLE = {
    **_ORGANISATION,
    "breakdown": "variabletype",
    "category_a": "variablea",
    "category_b": "variableb",
    "printed_name": "as_printed",
}
# The questionnaire stands in a column of its own and so belongs to the measure; the initial caseness is a breakdown.
_CASENESS = "CASE WHEN upper(initialcaseness) NOT IN ('ALL', 'TOTAL', 'NULL') THEN initialcaseness END"
_BY_QUESTIONNAIRE = {
    **_ORGANISATION,
    "breakdown": f"CASE WHEN {_CASENESS} IS NULL THEN variabletype WHEN variabletype = 'Total' THEN 'Initial Caseness' "
    "ELSE variabletype || ' / Initial Caseness' END",
    "category_a": f"CASE WHEN {_CASENESS} IS NULL OR variabletype <> 'Total' THEN variablea END",
    "category_b": f"concat_ws(': ', CASE WHEN {_CASENESS} IS NULL OR variabletype <> 'Total' "
    f"THEN nullif(variableb, 'NULL') END, {_CASENESS})",
    "printed_name": "measure || ': ' || as_printed",
}


def _annual(name: str, publication: str, telling: str, keys: str = "", select: dict[str, str] | None = None) -> Layout:
    return Layout(
        f"annual archive, {name}",
        f"'{publication}'",
        _KEYS | names(keys),
        select or _BY_VARIABLE,
        telling=names(telling),
        wide=True,
        period_from_name=True,
    )


_ANNUAL = (
    _annual("main", "annual", "count_endedreferrals countendedreferrals"),
    _annual("effect size", "annual_effect_size", "effectsize", "measure initialcaseness", _BY_QUESTIONNAIRE),
    _annual(
        "employment status",
        "annual_employment",
        "count_employmentstatusendtreatment_employed countemploymentstatusendtreatment_employed",
    ),
    _annual("integrated and internet therapy", "annual_integrated", "count_finishedintegratedreferrals"),
    _annual("patient experience", "annual_experience", "countdidstafflisten"),
    _annual(
        "psychotropic medication", "annual_medication", "count_statusendtotal countstatusend_total prescribednottaking"
    ),
    _annual(
        "therapist role",
        "annual_therapist_role",
        "mean_apptspsychologicalwellbeingpractitionerqualified meanapptspsychologicalwellbeingpractitionerqualified",
    ),
    _annual("therapy type", "annual_therapy_type", "counttherapyendtreatment_hi_cognitivebehaviourtherapy"),
)

_THERAPY = "coalesce(therapytype, therapy_type)"
_PROBLEM = "coalesce(probdesc, diagnosis)"


def _therapy_based(table: int, publication: str, telling: str, category: str = _THERAPY) -> Layout:
    """A table without organisations: England's, whether it says so or not."""
    return Layout(
        f"therapy-based outcomes, table {table}",
        f"'{publication}'",
        frozenset(),
        {
            "level": "coalesce(organisationtype, organisation, 'England')",
            "breakdown": "'therapy'",
            "category_a": category,
            "printed_name": "as_printed",
        },
        telling=names(telling),
        optional=names("organisation organisationtype therapy_type therapytype diagnosis probdesc"),
        wide=True,
        period_from_name=True,
    )


# Table 1 counts attended appointments by the number of therapies recorded in one; 2 the place of a therapy in the
# pathway; 3 whether it ran beside another; 4 outcomes by problem and therapy; 5 appointments by problem and therapy,
# with the therapy in the column's name.
_THERAPY_BASED = (
    _therapy_based(1, "therapy_number", "count_1therapy"),
    _therapy_based(2, "therapy_position", "count_therapyposition1"),
    _therapy_based(3, "therapy_concurrence", "count_concurrent"),
    Layout(
        "therapy-based outcomes, table 4",
        "'therapy_outcomes'",
        names("organisationtype organisationcode organisationname diagnosis therapytype"),
        {
            "level": "organisationtype",
            "org_code": unless_england("organisationtype", "organisationcode"),
            "org_name": unless_england("organisationtype", "organisationname"),
            "breakdown": "'therapy'",
            "category_a": "diagnosis",
            "category_b": "therapytype",
            "printed_name": "as_printed",
        },
        telling=names("count_coursesoftherapy"),
        wide=True,
        period_from_name=True,
    ),
    _therapy_based(5, "therapy_by_problem", "cbtappts count_totalcognitivebehaviourtherapycbtappts", category=_PROBLEM),
)

ARCHIVES = (*_ANNUAL, *_THERAPY_BASED)
