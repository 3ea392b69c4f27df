"""Open surveys of staff: what the answers of some leave open for all, and how different the silent would have to be."""

from __future__ import annotations

from dataclasses import dataclass

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Reference,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.inputs import Input, use
from caseness.checks.registry import check
from caseness.statistics.nonresponse import among_silent, bounds, if_likelier, times_likelier
from caseness.wording import count, decimal, percent

_TIMES = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)  # how many times as likely to answer as the others, for the range shown
_ONE_IN_TEN = 0.10
_OVERALL = (0.05, _ONE_IN_TEN, 0.20, 0.30, 0.50)  # shares of all staff that are tried


@dataclass(frozen=True, slots=True)
class Survey:
    """One question of one survey: what was said, by which share of how many answers, and of how many staff if known."""

    what: str
    whose: str
    share: Input
    answers: Input
    staff: Input | None

    @property
    def said(self) -> float:
        """How many gave the answer."""
        return self.share.value * self.answers.value

    @property
    def among_all(self) -> Estimate:
        """The limits for all staff, whatever those who did not answer would have said."""
        low, high = bounds(self.said, self.answers.value, self.staff.value) if self.staff else (0.0, 1.0)
        return Estimate(
            name=f"{self.what}, all staff",
            value=None,
            unit=Unit.PROPORTION,
            low=low,
            high=high,
            interval=Interval.BOUNDS,
            denominator=self.staff.value if self.staff else None,
        )

    @property
    def among_answers(self) -> Estimate:
        """The share of those who answered. No interval of chance: nobody was drawn at random."""
        return Estimate(
            name=f"{self.what}, who answered",
            value=self.share.value,
            unit=Unit.PROPORTION,
            numerator=round(self.said),
            denominator=self.answers.value,
        )


def surveys() -> tuple[Survey, ...]:
    """The questions whose figures are public."""
    asked, asked_of, concerned, concerned_of, wider, wider_of, staff = use(
        "asked_to_manipulate",
        "asked_to_manipulate_answers",
        "raised_concerns",
        "raised_concerns_answers",
        "raised_concerns_anywhere",
        "raised_concerns_anywhere_answers",
        "staff",
    )
    return (
        Survey("had been asked to alter data", "staff who answered", asked, asked_of, staff),
        Survey("had raised concerns about care", "staff of the service who answered", concerned, concerned_of, staff),
        Survey("had raised concerns, anywhere", "all who answered, any employer", wider, wider_of, None),
    )


