"""The layouts in which the statistics have been published, told apart by their columns, never by a file's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.published.archives import ARCHIVES
from caseness.sources.published.layout import COMMON_COLUMNS, Layout, annual_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

# A commissioner stands in the first pair of columns, a provider in the second; a cell of both has the commissioner as parent.
_COMMISSIONER_OR_PROVIDER = {
    "level": "group_type",
    "org_code": "CASE WHEN lower(group_type) = 'england' THEN NULL "
    "WHEN lower(group_type) LIKE '%provider' THEN org_code2 ELSE org_code1 END",
    "org_name": "CASE WHEN lower(group_type) = 'england' THEN NULL "
    "WHEN lower(group_type) LIKE '%provider' THEN org_name2 ELSE org_name1 END",
    "parent_code": "CASE WHEN group_type LIKE '%/%' THEN org_code1 END",
}

TALL = (
    Layout(
        "monthly, as published",
        "'monthly'",
        frozenset(
            "reporting_period_start reporting_period_end group_type org_code1 org_name1 org_code2 org_name2 "
            "measure_id measure_name".split()
        ),
        {
            "period_start": "reporting_period_start",
            "period_end": "reporting_period_end",
            **_COMMISSIONER_OR_PROVIDER,
            "official_id": "measure_id",
            "printed_name": "measure_name",
            "value": "{0}",
        },
        one_of=("measure_value_suppressed", "measure_value"),
    ),
    Layout(
        "monthly, tidy",
        "'monthly'",
        frozenset(
            "start_date end_date group_type org_code1 org_name1 org_code2 org_name2 measure_id measure_name "
            "measure_statistic value".split()
        ),
        {
            "period_start": "start_date",
            "period_end": "end_date",
            **_COMMISSIONER_OR_PROVIDER,
            "official_id": "measure_id",
            "printed_name": "measure_name",
            "statistic": "measure_statistic",
            "value": "value",
        },
    ),
    Layout(
        "therapy outcomes, tidy",
        "'therapy_outcomes'",
        frozenset(
            "start_date end_date org_type org_code org_name variable_type variable_a variable_b measure_name "
            "measure_statistic measure_time value".split()
        ),
        {
            **annual_columns({"period_start": "start_date", "period_end": "end_date"}),
            "printed_name": "concat_ws('_', measure_name, nullif(nullif(measure_time, 'NA'), ''))",
            "statistic": "measure_statistic",
            "value": "value",
        },
    ),
    Layout(
        "annual, tidy",
        "CASE WHEN variable_type = 'therapy_type' THEN 'therapy_position' ELSE 'annual' END",
        frozenset(
            "start_date end_date org_type org_code org_name variable_type variable_a variable_b measure_name "
            "measure_statistic value".split()
        ),
        {
            **annual_columns({"period_start": "start_date", "period_end": "end_date"}),
            "printed_name": "measure_name",
            "statistic": "measure_statistic",
            "value": "value",
        },
    ),
    Layout(
        "medication, tidy",
        "'annual_medication'",
        frozenset(
            "start_date end_date org_type org_code org_name variable_type variable_a variable_b statistic "
            "measure value".split()
        ),
        {
            **annual_columns({"period_start": "start_date", "period_end": "end_date"}),
            "printed_name": "measure",
            "statistic": "statistic",
            "value": "value",
        },
    ),
    Layout(
        "cited facts",
        "publication",
        frozenset(
            "publication period_start period_end level org_code org_name parent_code breakdown category_a category_b "
            "official_id printed_name statistic value source".split()
        ),
        {column: column for column in COMMON_COLUMNS},
    ),
)


WIDE = (
    Layout(
        "key measures, time series",
        "'time_series'",
        frozenset("ccg_code ccg_name provider_code provider_name group_type month_year".split()),
        {
            "period_start": "month_year",
            "period_end": "month_year",
            "level": "group_type",
            "org_code": "CASE WHEN lower(group_type) = 'england' THEN NULL "
            "WHEN lower(group_type) LIKE '%provider' THEN provider_code ELSE ccg_code END",
            "org_name": "CASE WHEN lower(group_type) = 'england' THEN NULL "
            "WHEN lower(group_type) LIKE '%provider' THEN provider_name ELSE ccg_name END",
            "parent_code": "CASE WHEN group_type LIKE '%/%' THEN ccg_code END",
        },
        wide=True,
    ),
    Layout(
        "national by month",
        "'monthly_national'",
        frozenset(("grouptype", "month")),
        {"period_start": "month", "period_end": "month", "level": "grouptype"},
        wide=True,
    ),
)

# Tables that come beside the statistics and hold no figures; they are named in the report, not set aside.
REFERENCE_TABLES = {
    "register of providers": frozenset("org_code org_name status postcode icb_code region_code".split()),
    "definitions of monthly measures": frozenset("measure_id measure_name description construction".split()),
    "definitions of annual measures": frozenset("dataset_name field_name technical_construction".split()),
    "definitions of annual variables": frozenset("dataset_name variable_type fields_for_variable_type".split()),
    "notes on data quality": frozenset("org_code organisation data_from data_to details".split()),
}


def recognise(columns: Sequence[str]) -> Layout | None:
    """The layout of a file with these normalised columns, or None."""
    return next((layout for layout in (*TALL, *WIDE, *ARCHIVES) if layout.recognises(columns)), None)


def reference_table(columns: Sequence[str]) -> str | None:
    """The name of the reference table with these columns, or None."""
    present = set(columns)
    return next((name for name, required in REFERENCE_TABLES.items() if required <= present), None)
