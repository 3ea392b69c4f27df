"""What statistical tests on scores can and cannot show: said before anything they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, Table, Unit, Verdict
from caseness.checks.forensics.testing import FALSE_DISCOVERIES, put_to_tests
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.forensics.operating_characteristics import shipped_table
from caseness.sources.records import Records
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.checks.forensics.testing import Said


@check(chapter=Chapter.FORENSICS, needs=[Records], order=1)
def what_tests_can_show(records: Records) -> Answer:
    """What can tests on the scores show, and what can they not?"""
    tests = put_to_tests(records)
    done = {identity: one for identity, one in tests.items() if _told(one)}
    if not done:
        raise CannotRun("no test found what it needs", settled_by="an extract with the scores of finished courses")
    simulated = len({row.test for row in shipped_table()} & set(tests))
    looks = sum(_told(one) for one in done.values())
    flags = sum(one.flags for one in done.values())
    return Answer(
        short="What such tests can show",
        answer=(
            "A flag says that records are not as they would be if nothing were wrong, by how much, and how often chance alone "
            "would do the same. It cannot say who did what, or why, and most flags have an innocent explanation. No flag says "
            f"that what the test could have seen is not there; it does not say that all is well. Of {count(len(tests))} tests "
            f"{count(len(done))} could be run on this extract; they looked {count(looks)} times and raised {count(flags)} "
            f"{'flag' if flags == 1 else 'flags'}."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{count(len(done))} of {count(len(tests))} tests run",
        estimates=(
            Estimate(name="tests", value=len(tests), unit=Unit.RATIO),
            Estimate(name="tests run", value=len(done), unit=Unit.RATIO),
            Estimate(name="tests whose error rates are simulated", value=simulated, unit=Unit.RATIO),
            Estimate(name="looks", value=looks, unit=Unit.RATIO),
            Estimate(name="flags", value=flags, unit=Unit.RATIO),
        ),
        caveats=(
            "A stopping rule can be good care: people who are well need no more treatment. It biases a rate that rests on the "
            "last score all the same.",
            "Answers of “several days” to every question come to 9 and 7, just below both lines. Where only totals are known, "
            "they cannot be told from other forms of that total.",
            "Every test has a mundane twin: a change of system, entry in batches, default dates. Systems and months come "
            "before people.",
            "Providers treat different people; nothing is adjusted for them beyond what each test says.",
        ),
        method=(
            "Each test has a one-sided size, the rate at which it rejects where nothing is wrong, and a stricter default flag. "
            f"The sizes of {count(simulated)} tests are measured by simulation, on made services and made Englands. "
            "Within each family of tests and level (England, providers, therapists) false discoveries "
            f"are held at {100 * FALSE_DISCOVERIES:g}% (Benjamini and Hochberg 1995), so of the flags of a family and level one "
            "in twenty is expected to be false, and where nothing is wrong anywhere one audit in twenty shows any. Effects come "
            "as recoveries they would account for and points of the recovery rate. Evidence is graded 0 to 3; the fourth grade, "
            "confirmation by source documents or by patients, is beyond statistics. Courses whose referral is older than the "
            "extract count in the rate but not in tests on scores, as their first scores may not be there. Therapists are "
            "looked at only if asked for, under pseudonyms."
        ),
        sources=(
            "McCrary 2008, J Econometrics 142: 698-714",
            "Frandsen 2017, Advances in Econometrics 38: 281-315",
            "Spiegelhalter 2005, Statistics in Medicine 24: 1185-1202",
            "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57: 289-300",
        ),
        tables=(_table(tests),),
    )


def _told(one: Said) -> int:
    return sum(level.told for level in (one.england, one.providers) if level)


def _table(tests: dict[str, Said]) -> Table:
    def row(one: Said) -> tuple[Cell, ...]:
        test = one.test
        return (
            f"{test.id} {test.title}",
            test.catches,
            "; ".join(need.value for need in test.needs),
            f"{count(test.minimum)} {test.counted}",
            100 * test.size,
            test.flag,
            _told(one),
            one.flags,
            test.settles,
        )

    return Table(
        name="tests",
        caption="The tests: what each catches and needs, how often it looked here, and what would settle a flag",
        columns=(
            Column(key="test", title="Test"),
            Column(key="catches", title="Catches"),
            Column(key="needs", title="Needs"),
            Column(key="minimum", title="At least, in each unit"),
            Column(key="size", title="Size, %", unit=Unit.RATIO),
            Column(key="flag", title="Default flag"),
            Column(key="looks", title="Looks", unit=Unit.RATIO),
            Column(key="flags", title="Flags", unit=Unit.RATIO),
            Column(key="settles", title="What would settle it"),
        ),
        rows=tuple(row(one) for one in tests.values()),
        note="Looks: England and providers of which the test could say something.",
    )
