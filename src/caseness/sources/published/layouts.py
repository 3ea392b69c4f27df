"""The layouts in which the statistics have been published, told apart by their columns, never by a file's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.published.archives import ARCHIVES
from caseness.sources.published.layout import COMMON_COLUMNS, Layout, annual_columns, names

if TYPE_CHECKING:
    from collections.abc import Sequence


def _commissioner_or_provider(level: str, commissioner: tuple[str, str], provider: tuple[str, str]) -> dict[str, str]:
    """A commissioner stands in one pair of columns, a provider in another; a cell of both has the first as parent."""
    case = (
        f"CASE WHEN lower({level}) = 'england' THEN NULL WHEN lower({level}) LIKE '%provider' THEN {{}} ELSE {{}} END"
    )
    return {
        "level": level,
        "org_code": case.format(provider[0], commissioner[0]),
        "org_name": case.format(provider[1], commissioner[1]),
        "parent_code": f"CASE WHEN lower({level}) LIKE '%_provider' THEN {commissioner[0]} END",
    }


_MONTHLY = _commissioner_or_provider("group_type", ("org_code1", "org_name1"), ("org_code2", "org_name2"))
_SUB_ICB_OR_ICB = "CASE WHEN lower(grouptype) LIKE 'subicb%' THEN subicb{} ELSE icb{} END"
_TIDY_PERIOD = {"period_start": "start_date", "period_end": "end_date"}
_TIDY_ANNUAL = "start_date end_date org_type org_code org_name variable_type variable_a variable_b "

TALL = (
    Layout(
        "monthly, as published",
        "'monthly'",
        names(
            "reporting_period_start reporting_period_end group_type org_code1 org_name1 org_code2 org_name2 "
            "measure_id measure_name"
        ),
        {
            "period_start": "reporting_period_start",
            "period_end": "reporting_period_end",
            **_MONTHLY,
            "official_id": "measure_id",
            "printed_name": "measure_name",
            "value": "coalesce(measure_value_suppressed, measure_value)",
        },
        telling=names("measure_value_suppressed measure_value"),
        optional=names("measure_value_suppressed measure_value"),
    ),
    # Since July 2025. A region's code stands in the column of the ICB; the religion "None" is printed as null.
    Layout(
        "quarterly, as published",
        "'quarterly'",
        names(
            "reporting_period_start reporting_period_end grouptype icb icbname subicb subicbname provider providername "
            "variabletype variablea variableb measure_id measure_name measure_value_suppressed"
        ),
        {
            "period_start": "reporting_period_start",
            "period_end": "reporting_period_end",
            **_commissioner_or_provider(
                "grouptype",
                (_SUB_ICB_OR_ICB.format("", ""), _SUB_ICB_OR_ICB.format("name", "name")),
                ("provider", "providername"),
            ),
            "breakdown": "variabletype",
            "category_a": "CASE WHEN variabletype = 'Religion' AND variablea = 'null' THEN 'None' ELSE variablea END",
            "category_b": "variableb",
            "official_id": "measure_id",
            "printed_name": "measure_name",
            "value": "measure_value_suppressed",
        },
    ),
    Layout(
        "monthly, tidy",
        "'monthly'",
        names(
            "start_date end_date group_type org_code1 org_name1 org_code2 org_name2 measure_id measure_name "
            "measure_statistic value"
        ),
        {
            **_TIDY_PERIOD,
            **_MONTHLY,
            "official_id": "measure_id",
            "printed_name": "measure_name",
            "statistic": "measure_statistic",
            "value": "value",
        },
    ),
    Layout(
        "therapy outcomes, tidy",
        "'therapy_outcomes'",
        names(f"{_TIDY_ANNUAL} measure_name measure_statistic measure_time value"),
        annual_columns(
            **_TIDY_PERIOD,
            printed_name="concat_ws('_', measure_name, nullif(nullif(measure_time, 'NA'), ''))",
            statistic="measure_statistic",
            value="value",
        ),
    ),
    # The therapy rows are table 1 of the therapy-based outcomes, whatever the origin calls them: see archives.py.
    Layout(
        "annual, tidy",
        "CASE WHEN variable_type = 'therapy_type' THEN 'therapy_number' ELSE 'annual' END",
        names(f"{_TIDY_ANNUAL} measure_name measure_statistic value"),
        annual_columns(**_TIDY_PERIOD, printed_name="measure_name", statistic="measure_statistic", value="value"),
    ),
    Layout(
        "medication, tidy",
        "'annual_medication'",
        names(f"{_TIDY_ANNUAL} statistic measure value"),
        annual_columns(**_TIDY_PERIOD, printed_name="measure", statistic="statistic", value="value"),
    ),
    Layout(
        "cited facts",
        "publication",
        names(f"publication {' '.join(COMMON_COLUMNS)} source"),
        {column: column for column in COMMON_COLUMNS},
    ),
)


WIDE = (
    Layout(
        "key measures, time series",
        "'time_series'",
        names("ccg_code ccg_name provider_code provider_name group_type month_year"),
        {
            "period_start": "month_year",
            "period_end": "month_year",
            **_commissioner_or_provider("group_type", ("ccg_code", "ccg_name"), ("provider_code", "provider_name")),
        },
        wide=True,
    ),
    Layout(
        "national by month",
        "'monthly_national'",
        names("grouptype month"),
        {"period_start": "month", "period_end": "month", "level": "grouptype"},
        wide=True,
    ),
)

LAYOUTS = (*TALL, *WIDE, *ARCHIVES)

# Tables that come beside the statistics and hold no figures; they are named in the report, not set aside.
REFERENCE_TABLES = {
    "register of providers": names("org_code org_name status postcode icb_code region_code"),
    "definitions of monthly measures": names("measure_id measure_name description construction"),
    "definitions of annual measures": names("dataset_name field_name technical_construction"),
    "definitions of annual variables": names("dataset_name variable_type fields_for_variable_type"),
    "notes on data quality": names("org_code organisation data_from data_to details"),
}


def recognise(columns: Sequence[str]) -> Layout | None:
    """The layout of a file with these normalised columns, or None."""
    return next((layout for layout in LAYOUTS if layout.recognises(columns)), None)


def reference_table(columns: Sequence[str]) -> str | None:
    """The name of the reference table with these columns, or None."""
    present = set(columns)
    return next((name for name, required in REFERENCE_TABLES.items() if required <= present), None)