@check(chapter=Chapter.OUTCOMES, needs=[], order=90)
def staff_surveys() -> Answer:
    """What do surveys of staff who chose to answer say of all staff?"""
    asked, concerned, wider = surveys()
    times = _times(asked)
    limits = asked.among_all
    assert limits.low is not None
    assert limits.high is not None
    return Answer(
        short="Surveys of staff",
        answer=(
            f"Of {count(asked.answers.value)} staff who answered, {percent(asked.share.value, decimals=0)} said they "
            f"{asked.what}. Of all {count(limits.denominator or 0)} that leaves [{percent(limits.low)} to "
            f"{percent(limits.high)}]. For {percent(_ONE_IN_TEN, decimals=0)} of all staff, those asked would have to be "
            f"{decimal(times, 1)} times as likely to answer as the others."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition="true of those who answered; not known for all staff",
        estimates=(
            *(survey.among_answers for survey in (asked, concerned, wider)),
            *(survey.among_all for survey in (asked, concerned)),
            Estimate(
                name="times as likely to answer as others, for 10% of all staff",
                value=times,
                unit=Unit.RATIO,
            ),
            *(_if_likelier(survey, times) for survey in (asked, concerned) for times in _TIMES),
        ),
        figures=tuple(_block(survey) for survey in (asked, concerned)),
        charts=tuple(_chart(survey) for survey in (asked, concerned)),
        caveats=(
            "The surveys were open: people chose to answer, and may have had more, or less, to report than others.",
            "Those who answered may include staff who had left, and one person may have answered more than once.",
            "“Asked” and “concerns” were not defined by act or date; answers may be of events years apart.",
            "An interim report of the first survey counts 550 answers, not 650.",
        ),
        method=(
            "Limits for all staff if none, or each, of those silent would say so (Manski 1989). If those it applies to "
            "answered k times as often, the share of all is s ÷ (s + k(1 − s)) for s among answers. If all staff had been "
            "asked; no interval of chance, as nobody was drawn at random."
        ),
        sources=tuple(
            dict.fromkeys(
                given.citation
                for survey in (asked, concerned, wider)
                for given in (survey.share, survey.answers, survey.staff)
                if given
            )
        ),
        tables=(_silent(asked, concerned), _likelier(asked, concerned, wider)),
        settles=("C35", "C36"),
    )


def _times(survey: Survey) -> float:
    return times_likelier(survey.share.value, _ONE_IN_TEN)


def _if_likelier(survey: Survey, times: float) -> Estimate:
    return Estimate(
        name=f"{survey.what}, all staff, if {_as_likely(times)} to answer",
        value=if_likelier(survey.share.value, times),
        unit=Unit.PROPORTION,
    )


def _as_likely(times: float) -> str:
    if times == 1:
        return "as likely as others"
    return "half as likely as others" if times == _TIMES[0] else f"{times:.0f} times as likely as others"


def _block(survey: Survey) -> FigureBlock:
    assert survey.staff
    return FigureBlock(
        label=f"All staff: {survey.what}",
        estimate=survey.among_all,
        of_whom=f"of {count(survey.staff.value)} staff, if all were asked; {percent(survey.share.value, decimals=0)} of "
        f"{count(survey.answers.value)} who answered",
        reference=Reference(value=survey.share.value, label="who answered"),
    )


def _chart(survey: Survey) -> Dots:
    assert survey.staff
    limits = survey.among_all
    assert limits.low is not None
    assert limits.high is not None
    least, most = percent(limits.low, decimals=0), percent(limits.high, decimals=0)
    shares = {times: if_likelier(survey.share.value, times) for times in _TIMES}
    rows = [
        Dot(
            label="whoever was silent",
            value=None,
            limits=(limits.low, limits.high),
            text=f"[{least} to {most}]",
            role=Role.NATION,
        ),
        *(
            Dot(label=_as_likely(times), value=share, text=percent(share, decimals=0), role=Role.SUBJECT)
            for times, share in shares.items()
        ),
    ]
    first, last = percent(shares[_TIMES[0]], decimals=0), percent(shares[_TIMES[-1]], decimals=0)
    return Dots(
        title=f"{percent(survey.share.value, decimals=0)} of answers can be {last} of all staff, or {first}",
        subtitle=f"Share of all staff who {survey.what}, by how likely they were to answer, beside the others",
        alt=f"Dot plot. Limits whoever was silent: {least} to {most}. "
        + "; ".join(f"{_as_likely(t)} {percent(s, decimals=0)}" for t, s in shares.items())
        + ".",
        note=f"Line: limits for all {count(survey.staff.value)} staff. Dots: the share of all if those it applies to were so "
        "likely to answer.",
        rows=tuple(rows),
        reference=(survey.share.value, "who answered"),
    )


def _silent(*known: Survey) -> Table:
    """How different those silent would have to be, for shares of all staff that the answers allow."""
    rows: list[tuple[Cell, ...]] = []
    for survey in known:
        assert survey.staff
        said, answered, everyone = survey.said, survey.answers.value, survey.staff.value
        rows += [
            (
                survey.what,
                overall,
                among_silent(overall, said, answered, everyone),
                survey.share.value,
                times_likelier(survey.share.value, overall),
            )
            for overall in _OVERALL
        ]
    return Table(
        name="staff-surveys-silent",
        caption="How different those who did not answer would have to be, for each share of all staff",
        columns=(
            Column(key="what", title="Staff who"),
            Column(key="overall", title="If of all staff", unit=Unit.PROPORTION),
            Column(key="silent", title="Then of those silent", unit=Unit.PROPORTION),
            Column(key="answered", title="Of those who answered", unit=Unit.PROPORTION),
            Column(key="times", title="Times as likely to answer", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
    )


def _likelier(*all_surveys: Survey) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            survey.what,
            survey.whose,
            survey.answers.value,
            survey.share.value,
            *(if_likelier(survey.share.value, times) for times in _TIMES),
            survey.among_all.low if survey.staff else "[x]",
            survey.among_all.high if survey.staff else "[x]",
        )
        for survey in all_surveys
    ]
    return Table(
        name="staff-surveys",
        caption="Each question, and the share of all if those it applies to were so many times as likely to answer",
        columns=(
            Column(key="what", title="Who"),
            Column(key="whose", title="Of whom"),
            Column(key="answers", title="Answers", unit=Unit.COUNT),
            Column(key="share", title="Said so", unit=Unit.PROPORTION),
            *(Column(key=f"times_{t:g}", title=f"× {t:g}", unit=Unit.PROPORTION) for t in _TIMES),
            Column(key="least", title="At least", unit=Unit.PROPORTION),
            Column(key="most", title="At most", unit=Unit.PROPORTION),
        ),
        rows=tuple(rows),
        note="[x] how many could have answered is not at hand.",
    )
