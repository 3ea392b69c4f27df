"""Quirks of the Employment Support dashboard: answers to how people worked while unwell.

Answers to question 7, with the time of day where one was given::

    yan    3 April 10:00, 3 May 10:00; and to question 8 too
    zoe    3 April 10:00, 1 June 10:00
    abe    3 April 10:00, 2 June, and 2 June again in the file of another month
    bea    3 April 10:00
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measures.quirks.made import extract, in_order
from tests.measures.working_lives import answer
from tests.pathways.people import person, treatment


def said(day, *, question=7, time="10:00:00", sent=None):
    event = answer(day, question, "Y" if question == 7 else "3")
    return replace(event, row=event.row | {"AssToolCompTime": time}, sent=sent)


APRIL, MAY, JUNE = "2024-04", "2024-05", "2024-06"
PEOPLE = [
    person("yan", "04-02", *(said(day, question=number) for day in ("04-03", "05-03") for number in (7, 8))),
    person("zoe", "04-02", said("04-03"), said("06-01")),
    person("abe", "04-02", said("04-03"), said("06-02", time=None), said("06-02", time=None, sent=MAY)),
    person("bea", "04-02", said("04-03"), treatment("04-10")),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("answers"), PEOPLE) as found:
        yield found


def test_the_latest_month_ends_on_its_first_day(pathways):
    """Up to 1 June yan and zoe, up to 30 June abe too; question 8 is answered by yan only, 9 by nobody."""
    assert in_order(pathways, "ES-9") == [(2, 3, -1), (1, 1, 0), (0, 0, 0)]


def test_an_answer_without_a_time_is_lost(pathways):
    """Abe's second answer has none."""
    assert in_order(pathways, "ES-10") == [(2, 3, -1), (1, 1, 0), (0, 0, 0)]


def test_answers_of_all_time_stand_beside_every_month(pathways):
    """Yan, to two questions, zoe and abe stand beside April, May and June. By April's end nobody had answered twice, by May's
    yan, by June's all three.
    """
    assert in_order(pathways, "ES-11") == [(3 * 4, 0 + 1 + 3, 8)]
