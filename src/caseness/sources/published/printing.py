"""What the printed texts mean: identity from the vocabulary; value, limits and mark by the rules of printing.

Rules of printing (guide to the data and publications, 2021 edition, section 4.3; checked on the files):

- sub-national counts are rounded to the nearest 5, and those under 5 suppressed: a printed 10 is 8 to 12, a printed 5
  is 5 to 7, and ``*`` or a blank is 0 to 4 (a zero is hidden in the same way);
- England counts are exact; England percentages have one decimal (±0.05), sub-national ones none (±0.5); means, medians,
  standard deviations and effect sizes have one decimal;
- ``NULL`` and ``NA`` stand where a figure does not apply; a blank England figure is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness import vocabulary
from caseness.sources.published.layout import COMMON_COLUMNS, Layout, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

_DATE_FORMATS = (
    "['%Y-%m-%d','%d/%m/%Y','%Y-%m-%d %H:%M:%S','%d/%m/%Y %H:%M','%d/%m/%Y %H:%M:%S','%Y-%m','%b-%y','%b %Y']"
)
_NOTHING = "('*', 'NULL', 'NA', 'N/A', '-')"  # printed where there is no figure
_NOT_A_NUMBER = "a value is not a number"
_NOT_A_DATE = "the reporting period is not a date"
_NO_SUCH_LEVEL = "the kind of organisation is not known"
ROW_HINTS = {
    _NOT_A_NUMBER: "Expected a number, a blank, * or NULL.",
    _NOT_A_DATE: "Expected dates as 2024-04-01 or 01/04/2024.",
    _NO_SUCH_LEVEL: f"Expected one of {', '.join(row['printed_level'] for row in vocabulary.table('levels'))}.",
}
_VOCABULARY = {
    "measures": "official_id",
    "printed_names": "printed_name",
    "levels": "printed_level",
    "breakdowns": "printed_breakdown",
    "categories": "printed_category",
}


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Put the vocabulary's tables into the engine, as ``voc_<name>``, where the SQL below joins them."""
    for name, key in _VOCABULARY.items():
        rows = vocabulary.table(name)
        columns = list(rows[0])
        con.execute(f"CREATE TABLE voc_{name} ({', '.join(f'{c} VARCHAR' for c in columns)}, key VARCHAR)")
        con.executemany(
            f"INSERT INTO voc_{name} VALUES ({', '.join('?' * (len(columns) + 1))})",
            [[*row.values(), normal(row[key])] for row in rows],
        )


def problem_sql(layout: Layout, columns: Sequence[str]) -> str:
    """SQL for what is wrong with a raw row, NULL where nothing is."""
    values = layout.value_columns(columns)
    level = layout.select["level"]
    number = " OR ".join(
        f"({c} IS NOT NULL AND {c} NOT IN {_NOTHING} AND NOT coalesce(isfinite(try_cast({c} AS DOUBLE)), false))"
        for c in quoted(values)
    )
    cases = [f"WHEN {number} THEN '{_NOT_A_NUMBER}'"]
    if not layout.period_from_name:
        dates = " OR ".join(f"{_date(layout.select[key])} IS NULL" for key in ("period_start", "period_end"))
        cases.append(f"WHEN {dates} THEN '{_NOT_A_DATE}'")
    known = ", ".join(f"'{row['printed_level'].lower()}'" for row in vocabulary.table("levels"))
    cases.append(f"WHEN coalesce(lower({level}), '') NOT IN ({known}) THEN '{_NO_SUCH_LEVEL}'")
    return f"CASE {' '.join(cases)} END"


def _date(expression: str) -> str:
    return f"try_strptime({expression}, {_DATE_FORMATS})"


def quoted(names: Sequence[str]) -> list[str]:
    """Column names as SQL identifiers."""
    return [f'"{name}"' for name in names]


def common_sql(layout: Layout, printed_columns: Sequence[str], period: tuple[str, str] | None) -> str:
    """SQL for the rows of ``raw`` in the common columns, with ``publication`` in front; blank for what is not there.

    ``period`` is the year told by the file's name, for layouts whose columns have none.
    """
    columns = [normal(name) for name in printed_columns]
    select = dict(layout.select)
    if period:
        select |= {"period_start": f"'{period[0]}'", "period_end": f"'{period[1]}'"}
    table = "raw"
    if layout.wide:
        values = layout.value_columns(columns)
        names = ", ".join(
            f"('{normal(printed)}', '{printed.strip().replace(chr(39), chr(39) * 2)}')"
            for printed in printed_columns
            if normal(printed) in values
        )
        table = (
            f"(FROM raw UNPIVOT INCLUDE NULLS (unpivoted FOR column_name IN ({', '.join(quoted(values))}))) "
            f"JOIN (VALUES {names}) AS printed(normal_name, as_printed) ON column_name = normal_name"
        )
        select |= {"printed_name": select.get("printed_name", "as_printed"), "value": "unpivoted"}
    else:
        value = layout.value_columns(columns)[0]
        select = {key: expression.replace("{0}", f'"{value}"') for key, expression in select.items()}
    common = ", ".join(f"coalesce({select.get(c, 'NULL')}, '') AS {c}" for c in COMMON_COLUMNS)
    return f"SELECT {layout.publication} AS publication, {common} FROM {table}"


