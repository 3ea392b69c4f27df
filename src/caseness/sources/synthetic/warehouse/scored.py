"""First and last scores by snapshot, and what they make of a course."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.warehouse.outcomes import Pair, measure_of_problems, outcomes
from caseness.sources.synthetic.warehouse.seen import Seen
from caseness.vocabulary.questionnaires import questionnaire, questionnaires

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from caseness.sources.synthetic.submissions.first_sent import FirstSent
    from caseness.sources.synthetic.submissions.snapshots import Snapshots
    from caseness.sources.synthetic.warehouse.outcomes import Hundredths
    from caseness.sources.synthetic.world import Block, Days, Flags, Forms, Whole

WSAS_COLUMNS = ("Work", "HomeManagement", "SocialLeisureActivities", "PrivateLeisureActivities", "Relationships")
_HUNDREDTHS = 100


def score_columns(
    block: Block, snapshots: Snapshots, first: FirstSent, finished: Flags, until: Days
) -> dict[str, pa.Array]:
    """First and last scores, the anxiety measure that counts, and the outcomes of finished courses, by snapshot."""
    forms = block.forms
    received = block.referrals.received[snapshots.referral]
    scores = _Scores(Seen(forms.referral, forms.day, snapshots, since=received, until=until), first)
    numbers = {q.id: number for number, q in enumerate(questionnaires())}
    pairs = dict(_questionnaire_pairs(block, scores))
    phq9 = pairs[numbers["PHQ-9"]]
    measure, anxiety = _anxiety_pair(snapshots, pairs, numbers["GAD-7"])
    columns = {
        f"{questionnaires()[number].column_prefix}_{which}Score": _score_column(
            questionnaires()[number].decimals, scores
        )
        for number, pair in pairs.items()
        for which, scores in (("First", pair.first), ("Last", pair.last))
    }
    columns |= _wsas(block, scores)
    flags = outcomes(finished, phq9, anxiety, measure)
    return {
        **columns,
        "ADSM": arrow.chosen([q.adsm or "" for q in questionnaires()], measure),
        "ADSM_FirstScore": arrow.decimals(anxiety.first),
        "ADSM_LastScore": arrow.decimals(anxiety.last),
        "CompletedTreatment_Flag": arrow.flags(finished),
        "Caseness_Flag": arrow.flags(flags.case),
        "NotCaseness_Flag": arrow.flags(flags.not_case),
        "Recovery_Flag": arrow.flags(flags.recovery),
        "ReliableImprovement_Flag": arrow.flags(flags.improvement),
        "NoChange_Flag": arrow.flags(flags.no_change),
        "ReliableDeterioration_Flag": arrow.flags(flags.deterioration),
    }


@dataclass(frozen=True, slots=True)
class _Scores:
    """The forms that each snapshot has."""

    seen: Seen
    first: FirstSent

    def pair(self, forms: Forms, column: Callable[[Forms], Hundredths]) -> Pair:
        """First and last of a column of scores with one value per form, NONE where there is none."""
        hundredths = column(forms)
        primary = hundredths if self.first.forms is forms else column(self.first.forms)
        first, last = self.seen.pair(hundredths != NONE, (primary != NONE) & self.first.form)
        return Pair(self.seen.read(hundredths, primary, first), self.seen.read(hundredths, primary, last))


def _questionnaire_pairs(block: Block, scores: _Scores) -> Iterator[tuple[int, Pair]]:
    """First and last score of every questionnaire that was given, by its index."""
    forms = block.forms
    for number, q in enumerate(questionnaires()):
        if q is questionnaire("PHQ-9"):
            yield number, scores.pair(forms, lambda forms: _in_hundredths(forms.phq9_total))
        elif q is questionnaire("GAD-7"):
            yield number, scores.pair(forms, lambda forms: _in_hundredths(forms.gad7_total))
        elif (forms.measure == number).any():
            yield number, scores.pair(forms, partial(_of_measure, number, "measure"))
        elif (forms.physical == number).any():
            yield number, scores.pair(forms, partial(_of_measure, number, "physical"))


def _of_measure(number: int, column: str, forms: Forms) -> Hundredths:
    """The scores on one questionnaire, of those in a column of measures and the one beside it."""
    given = getattr(forms, column) == number
    values = np.rint(np.where(given, getattr(forms, f"{column}_score"), 0) * _HUNDREDTHS).astype(np.int32)
    return np.where(given, values, NONE).astype(np.int32)


def _in_hundredths(totals: np.ndarray) -> Hundredths:
    return np.where(totals == NONE, NONE, totals.astype(np.int32) * _HUNDREDTHS).astype(np.int32)


def _anxiety_pair(snapshots: Snapshots, pairs: dict[int, Pair], gad7: int) -> tuple[Whole, Pair]:
    """The anxiety measure that counts and its scores: that of the problem if given twice, else GAD-7 if given twice.

    Where neither was, the first score of either still says whether someone was a case, the problem's own measure first.
    """
    suited = measure_of_problems()[snapshots.problem]
    fallback = pairs[gad7]
    measure = np.full(len(snapshots), gad7, np.int8)
    first, last = fallback.first.copy(), fallback.last.copy()
    for number, pair in pairs.items():
        counts = pair.whole | ((pair.first != NONE) & ~fallback.whole)
        taken = (suited == number) & counts
        measure[taken], first[taken], last[taken] = number, pair.first[taken], pair.last[taken]
    measure[first == NONE] = NONE
    return measure, Pair(first, last)


def _wsas(block: Block, scores: _Scores) -> dict[str, pa.Array]:
    columns: dict[str, pa.Array] = {}
    for item, name in enumerate(WSAS_COLUMNS):
        pair = scores.pair(block.forms, partial(_of_item, item))
        columns[f"WASAS_{name}_FirstScore"] = _score_column(0, pair.first)
        columns[f"WASAS_{name}_LastScore"] = _score_column(0, pair.last)
    return columns


def _of_item(item: int, forms: Forms) -> Hundredths:
    return _in_hundredths(forms.wsas[:, item])


def _score_column(decimals: int, hundredths: Hundredths) -> pa.Array:
    if decimals:
        return arrow.decimals(hundredths)
    return arrow.numbers(np.where(hundredths == NONE, NONE, hundredths // _HUNDREDTHS))
