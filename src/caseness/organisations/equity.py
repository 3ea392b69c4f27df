"""Outcomes by group of people within one organisation: deprivation, ethnic group, age, gender, long-term condition.

Two neighbouring deciles of deprivation make a fifth, so that fewer groups are too small for a rate. The denominator is
those finishers whose scores are printed as at caseness: in small groups the official one, finished less not at caseness,
would be made of two suppressed counts. Beside each stands England's share for the same group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import FigureBlock, Reference
from caseness.organisations.counted import Counted, share_limits, share_of, total
from caseness.organisations.lines import counted
from caseness.organisations.profile import Groups
from caseness.organisations.reading import ENGLAND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.organisations.profile import Key
    from caseness.organisations.reading import Figures
    from caseness.vocabulary.period import Period

NOT_KNOWN = "Not stated/Not known/Invalid"
_DECILES = (
    "01 Least deprived",
    "02 Less deprived",
    "03 Less deprived",
    "04 Less deprived",
    "05 Less deprived",
    "06 More deprived",
    "07 More deprived",
    "08 More deprived",
    "09 More deprived",
    "10 Most deprived",
)
_FIFTHS = ("Most deprived fifth", "Second", "Middle", "Fourth", "Least deprived fifth")
DIMENSIONS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "indices_of_deprivation_decile": (
        "Deprivation of the area",
        {name: _DECILES[8 - 2 * n : 10 - 2 * n] for n, name in enumerate(_FIFTHS)},
    ),
    "ethnic_group": (
        "Ethnic group",
        {
            "Asian or Asian British": ("Asian or Asian British: All",),
            "Black or Black British": ("Black or Black British: All",),
            "Mixed": ("Mixed: All",),
            "Other": ("Other Ethnic Groups: All",),
            "White": ("White: All",),
        },
    ),
    "age_group": (
        "Age",
        {
            "Under 18": ("Under 18",),
            "18 to 25": ("18 to 25",),
            "26 to 64": ("26 to 64",),
            "65 and over": ("65 to 74", "75 to 89", "90 and over"),
        },
    ),
    "gender": ("Gender", {"Women": ("Female",), "Men": ("Male",)}),
    "long_term_condition_status": (
        "Long-term physical condition",
        {"With one": ("Long term condition",), "Without": ("No long term condition",)},
    ),
}
_FINISHED, _CASES = "finished_course_treatment", "at_caseness"


def equity(figures: Figures, key: Key) -> tuple[Groups, ...]:
    """Recovery by group, for an organisation in the latest annual statistics; empty for any other."""
    own, england, year = figures.by_group.get(key), figures.by_group.get(ENGLAND, {}), figures.latest_year(key)
    if not own or year is None:
        return ()
    made = [_groups(breakdown, own, england, year, key) for breakdown in DIMENSIONS]
    return tuple(groups for groups in made if groups.lines)


def _groups(
    breakdown: str,
    own: Mapping[tuple[str, str], dict[str, Counted]],
    england: Mapping[tuple[str, str], dict[str, Counted]],
    year: Period,
    key: Key,
) -> Groups:
    title, members = DIMENSIONS[breakdown]
    lines, finished = [], []
    for name, categories in members.items():
        mine = pooled(own, breakdown, categories)
        if {"recovery", _CASES, _FINISHED, "referrals_received"} <= mine.keys():
            nation = _nation(england, breakdown, categories)
            lines.append(_line(name, mine["recovery"], mine[_CASES], nation, year, key))
            finished.append(share_of(f"finished: {name}", mine[_FINISHED], mine["referrals_received"], year, *key))
    return Groups(title, tuple(lines), tuple(finished))


def pooled(
    by_group: Mapping[tuple[str, str], dict[str, Counted]], breakdown: str, categories: tuple[str, ...]
) -> dict[str, Counted]:
    """The counts of several categories added up; a count that one of them lacks is left out."""
    cells = [by_group[breakdown, category] for category in categories if (breakdown, category) in by_group]
    if not cells:
        return {}
    shared = set.intersection(*(set(cell) for cell in cells))
    return {name: total(cell[name] for cell in cells) for name in shared}


def _nation(
    england: Mapping[tuple[str, str], dict[str, Counted]], breakdown: str, categories: tuple[str, ...]
) -> float | None:
    found = pooled(england, breakdown, categories)
    if not {"recovery", _CASES} <= found.keys():
        return None
    part, cases = found["recovery"].value, found[_CASES].value
    return part / cases if part is not None and cases else None


def _line(name: str, recovered: Counted, cases: Counted, nation: float | None, year: Period, key: Key) -> FigureBlock:
    estimate = share_of(f"recovered, of finishers scored as cases: {name}", recovered, cases, year, *key)
    return FigureBlock(
        label=name,
        estimate=estimate,
        of_whom=f"{counted(recovered)} of {counted(cases)}",
        limits=share_limits(recovered, cases) if estimate.value is not None else None,
        reference=Reference(value=nation, label="England, same group") if nation is not None else None,
    )
