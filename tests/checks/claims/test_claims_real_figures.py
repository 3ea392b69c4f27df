"""Claims against the real published statistics.

Expected numbers are from the published files themselves, or worked out by hand from figures in ``inputs.toml``.
"""

from __future__ import annotations

import pytest

from caseness.checks.claims import by_status, by_verdict, claims_table
from caseness.checks.finding import Chapter, Estimate, Finding, Status, Unit, Verdict

HOLDS, IN_PART, NOT = Verdict.HOLDS, Verdict.IN_PART, Verdict.DOES_NOT_HOLD
OPEN = Verdict.CANNOT_BE_TOLD


def estimate(finding: Finding, *words: str) -> Estimate:
    """The first estimate whose name has all these words."""
    return next(e for e in finding.result.estimates if all(word in e.name for word in words))


@pytest.mark.parametrize(
    ("identity", "words", "expected"),
    [
        ("C01", ("cases who finished", "2024/25"), 321_061 / 635_185),
        ("C01", ("referrals received", "2024/25"), 321_061 / 1_813_432),
        ("C01", ("entered treatment",), 319_080 / 1_196_618),
        ("C03", ("re-interviewed",), 0.1),
        ("C04", ("thought to run it", "2019/20"), 3_360 / 7_235),
        ("C07", ("finished courses",), 670_419 / 144_210),
        ("C07", ("allocation",), 173 / 33),
        ("C14", ("treated referrals",), None),
        ("C25", ("low intensity",), (3.5 * 11 + 3.6) / 12),
        ("C50", ("advised",), 6),
        ("C09", ("known here",), 2),
        ("C44", ("awaiting treatment",), 0.72),
        ("C54", ("self-help",), 3 / 109),
        ("C57", ("self-help",), 2 / 109),
        ("C62", ("waiting list",), 27 / 35),
        ("C62", ("no outcome rated blind",), 34 / 35),
        ("C59", ("30 minutes",), (3.5 * 11 + 3.6) / 24),
        ("C66", ("four years",), 16_723),
        ("C70", ("traumatic",), 12_162 / (32_511 - 1_721) - 212 / (2_382 - 94)),  # 39.5% less 9.3%
        ("C76", ("known here",), 2),
        ("C79", ("long-term condition",), 360),
        ("C74", ("not recorded",), 3_892_376 / 6_293_310),
        ("C78", ("chronic fatigue",), 23 / 68),
        ("C78", ("irritable bowel",), 29 / 82),
        ("C92", ("before",), 2.5 / 8.1),  # 30.9%: £10.6m less £2.5m is £8.1m
        ("C92", ("after",), 2.5 / 10.6),
        ("C96", ("stepped up",), 1_514),
        ("C98", ("2021",), 1.4e9),
        ("C101", ("high intensity",), 40_057 / 18_546),
        ("C103", ("each",), 4e9 / 18_744),
        ("C106", ("severe",), 0.31),
        ("C102", ("course",), 45 / 877),
        ("C118", ("OECD",), 662_000_000 / 1_376_606_817),  # 48.1%
        ("C118", ("United Kingdom",), 33_310_000 / 68_265_209),  # 48.8%
        ("C124", ("2011",), 1),
        ("C126", ("2018",), 308_200_000),
        ("C116", ("recorded a mental disorder",), 874 / 1275),
        ("C16", ("referrals received",), 1 - 672_193 / 1_759_581),  # 38.2% finish
        ("C16", ("treated referrals",), 535_724 / (535_724 + 673_924)),
        ("C17", ("referrals received",), 1_759_581),
        ("C17", ("finished courses",), 672_193),
        ("C17", ("entered treatment",), 1_216_341),
        ("C18", ("under 18",), 1 - 6_544 / 33_126),
        ("C19", ("2019",), 552_824 / 1_068_944),
        ("C21", ("2021/22",), 488_443 / (488_443 + 665_229)),
        ("C27", ("within 6 weeks", "finished"), 614_104 / 670_419),  # 91.6%
        ("C28", ("2024/25",), 158_586 / 670_419),  # 23.7%
        ("C28", ("2017/18",), 75_084 / 554_709),  # 13.5%
        ("C31", ("text, chat",), 33_801 + 47_244 + 4_113 + 3_478),
        ("C31", ("internet",), 635_784),
        ("C33", ("entered",), 1_257_718),
        ("C82", ("per referral",), 394e6 / 1_439_957),  # £274
        ("C82", ("per recorded recovery",), 394e6 / 263_295),  # £1,496
        ("C83", ("492",), 496.92e6),
        # 33, 103, 173, then from 173 to 394 over seven years (sum 7 × 283.5 + 110.5) and two more steps of 221 ÷ 7
        ("C84", ("2008/09 to 2019/20",), 3),  # the allocations of 2008/09, 2009/10 and 2010/11
        ("C85", ("straight lines",), 33e6 + 103e6 + 173e6 + 2095e6 + 788e6 + 3 * 221e6 / 7),
        # the same sum, less what is cited: 33, 103, 173, 433 and 394
        ("C95", ("no cited sum",), 33e6 + 103e6 + 173e6 + 2095e6 + 788e6 + 3 * 221e6 / 7 - 1136e6),
        ("C115", ("more in work",), 1),  # £750 for a course, £750 a month
        ("C113", ("seven years on",), 0.015),
        ("C93", ("in 2011",), 1),
        ("C88", ("1.5 million",), 1.02e9),
        ("C91", ("13,000",), 455e6),
        ("C110", ("more than once",), 104_400),
        ("C114", ("entered treatment",), 25_525 / 1_249_124),
        ("C127", ("low intensity only",), 267_299 / 670_419),
    ],
)
def test_figures(claims: dict[str, Finding], identity: str, words: tuple[str, ...], expected: float | None) -> None:
    assert estimate(claims[identity], *words).value == pytest.approx(expected)


