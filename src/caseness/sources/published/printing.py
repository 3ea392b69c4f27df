"""What the printed texts mean: identity from the vocabulary; value, limits and mark by the rules of printing.

Rules of printing (guide to the data and publications, 2021 edition, section 4.3; checked on the files):

- sub-national counts are rounded to the nearest 5, and those under 5 suppressed: a printed 10 is 8 to 12, a printed 5
  is 5 to 7, and ``*`` or a blank is 0 to 4 (a zero is hidden in the same way);
- England counts and sums are exact; England percentages have one decimal (±0.05), sub-national ones none (±0.5); means, medians,
  standard deviations and effect sizes have one decimal;
- ``NULL``, ``NA`` and ``-`` stand where a figure does not apply; a blank England figure is missing.

The texts that say what a figure is repeat over organisations. Each combination of them, a *label*, is understood once
and kept once; the figures refer to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from caseness import vocabulary
from caseness.sources.published.layout import COMMON_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from caseness.sources.published.layout import Layout
    from caseness.sources.published.tables import Header

_DATE_FORMATS = (
    "['%Y-%m-%d','%d/%m/%Y','%Y-%m-%d %H:%M:%S','%d/%m/%Y %H:%M','%d/%m/%Y %H:%M:%S','%Y-%m','%b-%y','%b %Y']"
)
_NOTHING = "('*', 'NULL', 'null', 'NA', 'N/A', '-')"  # printed where there is no figure
_NOT_A_NUMBER = "a value is not a number"
_NOT_A_DATE = "the reporting period is not a date"
_ENDS_BEFORE_IT_BEGINS = "the reporting period ends before it begins"
_LONGER_THAN_A_YEAR = "the reporting period is longer than a year"
_OTHER_CENTURY = "the reporting period is not in this century"
_NO_SUCH_LEVEL = "the kind of organisation is not known"
ROW_HINTS = {
    _NOT_A_NUMBER: "Expected a number, a blank, * or NULL.",
    _NOT_A_DATE: "Expected dates as 2024-04-01 or 01/04/2024, the day first.",
    _ENDS_BEFORE_IT_BEGINS: "Expected dates as 2024-04-01 or 01/04/2024, the day first.",
    _LONGER_THAN_A_YEAR: "Figures of several years belong to no series that is read.",
    _OTHER_CENTURY: "The service began in 2008. Look whether day, month and year stand in this order.",
    _NO_SUCH_LEVEL: f"Expected one of {', '.join(row['printed_level'] for row in vocabulary.table('levels'))}.",
}
_LABEL = (
    "publication, period_start, period_end, level, breakdown, category_a, category_b, official_id, printed_name, "
    "statistic"
)
_NORMAL = "trim(regexp_replace(lower({0}), '[^0-9a-z]+', '_', 'g'), '_')"
_NORMAL_CATEGORY = "trim(regexp_replace(lower({0}), '[^0-9a-z<>=+]+', '_', 'g'), '_')"
_VOCABULARY = {
    "measures": "official_id, measure, statistic",
    # A name printed without its statistic is known by the name alone, where that has one meaning.
    "printed_names": f"publication, {_NORMAL.format('printed_name')} AS key, measure, statistic, category, "
    "unnest(CASE WHEN count(*) OVER (PARTITION BY publication, key) = 1 THEN ['', statistic] ELSE [statistic] END) "
    "AS printed_statistic",
    "levels": "lower(printed_level) AS key, level",
    "breakdowns": f"{_NORMAL.format('printed_breakdown')} AS key, breakdown",
    "categories": f"breakdown, {_NORMAL_CATEGORY.format('printed_category')} AS key, category",
}
_FIGURE_COLUMNS = (
    "source_file, publication, frequency, period_start, period_end, level, org_code, org_name, parent_code, breakdown, "
    "category, measure, official_id, printed_name, statistic, value, lower, upper, mark"
)


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Put the vocabulary's tables into the engine, as ``voc_<name>``, where the SQL below joins them."""
    for name, key in _VOCABULARY.items():
        con.register("rows", pa.Table.from_pylist(list(vocabulary.table(name))))
        con.execute(f"CREATE TABLE voc_{name} AS SELECT DISTINCT {key} FROM rows")
        con.unregister("rows")


def text(value: str) -> str:
    """A text as an SQL literal; a NUL, which would end the query, as the character for what cannot be shown."""
    return "'" + value.replace("'", "''").replace("\0", "\ufffd") + "'"


def files(folder: Path, pattern: str) -> str:
    """The files in a folder that match a pattern, as an SQL literal; the folder's own name is no pattern."""
    literal = re.sub(r"([\[*?])", r"[\1]", str(folder))
    return text(f"{literal}/{pattern}")