_CATEGORY = """concat_ws(': ', nullif(nullif(nullif(trim(category_a), 'NULL'), 'NA'), ''),
    nullif(nullif(nullif(trim(category_b), 'NULL'), 'NA'), ''))"""

_NORMAL = "trim(regexp_replace(lower({0}), '[^0-9a-z]+', '_', 'g'), '_')"

_SNAKE = r"""lower(regexp_replace(regexp_replace(texts.printed_name, '^(Count|Percentage|Mean|Median|Sum)_?', ''),
    '([a-z0-9])([A-Z])', '\1_\2', 'g'))"""

_PREFIX = "nullif(lower(regexp_extract(texts.printed_name, '^(Count|Percentage|Mean|Median|Sum)', 1)), '')"

# The texts that say what a figure is; they repeat over organisations, so each combination is understood once.
_LABELS = (
    "publication, period_start, period_end, level, breakdown, category_a, category_b, official_id, printed_name, statistic"
)


def label_sql(common: str) -> str:
    """SQL for what each combination of labels in the rows of ``common`` means, by the vocabulary."""
    return f"""
    WITH texts AS (SELECT DISTINCT {_LABELS} FROM ({common})),
    understood AS (
        SELECT texts.*, {_date("texts.period_start")}::DATE AS first_day, {_date("texts.period_end")}::DATE AS last_day_,
            levels.level AS known_level,
            coalesce(breakdowns.breakdown, nullif({_NORMAL.format("texts.breakdown")}, ''), 'total') AS known_breakdown,
            coalesce(nullif({_CATEGORY}, ''), 'total') AS printed_category,
            coalesce(measures.measure, names.measure, {_SNAKE}) AS measure,
            coalesce(measures.statistic, names.statistic, nullif(texts.statistic, ''), {_PREFIX}, 'count')
                AS known_statistic,
            measures.measure IS NOT NULL OR names.measure IS NOT NULL AS known
        FROM texts
        JOIN voc_levels AS levels ON lower(texts.level) = lower(levels.printed_level)
        LEFT JOIN voc_breakdowns AS breakdowns ON texts.breakdown = breakdowns.printed_breakdown
        LEFT JOIN voc_measures AS measures ON texts.official_id = measures.official_id AND texts.official_id <> ''
        LEFT JOIN voc_printed_names AS names ON texts.publication = names.publication
            AND {_NORMAL.format("texts.printed_name")} = names.key
            AND texts.statistic IN ('', names.statistic)
    )
    SELECT understood.* EXCLUDE (last_day_),
        CASE WHEN last_day_ <= first_day THEN last_day(first_day) ELSE last_day_ END AS final_day,
        coalesce(categories.category, understood.printed_category) AS category
    FROM understood
    LEFT JOIN voc_categories AS categories ON categories.breakdown = understood.known_breakdown
        AND categories.printed_category = understood.printed_category"""


def figures_sql(common: str) -> str:
    """SQL for the figures of the rows of ``common``, given a table ``labels`` from `label_sql`.

    Its one parameter is the name of the file.
    """
    return f"""
    WITH numbered AS (
        SELECT labels.*, nullif(org_code, '') AS org_code, nullif(org_name, '') AS org_name,
            nullif(parent_code, '') AS parent_code, value AS printed, try_cast(value AS DOUBLE) AS number
        FROM ({common}) AS common JOIN labels USING ({_LABELS})
    ),
    marked AS (
        SELECT *, CASE
            WHEN number IS NULL AND printed NOT IN ('', '*') THEN 'not_applicable'
            WHEN number IS NULL AND known_level = 'England' AND printed = '' THEN 'missing'
            WHEN number IS NULL THEN 'suppressed'
            WHEN known_statistic = 'count' AND number = 0 THEN 'zero'
            WHEN known_statistic IN ('min', 'max') THEN 'exact'
            WHEN known_statistic = 'count' AND (known_level = 'England' OR number % 5 <> 0) THEN 'exact'
            ELSE 'rounded' END AS mark,
            CASE WHEN known_statistic = 'count' THEN 2
                 WHEN known_statistic = 'percentage' AND known_level <> 'England' THEN 0.5
                 ELSE 0.05 END AS half_width
        FROM numbered
    )
    SELECT ?::VARCHAR AS source_file, publication,
        CASE WHEN final_day - first_day <= 31 THEN 'month' WHEN final_day - first_day <= 92 THEN 'quarter'
             ELSE 'year' END AS frequency,
        first_day AS period_start, final_day AS period_end, known_level AS level, org_code, org_name, parent_code,
        known_breakdown AS breakdown, category, measure, nullif(official_id, '') AS official_id, printed_name,
        known_statistic AS statistic, number AS value,
        CASE mark WHEN 'rounded' THEN
                CASE known_statistic WHEN 'count' THEN greatest(number - half_width, 5)
                    WHEN 'percentage' THEN greatest(number - half_width, 0) ELSE number - half_width END
            WHEN 'suppressed' THEN CASE WHEN known_statistic = 'count' THEN 0 END
            ELSE number END AS lower,
        CASE mark WHEN 'rounded' THEN
                CASE known_statistic WHEN 'percentage' THEN least(number + half_width, 100) ELSE number + half_width END
            WHEN 'suppressed' THEN CASE WHEN known_statistic = 'count' THEN 4 END
            ELSE number END AS upper,
        mark, known
    FROM marked"""
