"""The warehouse's tables of reference, under the names by which the public dashboard scripts ask for them.

A table lies in the folder of its schema. They describe the invented geography only; where a script wants an area's
deprivation as of a certain day, the same decile stands under each of the days that scripts ask for.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import months_after
from caseness.vocabulary.data_set import concepts
from caseness.vocabulary.questionnaires import questionnaires
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Organisations, Whole

_DEPRIVATION_DAYS = (date(2015, 12, 31), date(2019, 12, 31))  # by which the scripts select (ids-schema §4.11)
_FULLY_SPECIFIED_NAME = 900_000_000_000_003_001
_LANGUAGES = {  # of ISO 639-1, those that made people speak
    "en": "English",
    "ar": "Arabic",
    "bn": "Bengali",
    "fa": "Persian",
    "gu": "Gujarati",
    "pa": "Punjabi",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "tr": "Turkish",
    "ur": "Urdu",
    "es": "Spanish",
}


def reference_tables(plan: Plan, organisations: Organisations) -> dict[str, pa.Table]:
    """Each table by its place in the folder."""
    return {
        "Internal_Reference/ComCodeChanges": _succession(
            organisations.commissioner_successor_of, "Org_Code", "New_Code"
        ),
        "Internal_Reference/Provider_Successor": _succession(
            organisations.successor_of, "Prov_original", "Prov_Successor"
        ),
        "Internal_Reference/Date_Full": _days(plan),
        "Reporting/Ref_ODS_Commissioner_Hierarchies_ICB": _hierarchy(
            organisations,
            organisations.sub_icb_code,
            organisations.sub_icb_name,
            np.arange(len(organisations.sub_icb_code)),
        ),
        "Reporting/Ref_ODS_Provider_Hierarchies_ICB": _hierarchy(
            organisations, organisations.provider_code, organisations.provider_name, organisations.provider_sub_icb
        ),
        "UKHF_Demography/Domains_Of_Deprivation_By_LSOA1": _deprivation(organisations),
        "UKHD_SNOMED/Descriptions_SCD": _terms(),
        "MHDInternal/REFERENCE_ISO_LanguageCodes": pa.table(
            {"LanguageCode": list(_LANGUAGES), "LanguageName": list(_LANGUAGES.values())}
        ),
    }


def _succession(successor_of: dict[str, str], former: str, present: str) -> pa.Table:
    return pa.table(
        {
            former: pa.array(list(successor_of), pa.string()),
            present: pa.array(list(successor_of.values()), pa.string()),
        }
    )


def _hierarchy(organisations: Organisations, code: np.ndarray, name: np.ndarray, sub_icb: Whole) -> pa.Table:
    """Organisations with their ICB, which the warehouse still calls STP, and region; all current."""
    icb = organisations.sub_icb_icb[sub_icb]
    region = organisations.icb_region[icb]
    return pa.table(
        {
            "Organisation_Code": code.tolist(),
            "Organisation_Name": name.tolist(),
            "STP_Code": organisations.icb_code[icb].tolist(),
            "STP_Name": organisations.icb_name[icb].tolist(),
            "Region_Code": organisations.region_code[region].tolist(),
            "Region_Name": organisations.region_name[region].tolist(),
            "Effective_To": pa.nulls(len(code), pa.date32()),
        }
    )


def _deprivation(organisations: Organisations) -> pa.Table:
    areas = len(organisations.lsoa_code)
    return pa.concat_tables(
        pa.table(
            {
                "LSOA_Code": organisations.lsoa_code.tolist(),
                "IMD_Decile": [str(decile) for decile in organisations.lsoa_decile],
                "Effective_Snapshot_Date": pa.array([day] * areas, pa.date32()),
            }
        )
        for day in _DEPRIVATION_DAYS
    )


def _days(plan: Plan) -> pa.Table:
    """Every day of the extract with its quarter of the financial year: ``Q1 24/25`` from April to June 2024."""
    first, last = plan.month_starts[0].toordinal(), plan.end.toordinal()
    days = [date.fromordinal(number) for number in range(first, last)]
    return pa.table(
        {"Full_Date": pa.array(days, pa.date32()), "Fin_Year_Quarter_QQ_YY_YY": [_quarter(d) for d in days]}
    )


def _quarter(day: date) -> str:
    into_the_year = months_after(day.replace(day=1), -3)
    year = into_the_year.year
    return f"Q{(into_the_year.month - 1) // 3 + 1} {year % 100:02}/{(year + 1) % 100:02}"


def _terms() -> pa.Table:
    """Names of the concepts that the data set uses, as our vocabulary has them."""
    kinds = (
        "questionnaire_item",
        "experience",
        "productivity",
        "long_term_condition",
        "religion",
        "sexual_orientation",
        "circumstance",
    )
    named = {concept.concept: concept.name for kind in kinds for concept in concepts(kind)}
    named |= {q.concept: q.name for q in questionnaires() if q.concept}
    named |= {therapy.concept: therapy.therapy for therapy in therapies() if therapy.concept}
    rows = len(named)
    return pa.table(
        {
            "Concept_ID": list(named),
            "Term": list(named.values()),
            "Type_ID": arrow.all_numbers(np.full(rows, _FULLY_SPECIFIED_NAME)),
            "Is_Latest": arrow.all_numbers(np.ones(rows, np.int64)),
            "Active": arrow.all_numbers(np.ones(rows, np.int64)),
        }
    )
