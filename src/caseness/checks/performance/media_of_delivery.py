"""How attended appointments take place: face to face, by telephone, by video, in writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Role
from caseness.checks.estimating import monthly_source, tally
from caseness.checks.finding import Answer, Chapter, FigureBlock, Reference, Verdict
from caseness.checks.performance.composition import Part, by_year, composition, over_months
from caseness.checks.registry import check
from caseness.sources.published import Published
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.checks.performance.composition import Composition
    from caseness.vocabulary.period import Period

_FACE, _PHONE, _VIDEO, _WRITTEN, _UNKNOWN = "Face to face", "By telephone", "By video", "In writing", "Medium not known"
_PARTS = (
    Part(_FACE, ("faceto_face_appts",), Role.SUBJECT),
    Part(_PHONE, ("telephone_appts",), Role.NATION),
    Part(_VIDEO, ("cons_medium_video_consult_appts", "telemedicine_appts")),
    Part(
        _WRITTEN,
        (
            "email_appts",
            "sms_appts",
            "instant_messaging_appts",
            "cons_medium_message_board_appts",
            "cons_medium_chat_room_appts",
        ),
    ),
    Part("By another medium", ("cons_medium_other_appts", "talktype_appts")),
    Part(_UNKNOWN, ("cons_medium_unknown_appts",)),
)
_BREAK = "Apr 2022"  # version 2.1: other codes for the medium, a code for video of its own


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=80)
def media_of_delivery(published: Published) -> Answer:
    """How do attended appointments take place: face to face, by telephone, by video or in writing?"""
    made_of = composition(published, "attended appointments", _PARTS)
    first, last = made_of.full_years[0], made_of.full_years[-1]
    now = {part.name: made_of.estimate(part.name, last) for part in _PARTS}
    before = {part.name: made_of.estimate(part.name, first) for part in _PARTS}
    whole = made_of.years[last].whole
    return Answer(
        short="Media of delivery",
        answer=(
            f"Of {count(whole)} attended appointments in {last}, {percent(now[_FACE].value or 0)} took place face to face, "
            f"{percent(now[_PHONE].value or 0)} by telephone and {percent(now[_VIDEO].value or 0)} by video."
            + (f" In {first} it was {percent(before[_FACE].value or 0)} face to face." if first != last else "")
            + f" In {last} the medium is not known for {percent(now[_UNKNOWN].value or 0)}."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"attended or unplanned appointments, {last}",
        estimates=(
            tally("attended appointments, all media", whole, last),
            *now.values(),
            *(before.values() if first != last else ()),
        ),
        figures=tuple(_block(made_of, name, first, last) for name in (_FACE, _PHONE, _VIDEO)),
        charts=(
            over_months(
                made_of,
                f"Face to face: {percent(now[_FACE].value or 0)} of attended appointments in {last}",
                "Share of attended appointments, England by month",
                (_FACE, _PHONE, _VIDEO, _UNKNOWN),
                breaks=(_BREAK,),
                note="[b] version 2.1 of the data set began in April 2022, with other codes for the medium.",
            ),
        ),
        caveats=(
            "The series begins in January 2021, when rules on contact kept most appointments off site.",
            "From April 2022 the medium has other codes, and a share is not known that was known before; the other shares are "
            "too low by an unknown part of it.",
            "People choose: a telephone call can be what was asked for.",
            "The annual files list the medium by outcome, but every figure is blank: outcomes by medium cannot be told.",
        ),
        method=(
            "England’s monthly counts by medium (M1001 to M1009, M1018 to M1020) ÷ their sum, twelve months summed. Video "
            "joins web camera, published to March 2022. In writing: e-mail, text, instant message, message board, chat room."
        ),
        sources=(monthly_source(first, last) if first != last else monthly_source(last),),
        tables=(by_year(made_of, "media", "Attended appointments by medium, England by year"),),
        settles=("C31",),
    )


def _block(made_of: Composition, name: str, first: Period, last: Period) -> FigureBlock:
    earlier = made_of.years[first].share(name)
    return FigureBlock(
        label=name,
        estimate=made_of.estimate(name, last),
        of_whom=f"of {count(made_of.years[last].whole)} attended appointments, {last}"
        + (f"; {percent(earlier)} in {first}" if first != last else ""),
        reference=Reference(value=earlier, label=str(first)) if first != last else None,
    )
