"""The pages of organisations, ready to print: an index to search, and for each organisation its cautions and figures."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from caseness.checks.finding import Interval
from caseness.organisations.lines import RECOVERED
from caseness.organisations.peers import BESIDE
from caseness.report.funnel_line import FunnelLine, OwnDot, funnel_lines, own_dot
from caseness.report.run_line import RunLine, run_line
from caseness.report.tables import slug
from caseness.report.templating import render
from caseness.vocabulary import Level
from caseness.wording import count, percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from markupsafe import Markup

    from caseness.checks.finding import Estimate, FigureBlock
    from caseness.organisations import Key, Peer, Profile

_KINDS = {
    Level.PROVIDER: "Providers",
    Level.ICB: "Integrated care boards (ICB)",
    Level.REGION: "NHS regions",
    Level.SUB_ICB: "Sub-ICB locations",
    Level.STP: "Partnerships (STP), to 2021/22",
    Level.CCG: "Clinical commissioning groups (CCG), to 2021/22",
}
_ONE = {
    Level.PROVIDER: "provider",
    Level.ICB: "integrated care board",
    Level.REGION: "NHS region",
    Level.SUB_ICB: "sub-ICB location",
    Level.STP: "sustainability and transformation partnership",
    Level.CCG: "clinical commissioning group",
}
FOLDER = "organisations"  # of the separate files
_ELSEWHERE = "Area not in the register"


@dataclass(frozen=True, slots=True)
class Row:
    """One share: its words, and the custom properties that place its marks on the strip."""

    label: str
    of_whom: str
    kind: str  # "": dot, "limits": limits only, "unknown": nothing
    places: str
    value: str
    chance: str
    limits: str
    england: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of shares under one title."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A comparable organisation beside this one: its referrals and a few shares, none of them an order."""

    name: str
    href: str
    own: bool
    cells: tuple[str, ...]
    strip: Row | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A name that leads somewhere, with a word beside it."""

    name: str
    href: str
    beside: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation, ready to print; ``anchor`` is its id in the report and its file's name."""

    anchor: str
    profile: Profile
    kind: str
    facts: str
    successor: Linked | None
    groups: tuple[Rows, ...]
    equity: tuple[Rows, ...]
    runs: tuple[RunLine, ...]
    funnel: OwnDot | None
    peers: tuple[PeerRow, ...]
    partners: tuple[Linked, ...]
    partners_title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index. ``find`` holds what it is also found by: former names, town, board and region."""

    name: str
    href: str
    code: str
    place: str
    find: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the index, from A to Z; ``folded`` ones are opened by a search."""

    title: str
    folded: bool
    parts: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def size(self) -> int:
        """How many organisations stand here."""
        return sum(len(entries) for _title, entries in self.parts)


def anchor(key: Key) -> str:
    """Where an organisation's page stands: ``org-provider-rwx``."""
    return f"org-{slug(key[0].value)}-{slug(key[1])}"


def in_page(key: Key) -> str:
    """The link to an organisation within one document."""
    return f"#{anchor(key)}"


def beside_file(key: Key) -> str:
    """The link from one organisation's own file to another's."""
    return f"{anchor(key)}.html"


def index(profiles: Sequence[Profile], href: Callable[[Key], str]) -> tuple[Shelf, ...]:
    """The index: by kind, what is published now before what ended; providers by region; each from A to Z."""
    shelves = []
    for level, title in _KINDS.items():
        mine = [p for p in profiles if p.level is level]
        now, gone = [p for p in mine if not p.ended], [p for p in mine if p.ended]
        if now:
            by_region = level is Level.PROVIDER
            shelves.append(Shelf(title, folded=False, parts=_by_region(now, href) if by_region else _all(now, href)))
        if gone:
            ended = title if not now else f"{title} that ended"
            shelves.append(Shelf(ended, folded=True, parts=_all(gone, href)))
    return tuple(shelves)