def quoted(names: Sequence[str]) -> list[str]:
    """Column names as SQL identifiers."""
    return [f'"{name}"' for name in names]


def printed_sql(part: str, table: str, layout: Layout, header: Header, period: tuple[str, str] | None) -> str:
    """SQL for the rows of ``table`` in the common columns, each with its publication and the number of its label.

    ``part`` is another text for each file, so that no two files share a label, whatever their names; ``period`` is the
    year told by the file's name, for layouts whose columns have none.
    """
    columns = header.columns
    select = dict(layout.select)
    if period:
        select |= {"period_start": text(period[0]), "period_end": text(period[1])}
    missing = "".join(f', NULL AS "{name}"' for name in sorted(layout.optional - set(columns)))
    row = ""
    if layout.wide:
        row = "source_row, "
        select["value"] = "unpivoted"
        select.setdefault("printed_name", "as_printed")
        table = _unpivoted(table, layout.measures(columns), header)
    common = ", ".join(f"coalesce({select.get(c, 'NULL')}, '') AS {c}" for c in COMMON_COLUMNS)
    return (
        f"SELECT hash({text(part)}, {_LABEL}) AS label, * FROM (SELECT {row}{layout.publication} AS publication, "
        f"{common} FROM (SELECT *{missing} FROM {table}))"
    )


def _unpivoted(table: str, measures: Sequence[str], header: Header) -> str:
    names = ", ".join(
        f"{text(column)}: {text(printed.strip())}"
        for column, printed in zip(header.columns, header.printed, strict=True)
        if column in measures
    )
    return (
        f"(SELECT *, map_extract_value(MAP {{{names}}}, column_name) AS as_printed "
        f"FROM (FROM (SELECT rowid AS source_row, * FROM {table}) "
        f"UNPIVOT INCLUDE NULLS (unpivoted FOR column_name IN ({', '.join(quoted(measures))}))))"
    )


_SAID = "CASE WHEN upper(trim({0})) NOT IN ('NULL', 'NA', '') THEN trim({0}) END"
_PREFIXES = "Count|Percentage|Mean|Median|Sum|Max|Min"
_SNAKE = rf"""lower(regexp_replace(regexp_replace(texts.printed_name, '^({_PREFIXES})_?', ''),
    '([a-z0-9])([A-Z])', '\1_\2', 'g'))"""
_PREFIX = f"nullif(lower(regexp_extract(texts.printed_name, '^({_PREFIXES})', 1)), '')"


def _date(expression: str) -> str:
    return f"try_strptime({expression}, {_DATE_FORMATS})::DATE"


def labels_sql(file: str) -> str:
    """SQL for what each label of the rows in ``printed`` means, by the vocabulary.

    ``problem`` says what is wrong with one that cannot be understood; ``known`` whether the vocabulary has its measure.
    """
    texts = ", ".join(f"any_value({column}) AS {column}" for column in _LABEL.split(", "))
    return f"""
    WITH texts AS (SELECT label, {texts} FROM printed GROUP BY label),
    understood AS (
        SELECT texts.*, levels.level AS known_level,
            {_date("texts.period_start")} AS first_day, {_date("texts.period_end")} AS end_day,
            coalesce(breakdowns.breakdown, nullif({_NORMAL.format("texts.breakdown")}, ''), 'total') AS known_breakdown,
            coalesce(nullif(concat_ws(': ', {_SAID.format("category_a")}, {_SAID.format("category_b")},
                nullif(names.category, '')), ''), 'total') AS printed_category,
            coalesce(measures.measure, names.measure, {_SNAKE}) AS measure,
            coalesce(measures.statistic, names.statistic, nullif(texts.statistic, ''), {_PREFIX}, 'count')
                AS known_statistic,
            measures.measure IS NOT NULL OR names.measure IS NOT NULL AS known
        FROM texts
        LEFT JOIN voc_levels AS levels ON lower(texts.level) = levels.key
        LEFT JOIN voc_breakdowns AS breakdowns ON {_NORMAL.format("texts.breakdown")} = breakdowns.key
        LEFT JOIN voc_measures AS measures ON texts.official_id = measures.official_id AND texts.official_id <> ''
        LEFT JOIN voc_printed_names AS names ON texts.publication = names.publication
            AND {_NORMAL.format("texts.printed_name")} = names.key AND texts.statistic = names.printed_statistic
    ),
    complete AS (
        SELECT understood.*, CASE WHEN end_day = first_day THEN last_day(first_day) ELSE end_day END AS final_day,
            CASE WHEN known_breakdown = 'total' THEN 'total'
                ELSE coalesce(categories.category, printed_category) END AS known_category
        FROM understood
        LEFT JOIN voc_categories AS categories ON categories.breakdown = known_breakdown
            AND categories.key = {_NORMAL_CATEGORY.format("printed_category")}
    )
    SELECT label, {text(file)} AS source_file, publication,
        CASE WHEN final_day - first_day <= 31 THEN 'month' WHEN final_day - first_day <= 92 THEN 'quarter'
             ELSE 'year' END AS frequency,
        first_day AS period_start, final_day AS period_end, known_level AS level, known_breakdown AS breakdown,
        known_category AS category, measure, nullif(official_id, '') AS official_id, printed_name,
        known_statistic AS statistic, {_ROUNDING}, known, hash({_MEANING}) AS meaning,
        CASE WHEN first_day IS NULL OR final_day IS NULL THEN {text(_NOT_A_DATE)}
             WHEN year(first_day) NOT BETWEEN 2000 AND 2099 THEN {text(_OTHER_CENTURY)}
             WHEN final_day < first_day THEN {text(_ENDS_BEFORE_IT_BEGINS)}
             WHEN final_day - first_day > 366 THEN {text(_LONGER_THAN_A_YEAR)}
             WHEN known_level IS NULL THEN {text(_NO_SUCH_LEVEL)} END AS problem
    FROM complete"""