VERDICTS = {
    HOLDS: "C02 C07 C08 C10 C16 C18 C19 C22 C27 C28 C45 C71 C75 C94",
    IN_PART: "C01 C17 C20 C21 C23 C31 C32 C53 C62 C101 C104 C114 C116 C127",
    NOT: "C04 C33 C50 C51 C52 C55 C56 C57 C58 C60 C72 C73 C90 C107 C112 C117 C118",
    OPEN: "C03 C05 C09 C12 C13 C14 C25 C34 C35 C44 C54 C59 C61 C63 C64 C66 C68 C70 C74 C76 C78 C79 C81 "
    "C82 C83 C84 C85 C86 C87 C88 C89 C91 C92 C93 C95 C96 C97 C98 C99 C100 C102 C105 C108 C109 C110 C111 C113 C115 C124 C126",
}


@pytest.mark.parametrize(
    ("identity", "verdict"),
    [(identity, verdict) for verdict, identities in VERDICTS.items() for identity in identities.split()],
)
def test_verdicts(claims: dict[str, Finding], identity: str, verdict: Verdict) -> None:
    assert claims[identity].result.verdict is verdict


def test_arithmetic_on_unverified_inputs_is_neither_confirmed_nor_refuted(claims: dict[str, Finding]) -> None:
    unverified = {i for i, finding in claims.items() if finding.status is Status.INPUTS_UNVERIFIED}
    assert unverified >= {"C61", "C82", "C83", "C85", "C88", "C91", "C97", "C109", "C110"}


def test_the_exact_interval_of_nine_in_ninety(claims: dict[str, Finding]) -> None:
    found = estimate(claims["C03"], "re-interviewed")  # 4.7% to 18.1%, by the beta quantiles
    assert found.low == pytest.approx(0.0468, abs=5e-4)
    assert found.high == pytest.approx(0.1814, abs=5e-4)


def test_the_survey_bounds_all_staff_from_three_to_ninety_five_percent(claims: dict[str, Finding]) -> None:
    everyone = estimate(claims["C35"], "all staff")  # 266.5 of 8,000; 266.5 + 7,350 of 8,000
    assert everyone.low == pytest.approx(266.5 / 8000)
    assert everyone.high == pytest.approx((266.5 + 7350) / 8000)


def test_trials_that_meet_three_criteria_are_the_most_that_meet_five(claims: dict[str, Finding]) -> None:
    found = estimate(claims["C58"], "trials of individual therapy")
    assert (found.value, found.low, found.high) == (None, 0, pytest.approx(38 / 175))
    assert claims["C58"].result.quotation.startswith("0% to 22% of 175 trials of individual therapy may meet all five")


