"""What is read of forms answer by answer; None where the extract has totals only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import numpy as np
from ibis import _

from caseness.forensics.evidence import SCALES, SCORES
from caseness.forensics.evidence.forms import ITEMS, AlikeForms, AnswerDrops, FormPairs, UniformForms
from caseness.forensics.reading.cells import array
from caseness.forensics.reading.forms import ANSWERS, forms
from caseness.forensics.reading.units import Grouping
from caseness.forensics.reading.units import units as numbered

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.forensics.reading.units import Units
    from caseness.pathways import Pathways


def consecutive(pathways: Pathways) -> ir.Table | None:
    """Each complete form with the one before it in the course, in columns that begin with ``before_``."""
    rows = pathways.facet(forms)
    if rows is None:
        return None
    window = ibis.window(group_by=["pathway", "scale"], order_by="moment")
    told = ("vector", "total", "least", "most")
    return rows.mutate(**{f"before_{name}": rows[name].lag().over(window) for name in told}).filter(
        _.before_vector.notnull()
    )


def read_form_pairs(pathways: Pathways, units: Units) -> FormPairs | None:
    """Forms that follow one another, and whether the later is the same."""
    rows = pathways.facet(consecutive)
    if rows is None:
        return None
    mixed = rows.filter(rows.before_least < rows.before_most)
    told = mixed.select("pathway", "scale", total=_.before_total, same=(_.vector == _.before_vector).ifelse(1, 0))
    return FormPairs(array(pathways, units, told, ["scale", "total", "same"], [len(SCALES), SCORES, 2]))


def read_uniform_forms(pathways: Pathways, units: Units) -> UniformForms | None:
    """Forms with one answer throughout, but for the lowest and the highest."""
    rows = pathways.facet(forms)
    if rows is None:
        return None
    between = rows.filter((rows.most > 0) & (rows.least < ANSWERS - 1))
    told = between.select("pathway", "scale", uniform=(_.least == _.most).ifelse(1, 0))
    return UniformForms(array(pathways, units, told, ["scale", "uniform"], [len(SCALES), 2]))


def read_answer_drops(pathways: Pathways, units: Units) -> AnswerDrops | None:
    """Answers to PHQ-9 above 0, question by question, and whether the next form has 0."""
    rows = pathways.facet(consecutive)
    if rows is None:
        return None
    of_phq9 = rows.filter(rows.scale == 0)
    counts = np.zeros((len(units.names), ITEMS, ANSWERS, 2), np.int64)
    for item in range(ITEMS):
        weight = ANSWERS**item
        both = of_phq9.select("pathway", answer=_.before_vector // weight % ANSWERS, later=_.vector // weight % ANSWERS)
        told = both.filter(both.answer > 0).select("pathway", "answer", dropped=(_.later == 0).ifelse(1, 0))
        counts[:, item] = array(pathways, units, told, ["answer", "dropped"], [ANSWERS, 2])
    return AnswerDrops(counts)


def read_alike_forms(pathways: Pathways, units: Units) -> AlikeForms | None:
    """Pairs of last PHQ-9 forms with one total and of those the pairs with the same answers, in each unit and its provider."""
    rows = pathways.facet(forms)
    if rows is None:
        return None
    window = ibis.window(group_by="pathway", order_by=ibis.desc("moment"))
    ranked = rows.filter((rows.scale == 0) & (rows.least < rows.most)).mutate(place=ibis.row_number().over(window))
    last = ranked.filter(ranked.place == 0)
    providers = numbered(pathways, Grouping.PROVIDER)
    at = [providers.names.index(provider) for provider in units.providers]
    own, every = (_pairs(pathways, whose, last) for whose in (units, providers))
    elsewhere = [theirs[at] - mine for mine, theirs in zip(own, every, strict=True)]
    return AlikeForms(*own, *elsewhere)


def _pairs(pathways: Pathways, whose: Units, last: ir.Table) -> tuple[np.ndarray, np.ndarray]:
    """Units × totals: pairs of forms of one total, and those with the same answers."""
    forms_of = last.inner_join(whose.numbers, "pathway")

    def pairs(*names: str) -> np.ndarray:
        groups = forms_of.group_by("unit", "total", *names).aggregate(size=_.count())
        told = groups.mutate(pairs=groups["size"] * (groups["size"] - 1) // 2)
        summed = told.group_by("unit", "total").aggregate(pairs=told.pairs.sum().cast("int64"))
        found = pathways.records.fetch_table(summed)
        counts = np.zeros((len(whose.names), SCORES), np.int64)
        np.add.at(counts, (found["unit"].to_numpy(), found["total"].to_numpy()), found["pairs"].to_numpy())
        return counts

    return pairs(), pairs("vector")