# The monthly files, their national extract and the key-measures series are one publication in several editions.
_MEANING = (
    "frequency, first_day, final_day, known_level, known_breakdown, known_category, measure, known_statistic, "
    "CASE WHEN publication IN ('monthly', 'monthly_national', 'time_series') THEN 'monthly' ELSE publication END"
)
# Half the step of rounding, and the least and most a rounded figure can be.
_ROUNDING = """
        CASE WHEN known_statistic IN ('count', 'sum') THEN 2
             WHEN known_statistic = 'percentage' AND known_level <> 'England' THEN 0.5 ELSE 0.05 END AS half_step,
        CASE known_statistic WHEN 'count' THEN 5 WHEN 'percentage' THEN 0 END AS least,
        CASE known_statistic WHEN 'percentage' THEN 100 END AS most"""


def problems_sql(row: str) -> str:
    """SQL for the rows of ``printed`` that cannot be understood: the row's number and what is wrong with it."""
    not_a_number = (
        f"value <> '' AND value NOT IN {_NOTHING} "
        "AND (NOT coalesce(isfinite(try_cast(value AS DOUBLE)), false) OR contains(value, '_'))"
    )
    return (
        f"SELECT {row} AS row, min(CASE WHEN {not_a_number} THEN {text(_NOT_A_NUMBER)} ELSE problem END) AS problem "
        f"FROM printed JOIN labels USING (label) WHERE problem IS NOT NULL OR ({not_a_number}) GROUP BY row"
    )


# ``key`` is the same number for the same figure in whatever file.
CELLS_SQL = """
    SELECT label, hash(meaning, printed.org_code, printed.parent_code) AS key, nullif(org_code, '') AS org_code,
        nullif(org_name, '') AS org_name, nullif(parent_code, '') AS parent_code, try_cast(value AS DOUBLE) AS number,
        CASE
            WHEN number IS NULL AND value NOT IN ('', '*') THEN 'not_applicable'
            WHEN number IS NULL AND labels.level = 'England' AND value = '' THEN 'missing'
            WHEN number IS NULL THEN 'suppressed'
            WHEN labels.statistic = 'count' AND number = 0 THEN 'zero'
            WHEN labels.statistic IN ('min', 'max') THEN 'exact'
            WHEN labels.statistic IN ('count', 'sum') AND (labels.level = 'England' OR number % 5 <> 0) THEN 'exact'
            ELSE 'rounded' END AS mark
    FROM printed JOIN labels USING (label)"""

# A value that cannot be, such as a percentage of 120, keeps the limits of its print, which are then not cut.
_LOWER = """CASE mark WHEN 'rounded' THEN greatest(number - half_step, CASE WHEN number >= least THEN least END)
    WHEN 'suppressed' THEN CASE WHEN statistic = 'count' THEN 0 END ELSE number END"""
_UPPER = """CASE mark WHEN 'rounded' THEN least(number + half_step, CASE WHEN number <= most THEN most END)
    WHEN 'suppressed' THEN CASE WHEN statistic = 'count' THEN 4 END ELSE number END"""


def figures_sql(cells: str, labels: str) -> str:
    """SQL for the figures in their public columns: the cells of the files with what their labels mean."""
    return (
        f"SELECT {_FIGURE_COLUMNS} FROM (SELECT *, number AS value, {_LOWER} AS lower, {_UPPER} AS upper "
        f"FROM {cells} JOIN {labels} USING (label))"
    )
