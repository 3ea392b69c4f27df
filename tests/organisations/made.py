"""A few made organisations that have all there is on a page: peers, groups, months, a hostile name, nothing printed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from caseness.organisations import profiles
from checks.building import publish

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.organisations import Profile

HOSTILE = "<script>alert('made')</script></noscript> & \"Sons\""
_HEAD = (
    "publication  period  level  org  breakdown  category  referrals_received  finished_course_treatment  at_caseness"
    "  not_at_caseness  recovery"
)
_MONTH = "publication  period  org  referrals_received  recovery%"


def made_profiles(folder: Path) -> tuple[Profile, ...]:
    """P1 to P3 alike, P4 with everything suppressed and ended, and a board; P2 with a hostile name."""
    found = profiles(publish(folder, "\n".join([_HEAD, *_annual()]), "\n".join([_MONTH, *_months()])))
    return tuple(replace(p, name=HOSTILE, former=(HOSTILE, "Old Mill")) if p.code == "P2" else p for p in found)


def _annual() -> list[str]:
    rows = ["annual  2024/25  England  -  total  -  4000  2000  1800  200  900"]
    for org, size in (("P1", 1000), ("P2", 1100), ("P3", 900)):
        place, half = f"annual  2024/25  Provider  {org}", size // 2
        rows += [
            f"{place}  total  -  {size}  {half}  {half - 50}  50  {half // 2}",
            f"{place}  indices_of_deprivation_decile  10 Most deprived  {half}  {half // 2}  {half // 2 - 10}  *  {half // 4}",
            f"{place}  indices_of_deprivation_decile  09 More deprived  20  10  *  *  5",
            f"{place}  gender  Female  {half}  {half // 2}  {half // 2 - 20}  20  {half // 4}",
            f"{place}  problem_descriptor  Depression  {half}  {half}  .  .  .",
            f"{place}  stepped_care_pathway  Received only low intensity therapy  .  {half}  .  .  .",
        ]
    rows += [
        "annual  2022/23  Provider  P4  total  -  *  *  *  *  *",
        "annual  2024/25  ICB  B1  total  -  3000  1500  1400  100  700",
    ]
    return rows


def _months() -> list[str]:
    """Fourteen months of P1, one of them missing, the last far below; England in all of them."""
    names = [f"2024-{month:02}" for month in range(4, 13)] + [f"2025-{month:02}" for month in range(1, 6)]
    own = [f"monthly  {m}  P1  {80 + n % 3 * 5}  {50 + n % 2}" for n, m in enumerate(names[:-1]) if n != 6]
    return [*own, f"monthly  {names[-1]}  P1  90  30", *(f"monthly  {m}  -  330  50" for m in names)]