def _all(profiles: Sequence[Profile], href: Callable[[Key], str]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    return (("", tuple(_entry(p, href) for p in profiles)),)


def _by_region(profiles: Sequence[Profile], href: Callable[[Key], str]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    ordered = sorted(profiles, key=lambda p: (not p.region, p.region))
    return tuple(
        (region or _ELSEWHERE, tuple(_entry(p, href) for p in mine))
        for region, mine in groupby(ordered, key=lambda p: p.region)
    )


def _entry(profile: Profile, href: Callable[[Key], str]) -> Entry:
    found_by = (*profile.former, profile.icb, profile.region)
    return Entry(
        profile.name, href(profile.key), profile.code, profile.town, "; ".join(word for word in found_by if word)
    )


def organisation_page(profile: Profile, known: Mapping[Key, Profile], href: Callable[[Key], str]) -> OrganisationPage:
    """One organisation's page; ``known`` are those that have one, ``href`` leads to them."""
    successor = profile.carried_on_by
    return OrganisationPage(
        anchor=anchor(profile.key),
        profile=profile,
        kind=_ONE[profile.level],
        facts=_facts(profile),
        successor=_successor(known, successor, href) if successor else None,
        groups=tuple(Rows(group.title, tuple(row(line) for line in group.lines)) for group in profile.groups),
        equity=tuple(
            Rows(g.title, tuple(row(line, _finished(f)) for line, f in zip(g.lines, g.finished, strict=True)))
            for g in profile.equity
        ),
        runs=tuple(run_line(run, f"{anchor(profile.key)}-{n}") for n, run in enumerate(profile.runs)),
        funnel=own_dot(profile),
        peers=_peers(profile, known, href),
        partners=tuple(
            Linked(p.name, href(p.key) if p.key in known else "", count(p.referrals.value or 0))
            for p in profile.partners
        ),
        partners_title=_partners_title(profile),
    )


def _facts(profile: Profile) -> str:
    """Code, place, period and rounding, in one line."""
    region = "" if profile.level is Level.REGION else profile.region
    place = ", ".join(part for part in (profile.town, profile.icb, region) if part)
    parts = [
        f"Code {profile.code}",
        place,
        f"figures of {profile.period}" if profile.period else "",
        "counts rounded to 5",
    ]
    return " · ".join(part for part in parts if part)


def _successor(known: Mapping[Key, Profile], key: Key, href: Callable[[Key], str]) -> Linked:
    return Linked(known[key].name if key in known else key[1], href(key) if key in known else "", key[1])


def row(line: FigureBlock, also: str = "") -> Row:
    """A share in words and places."""
    e = line.estimate
    counted = e.denominator
    chance = (
        percent_range(e.low, e.high, counted)
        if e.value is not None and e.low is not None and e.high is not None
        else ""
    )
    return Row(
        label=line.label,
        of_whom=line.of_whom,
        kind=_kind(e),
        places=_places(line),
        value=_value(e),
        chance=chance,
        limits=_limits(line),
        england=percent(line.reference.value) if line.reference else "",
        also=also,
    )


def _kind(e: Estimate) -> str:
    if e.value is not None:
        return ""
    return "limits" if e.interval is Interval.ROUNDING else "unknown"


def _value(e: Estimate) -> str:
    """The share; ``[u]`` where fewer than 20 were counted, ``[c]`` where a count is suppressed."""
    if e.value is not None:
        return percent(e.value, e.denominator)
    return "[c]" if e.numerator is None or e.denominator is None else "[u]"


def _limits(line: FigureBlock) -> str:
    e = line.estimate
    if line.limits:
        return f"[{percent_range(*line.limits, e.denominator)}]"
    if e.value is None and e.low is not None and e.high is not None:
        return f"[{percent_range(e.low, e.high, e.denominator or 0)}]"
    return ""


def _places(line: FigureBlock) -> str:
    """The marks' places in per cent of the line, as custom properties of the strip."""
    e = line.estimate
    low, high = ("m", "n") if e.value is None else ("l", "h")
    marks = {
        "d": e.value,
        low: e.low,
        high: e.high,
        "e": line.reference.value if line.reference else None,
        "a": line.spread[0] if line.spread else None,
        "b": line.spread[1] if line.spread else None,
    }
    return ";".join(
        f"--{name}:{100 * place:.1f}".removesuffix(".0") for name, place in marks.items() if place is not None
    )


def _finished(e: Estimate) -> str:
    return percent(e.value, e.denominator) if e.value is not None else _value(e)


def _peers(profile: Profile, known: Mapping[Key, Profile], href: Callable[[Key], str]) -> tuple[PeerRow, ...]:
    """This organisation first, then its peers from A to Z."""
    if not profile.peers:
        return ()
    return (_beside(profile, "", own=True), *(_beside(p, href(p.key) if p.key in known else "") for p in profile.peers))


def _beside(organisation: Profile | Peer, href: str, *, own: bool = False) -> PeerRow:
    lines = [organisation.line(name) for name in BESIDE]
    recovered = organisation.line(RECOVERED)
    return PeerRow(
        name=organisation.name,
        href=href,
        own=own,
        cells=tuple(_value(line.estimate) if line else "[x]" for line in lines),
        strip=row(recovered) if recovered else None,
    )


def _partners_title(profile: Profile) -> str:
    when = _period_of(profile.partners[0].referrals) if profile.partners else ""
    who = "commissioner" if profile.level is Level.PROVIDER else "provider"
    return f"Referrals received, by {who}, {when}"


def _period_of(e: Estimate) -> str:
    return f"{e.period_start:%B %Y} to {e.period_end:%B %Y}" if e.period_start and e.period_end else ""


def by_key(profiles: Iterable[Profile]) -> dict[Key, Profile]:
    """Profiles by level and code."""
    return {profile.key: profile for profile in profiles}


@dataclass(frozen=True, slots=True)
class Packed:
    """One page as it stands in the report: its place and its text."""

    anchor: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Organisations:
    """The part of the report about organisations: how many, the index, and the pages kept in the same document."""

    total: int
    shelves: tuple[Shelf, ...]
    funnels: tuple[FunnelLine, ...]
    pages: tuple[Packed, ...]


def beside_report(profiles: Sequence[Profile]) -> Organisations:
    """The index alone, its links leading to one file for each organisation."""
    return Organisations(len(profiles), index(profiles, _from_index), (), ())


def _from_index(key: Key) -> str:
    return f"{FOLDER}/{beside_file(key)}"


def articles(profiles: Sequence[Profile]) -> dict[str, tuple[Profile, Markup]]:
    """The text of every organisation's own file, by its place in the report's folder."""
    known = by_key(profiles)
    up = "../index.html#organisations"
    return {_from_index(p.key): (p, article(p, known, beside_file, up=up)) for p in profiles}


def within_report(profiles: Sequence[Profile]) -> Organisations:
    """Index and pages in one document."""
    known = by_key(profiles)
    pages = tuple(Packed(anchor(p.key), article(p, known, in_page, up="#organisations")) for p in profiles)
    return Organisations(len(profiles), index(profiles, in_page), funnel_lines(profiles), pages)


def article(profile: Profile, known: Mapping[Key, Profile], href: Callable[[Key], str], *, up: str) -> Markup:
    """The text of one organisation's page; ``up`` leads back to the index."""
    return render("organisation.html.jinja", page=organisation_page(profile, known, href), up=up)
