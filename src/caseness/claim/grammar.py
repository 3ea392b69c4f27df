"""How a sentence on a figure is read: the figure, the outcome, of whom, where and when; nothing is guessed.

The parts are looked for in this order, each masking what it has read: the time, the phrases of ``definitions.toml``
(longest first), the figure, the place. Every word that is left has to be one without a meaning of its own, else it
is taken for the name of a place, or the sentence is not understood.

Of two phrases the one after "of", "among", "those who" and the like is the group, the other the outcome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Unit
from caseness.claim.definitions import Definition, fillers, groups, opposites, outcomes, phrases
from caseness.claim.figures import find_figures
from caseness.claim.misreading import NotUnderstood
from caseness.claim.text import plain, too_long, without, words
from caseness.claim.times import find_time

if TYPE_CHECKING:
    from caseness.claim.definitions import Group, Outcome
    from caseness.claim.figures import Figure
    from caseness.vocabulary.period import Period


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence as it was read.

    ``group`` is None where the sentence does not say of whom, ``place`` (words not looked up yet) where it names none
    and England is meant, ``period`` where the latest is meant. ``parts`` are (part, the words it was read from).
    """

    sentence: str
    figure: Figure
    outcome: Outcome
    group: Group | None
    place: str | None
    period: Period | None
    parts: tuple[tuple[str, str], ...]

    @property
    def as_stated(self) -> tuple[Definition, ...]:
        """The definitions that the words themselves name; none where they do not say of whom."""
        if self.figure.unit is Unit.COUNT:
            return (Definition(self.outcome, None),)
        return (Definition(self.outcome, self.group),) if self.group else ()

    @property
    def otherwise(self) -> tuple[Definition, ...]:
        """The other declared definitions that may have been meant: other groups, then other outcomes."""
        meant = (self.outcome, *(outcomes()[other] for other in self.outcome.also))
        if self.figure.unit is Unit.COUNT:
            every = [Definition(outcome, None) for outcome in meant]
        else:
            every = [Definition(outcome, groups()[group]) for outcome in meant for group in outcome.of]
        return tuple(definition for definition in every if definition not in self.as_stated)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase for a group or an outcome, where it stands, and whether it stands where a group would."""

    id: str
    start: int
    end: int
    after_of: bool
    negated: bool


_OF = re.compile(r"\b(?:of|among|amongst|from|for|those|people|patients|clients|who|that|everyone|anyone)\b")
_NOT = re.compile(r"\b(?:(?:do|does|did|are|is|was|were|have|has|had|will|were) )?(?:not|never)\b|\b\w+n't\b")
_ENGLAND = re.compile(
    r"\b(?:(?:in |across |for |of )?(?:england|the (?:country|nation))(?:'s)?|nationally|national|nationwide)\b"
)
_BEFORE_A_PLACE = frozenset(("in", "at", "for", "by", "of", "from", "across", "within", "near", "on", "to", "over"))


def read(sentence: str, *, place: str | None = None, period: str | None = None) -> Understood:
    """The sentence as understood. ``place`` and ``period``, where given, stand for those of the sentence.

    Raises `NotUnderstood` with what was understood, what was not, and what could be meant.
    """
    text = plain(sentence)
    if not text or too_long(text):
        raise NotUnderstood("there is no sentence" if not text else "it is too long for one sentence")
    parts: list[tuple[str, str]] = []
    try:
        return _read(sentence, text, place, period, parts)
    except NotUnderstood as lack:
        raise NotUnderstood(lack.why, (*parts, *lack.understood), lack.choices) from None


def _read(sentence: str, text: str, place: str | None, period: str | None, parts: list[tuple[str, str]]) -> Understood:
    when, rest = _when(text, period, parts)
    found, rest = _phrases(rest)
    figure = _figure(rest)
    parts.insert(0, ("figure", text[figure.start : figure.end]))
    rest = without(rest, figure.start, figure.end)
    outcome, group = _roles(found, figure)
    for part, idea in (("outcome", outcome.id), ("of whom", group.id if group else "")):
        if read_from := _words_of(text, found, idea):
            parts.append((part, read_from))
    where, rest = _where(rest, place)
    if where:
        parts.append(("where", where))
    return Understood(sentence.strip(), figure, outcome, group, where, when, tuple(parts))


def _when(text: str, given: str | None, parts: list[tuple[str, str]]) -> tuple[Period | None, str]:
    time = find_time(text)
    if time:
        parts.append(("when", text[time.start : time.end].strip()))
        text = without(text, time.start, time.end)
    if given is None:
        return time.period if time else None, text
    wanted = plain(given)
    asked = find_time(wanted)
    if not asked or any(word[0] not in fillers() for word in words(without(wanted, asked.start, asked.end))):
        raise NotUnderstood(f"“{given.strip()}” is no period: write 2018/19, March 2024 or 12 months to October 2019")
    if time and time.period != asked.period:
        raise NotUnderstood(f"the sentence says {time.period}, the period given is {asked.period}")
    if not time:
        parts.append(("when", wanted))
    return asked.period, text


def _phrases(text: str) -> tuple[list[_Phrase], str]:
    """The phrases for groups and outcomes, from left to right, and the text without them."""
    matches = [(match, id_) for id_, pattern in phrases() for match in pattern.finditer(text)]
    matches.sort(key=lambda found: (found[0].start() - found[0].end(), found[0].start()))
    kept: list[tuple[re.Match[str], str]] = []
    for match, id_ in matches:
        if match[0] and not any(match.start() < other.end() and other.start() < match.end() for other, _ in kept):
            kept.append((match, id_))
    kept.sort(key=lambda found: found[0].start())
    rest, found = text, []
    for match, _id in kept:
        rest = without(rest, match.start(), match.end())
    for match, id_ in kept:
        before = rest[: match.start()].rpartition("\x00")[2]
        nots = list(_NOT.finditer(before))
        for negation in nots:
            start = match.start() - len(before)
            rest = without(rest, start + negation.start(), start + negation.end())
        after_of = bool(_OF.search(before)) or match[0].startswith(("who ", "that ", "those "))
        found.append(_Phrase(id_, match.start(), match.end(), after_of, len(nots) == 1))
        if len(nots) > 1:
            raise NotUnderstood("there is more than one “not” in it")
    return found, rest


def _figure(text: str) -> Figure:
    figures = find_figures(text)
    if not figures:
        raise NotUnderstood("there is no figure in it, such as 87%, two thirds, one in ten or 1.2 million")
    if len(figures) > 1:
        shown = " and ".join(f"“{text[figure.start : figure.end]}”" for figure in figures)
        raise NotUnderstood(f"there are {len(figures)} figures in it ({shown}): test one at a time")
    figure = figures[0]
    if figure.unit is Unit.GBP:
        raise NotUnderstood("money is in no published count; the claims on cost are C82 to C97 of “caseness claims”")
    if figure.unit is Unit.PROPORTION and figure.stated.value > 1:
        raise NotUnderstood("a share of a group cannot be more than 100%")
    return figure


def _roles(found: list[_Phrase], figure: Figure) -> tuple[Outcome, Group | None]:
    """Which phrase is the outcome, and which the group."""
    ideas = list(dict.fromkeys((phrase.id, phrase.negated) for phrase in found))
    if not ideas:
        raise NotUnderstood("it does not say what happened, such as recovered, finished, entered treatment or waited")
    if len(ideas) > 2:
        raise NotUnderstood("there is more than one statement in it: test one at a time")
    if len(ideas) == 1:
        return _only(found[0], figure), None
    first, second = (next(p for p in found if (p.id, p.negated) == idea) for idea in ideas)
    could_be = [p for p in (first, second) if p.id in groups() and not p.negated]
    groups_named = [p for p in could_be if p.after_of] if len(could_be) > 1 else could_be
    if len(groups_named) != 1:
        raise NotUnderstood(
            "it is not clear which of the two is the group that the other is a share of: write “… of those who …”",
        )
    (group,) = groups_named
    outcome = _outcome(second if group is first else first)
    if figure.unit is Unit.PROPORTION and group.id not in outcome.of:
        choices = tuple(groups()[other].words for other in outcome.of)
        raise NotUnderstood(
            f"no published count says how many of “{groups()[group.id].words}” {outcome.words}", (), choices
        )
    return outcome, groups()[group.id]


def _only(phrase: _Phrase, figure: Figure) -> Outcome:
    """The outcome of a sentence that names no group."""
    if phrase.id not in outcomes():
        raise NotUnderstood(f"it does not say what happened to “{groups()[phrase.id].words}”")
    outcome = _outcome(phrase)
    if figure.unit is Unit.PROPORTION and not outcome.of:
        raise NotUnderstood(
            f"it does not say what happened to “{groups()[phrase.id].words}”, or of whom they are a share"
        )
    if figure.unit is Unit.PROPORTION and phrase.after_of and phrase.id in groups():
        raise NotUnderstood(f"it does not say what happened to “{groups()[phrase.id].words}”")
    if figure.unit is Unit.COUNT and outcome.complement:
        raise NotUnderstood(
            "a number of those for whom something did not happen needs a group: write “… of those who …”"
        )
    return outcome


def _outcome(phrase: _Phrase) -> Outcome:
    if phrase.id not in outcomes():
        raise NotUnderstood(f"“{groups()[phrase.id].words}” is a group; it does not say what happened to it")
    if not phrase.negated:
        return outcomes()[phrase.id]
    if phrase.id not in opposites():
        raise NotUnderstood(f"no published count is of those who not “{outcomes()[phrase.id].words}”")
    return outcomes()[opposites()[phrase.id]]


def _words_of(text: str, found: list[_Phrase], idea: str) -> str:
    named = {idea, *(whole for whole, opposite in opposites().items() if opposite == idea)}
    return next((text[p.start : p.end].strip() for p in found if p.id in named), "")


def _where(text: str, given: str | None) -> tuple[str | None, str]:
    """The words of a place, not looked up yet, and the text without them."""
    england = _ENGLAND.search(text)
    if england:
        text = without(text, england.start(), england.end())
    unknown = [word for word in words(text) if word[0] not in fillers() and word[0] not in _BEFORE_A_PLACE]
    if not unknown:
        return (given.strip() if given else None), text
    stretches = {text.count("\x00", 0, word.start()) for word in unknown}
    named = text[unknown[0].start() : unknown[-1].end()]
    shown = ", ".join(f"“{word[0]}”" for word in unknown)
    if given is not None or england or len(stretches) > 1:
        raise NotUnderstood(f"these words are not understood: {shown}")
    return named, without(text, unknown[0].start(), unknown[-1].end())
