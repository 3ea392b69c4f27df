"""A small synthetic extract of the national warehouse in which every code occurs, on disk and as plain rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.submissions.delivery import Delivery
from caseness.sources.synthetic.tables import rows_of
from caseness.sources.synthetic.tables.files import submission_rows
from caseness.vocabulary.data_set import codes

if TYPE_CHECKING:
    from pathlib import Path


def draw(folder: Path, referrals: int, months: int) -> dict[str, list[dict[str, Any]]]:
    """Write an extract and return its rows by table.

    Sources of referral, reasons of discharge and ethnic groups are drawn from all codes, one that is none, and blanks.
    """
    plan = Plan(referrals=referrals, months=months, seed=3)
    organisations, random = invent(plan), np.random.default_rng(plan.seed)
    block = generate(plan, 0, organisations)

    def any_code(code_list: str, rows: int) -> Coded:
        levels = (*(code.code for code in codes(code_list)), "?")
        return Coded.of(levels, random.integers(-1, len(levels), rows))

    made = block.referrals
    source, reason = (any_code(field, len(made.received)) for field in ("SourceOfReferralIAPT", "EndCode"))
    people = replace(block.people, ethnicity=any_code("EthnicCategory", len(block.people.birth)))
    block = replace(block, people=people, referrals=replace(made, source=source, end_code=reason))
    delivery = Delivery.of(plan, block)
    providers = organisations.provider_code.tolist()
    folder.mkdir(parents=True, exist_ok=True)
    rows = {}
    for table in (*rows_of(delivery, derived=True, items=False), submission_rows(delivery.submissions)):
        national = table.national(delivery.submissions, providers)
        pq.write_table(national, folder / f"{table.table}.parquet")
        rows[table.table] = national.to_pylist()
    return rows
