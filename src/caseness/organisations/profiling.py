"""From published figures to a profile of every organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.estimating import tally
from caseness.organisations.cautions import cautions
from caseness.organisations.equity import equity
from caseness.organisations.fellows import fellows
from caseness.organisations.lines import BEFORE_TREATMENT, OVER_90, RECOVERED, line_groups, month_year
from caseness.organisations.peers import BESIDE, peers
from caseness.organisations.profile import Partner, Peer, Profile
from caseness.organisations.reading import ENGLAND, read
from caseness.organisations.runs import runs
from caseness.organisations.search import plain
from caseness.vocabulary import Level
from caseness.vocabulary.naming import readable
from caseness.vocabulary.organisations import carried_on_by, former_names, name_of, register
from caseness.vocabulary.period import year_of
from caseness.wording import percent, percent_range

if TYPE_CHECKING:
    from caseness.checks.finding import FigureBlock
    from caseness.organisations.fellows import Fellows
    from caseness.organisations.profile import Key, LineGroup
    from caseness.organisations.reading import Figures
    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period

_PARTNERS = 8  # shown; the largest by referrals
_RECENT = 3  # months; who is in none of the latest so many has ended
_NEAR = 0.01  # from England's share; nearer than this is called near


def profiles(published: Published) -> tuple[Profile, ...]:
    """A profile of every organisation in the published figures, by name; none where there are only England's."""
    figures = read(published)
    lines, alike, partners = line_groups(figures), peers(figures), _partners(figures)
    funnels = fellows(lines)
    found = [
        _profile(
            figures,
            key,
            lines[key],
            _peers(figures, alike.get(key, ()), lines),
            partners.get(key, ()),
            funnels.get(key),
        )
        for key in figures.spans
    ]
    return tuple(sorted(found, key=lambda profile: (profile.name.casefold(), profile.level, profile.code)))


def _profile(
    figures: Figures,
    key: Key,
    groups: tuple[LineGroup, ...],
    alike: tuple[Peer, ...],
    partners: tuple[Partner, ...],
    funnel: Fellows | None,
) -> Profile:
    level, code = key
    span, known = figures.spans[key], register().get(key)
    ended = _ended(figures, key)
    name = _name(figures, key)
    return Profile(
        code=code,
        level=level,
        name=name,
        former=_former(figures, key, name),
        town=known.town if known else "",
        icb=_area(Level.ICB, known.icb_code if known else ""),
        region=_area(Level.REGION, known.region_code if known else ""),
        first=span.first,
        last=span.last,
        ended=ended,
        carried_on_by=_successor(figures, key),
        period=_year_of_figures(figures, key),
        summary=_summary({line.label: line for group in groups for line in group.lines}),
        cautions=cautions(figures, key, ended=ended),
        groups=groups,
        equity=equity(figures, key),
        runs=runs(figures, key),
        fellows=funnel,
        peers=alike,
        partners=partners,
    )


def _peers(figures: Figures, alike: tuple[Key, ...], lines: dict[Key, tuple[LineGroup, ...]]) -> tuple[Peer, ...]:
    """The peers from A to Z, each with the figures that stand beside its fellow's."""
    found = [
        Peer(key, _name(figures, key), tuple(x for group in lines[key] for x in group.lines if x.label in BESIDE))
        for key in alike
    ]
    return tuple(sorted(found, key=lambda peer: peer.name.casefold()))


def _name(figures: Figures, key: Key) -> str:
    return name_of(key[0], key[1], figures.spans[key].names[0])


def _former(figures: Figures, key: Key, name: str) -> tuple[str, ...]:
    """Every other name it was published under, latest first."""
    printed = [*figures.spans[key].names, *(reversed(former_names(key[1])) if key[0] is Level.PROVIDER else ())]
    names = dict.fromkeys(readable(other) for other in printed if other)
    same = {plain(name), plain(f"{name} commissioning region")}
    return tuple(other for other in names if plain(other) not in same)


def _area(level: Level, code: str) -> str:
    known = register().get((level, code))
    return known.name if known else ""


def _ended(figures: Figures, key: Key) -> bool:
    """Whether it is gone: from the latest months if it was in any, else from the latest annual statistics."""
    if key in figures.seen:
        latest = sorted(figures.seen.get(ENGLAND) or set().union(*figures.seen.values()))[-_RECENT:]
        return not figures.seen[key] & set(latest)
    years = [year for years in figures.annual.values() for year in years]
    return not years or figures.latest_year(key) != max(years)


def _successor(figures: Figures, key: Key) -> Key | None:
    """Who carries its service on: by the record for a provider; a partnership's board has its code."""
    level, code = key
    if level is Level.PROVIDER and carried_on_by(code) != code:
        return level, carried_on_by(code)
    board = (Level.ICB, code)
    return board if level is Level.STP and board in figures.spans else None


def _year_of_figures(figures: Figures, key: Key) -> Period | None:
    april = month_year(figures, key)
    return figures.latest_year(key) or (year_of(april) if april is not None else None)


_SAID = {
    RECOVERED: (
        "Near England on recovery",
        "More of its finished cases are recorded as recovered than in England",
        "Fewer of its finished cases are recorded as recovered than in England",
    ),
    OVER_90: (
        "Near England on waits over 90 days for a second session",
        "More wait over 90 days for a second session",
        "Fewer wait over 90 days for a second session",
    ),
    BEFORE_TREATMENT: (
        "Near England on referrals that end before treatment",
        "More referrals end before treatment",
        "Fewer referrals end before treatment",
    ),
}


def _summary(lines: dict[str, FigureBlock]) -> str:
    """Up to three sentences beside England, own figure first; that there is no rate, where there is none."""
    said = [_beside(lines[name], *words) for name, words in _SAID.items() if name in lines]
    sentences = [sentence for sentence in said if sentence]
    return " ".join(sentences) or "Too few are counted, or too much is suppressed, for a rate beside England’s."


def _beside(line: FigureBlock, near: str, more: str, fewer: str) -> str:
    own, nation = line.estimate, line.reference
    if own.low is None or own.high is None or nation is None:
        return ""
    inside = own.low <= nation.value <= own.high
    if own.value is None:  # limits only: they say something where England lies outside
        limits = f"[{percent_range(own.low, own.high, own.denominator or 0)}]"
        return "" if inside else f"{more if own.low > nation.value else fewer} ({limits} and {percent(nation.value)})."
    close = inside or abs(own.value - nation.value) < _NEAR
    words = near if close else more if own.value > nation.value else fewer
    return f"{words} ({percent(own.value, own.denominator)} and {percent(nation.value)})."


def _partners(figures: Figures) -> dict[Key, tuple[Partner, ...]]:
    """For each commissioner its providers and for each provider its commissioners, the largest by referrals first."""
    if figures.pairs_period is None:
        return {}
    found: dict[Key, list[Partner]] = {}
    for (commissioner, provider), referrals in figures.pairs.items():
        for own, other in ((commissioner, provider), (provider, commissioner)):
            if other in figures.spans and referrals.value is not None:
                found.setdefault(own, []).append(_partner(figures, own, other, referrals.value))
    return {
        key: tuple(sorted(mine, key=lambda p: (-(p.referrals.value or 0), p.name))[:_PARTNERS])
        for key, mine in found.items()
    }


def _partner(figures: Figures, own: Key, other: Key, referrals: float) -> Partner:
    name = _name(figures, other)
    period = figures.pairs_period
    return Partner(
        other, name, tally(f"referrals shared with {name}", referrals, period, level=own[0], org_code=own[1])
    )