def test_gaps_between_two_therapies_are_shown_from_the_widest_to_the_narrowest(claims: dict[str, Finding]) -> None:
    widest, narrowest = claims["C70"].result.estimates
    assert widest.value is not None
    assert narrowest.value is not None
    assert widest.value > narrowest.value
    assert widest.low is not None
    assert widest.low > (narrowest.high or 1)


def test_leavers_leave_the_rate_open_from_27_to_70_percent(claims: dict[str, Finding]) -> None:
    found = estimate(claims["C14"], "treated referrals")  # 319,080 recovered; 502,900 more were treated once
    assert found.low == pytest.approx(319_080 / 1_170_043)
    assert found.high == pytest.approx((319_080 + 502_900) / 1_170_043)


def test_courses_that_name_an_advised_therapy(claims: dict[str, Finding]) -> None:
    assert "Of 46,188 courses for post-traumatic stress in 2024/25, 88.2% name" in claims["C75"].result.answer  # 40,757


def test_the_interval_of_a_difference_reaches_nothing(claims: dict[str, Finding]) -> None:
    assert "4.0 points (−1.0 point to 9.3 points)" in claims["C81"].result.answer


def test_every_claim_gives_a_finding_with_a_condition_of_twelve_words_at_most(claims: dict[str, Finding]) -> None:
    assert len(claims) == 128
    for finding in claims.values():
        assert finding.chapter is Chapter.CLAIMS
        assert finding.claim is not None
        assert finding.result.answer
        assert finding.result.condition
        assert len(finding.result.condition.split()) <= 12, finding.id


def test_sentences_are_short(claims: dict[str, Finding]) -> None:
    for finding in claims.values():
        for text in (finding.result.answer, *finding.result.caveats):
            for sentence in text.replace("? ", ". ").split(". "):
                assert len(sentence.split()) <= 25, (finding.id, sentence)


def test_strips_are_for_shares_and_stay_between_nought_and_one(claims: dict[str, Finding]) -> None:
    for finding in claims.values():
        for block in finding.result.figures:
            if block.reference:
                assert block.estimate.unit in (Unit.PROPORTION, Unit.PERCENTAGE_POINT)
            if block.definitions:
                assert 0 <= block.definitions[0] <= block.definitions[1] <= 1


def test_the_strip_shows_the_claim_the_figure_and_the_other_definitions(claims: dict[str, Finding]) -> None:
    (block,) = claims["C01"].result.figures
    assert block.reference is not None
    assert block.reference.value == 0.5
    assert block.definitions == pytest.approx((321_061 / 1_813_432, 284_810 / 546_845), abs=1e-3)
    assert block.of_whom == "of 635,185 cases who finished, 2024/25"


def test_a_claim_without_a_figure_is_drawn_against_what_it_compares_with(claims: dict[str, Finding]) -> None:
    (block,) = claims["C28"].result.figures
    assert block.reference is not None
    assert block.reference.label == "first session: more than 2.2%"


def test_two_figures_of_one_claim_are_no_range_of_definitions(claims: dict[str, Finding]) -> None:
    (block,) = claims["C27"].result.figures
    assert block.definitions is not None
    assert block.definitions[1] < 0.92  # within six weeks only, not the 98.7% within 18


def test_definitions_tried_share_one_unit_and_say_which_match(claims: dict[str, Finding]) -> None:
    for finding in claims.values():
        units = {e.unit for e in finding.result.estimates}
        assert len(units) <= 1, finding.id
    (table,) = claims["C17"].result.tables
    assert [row[-1] for row in table.rows] == ["no", "yes", "yes"]


def test_the_table_of_claims_counts_them_all(claims: dict[str, Finding]) -> None:
    rows = claims_table(claims.values())
    assert [row.id for row in rows][:4] == ["C01", "C02", "C03", "C04"]
    assert sum(by_verdict(rows).values()) == sum(by_status(rows).values()) == 128
    assert by_verdict(rows)[None] == 2
    assert rows[0].as_dict()["verdict"] == "holds_in_part"


def test_a_claim_without_a_test_says_what_it_would_take(claims: dict[str, Finding]) -> None:
    assert claims["C37"].result.answer.endswith(
        "It would take record-level scores with therapist and mode of completion."
    )
