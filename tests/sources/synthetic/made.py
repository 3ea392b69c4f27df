"""A few referrals, appointments and logs, all alike but for what a test is about."""

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.cases import Cases
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.people.staff import employ
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.world import Contacts, Logs, People, Referrals
from caseness.vocabulary.problems import problems

ATTENDED, MISSED = "5", "3"
TREATMENT, EMPLOYMENT_SUPPORT = "02", "10"
COMPLETED, DROPPED_OUT = "46", "47"
DEPRESSION = [p.code for p in problems()].index("F32")
SOCIAL_PHOBIA = [p.code for p in problems()].index("F401")


def column(value, number, dtype):
    return np.full(number, value, dtype)


def made_referrals(number, *, problem=DEPRESSION, end_code=COMPLETED):
    rows = np.arange(number, dtype=np.int32)
    return Referrals(
        person=rows,
        provider=column(0, number, np.int32),
        sub_icb=column(0, number, np.int32),
        commissioner=column(0, number, np.int32),
        received=column(0, number, np.int32),
        source=Coded.constant("B1", number),
        problem=column(problem, number, np.int32),
        problem_day=column(0, number, np.int32),
        onset_month=Coded.constant("2023-01", number),
        previous_condition=Coded.constant("N", number),
        end=column(200, number, np.int32),
        end_code=Coded.constant(end_code, number),
        depression=column(0, number, np.float32),
        anxiety=column(0, number, np.float32),
        late_end=column(False, number, np.bool_),
    )


def made_contacts(
    referrals, each, *, attendance=ATTENDED, app_type=TREATMENT, medium="01", mode="1", depression=0.0, late=False
):
    """``each`` weekly appointments for every referral, the first ten days after it."""
    number = referrals * each
    return Contacts(
        referral=np.repeat(np.arange(referrals, dtype=np.int32), each),
        day=np.tile(10 + 7 * np.arange(each, dtype=np.int32), referrals),
        minute=column(600, number, np.int16),
        attendance=Coded.constant(attendance, number),
        app_type=Coded.constant(app_type, number),
        planned=Coded.constant("Y", number),
        medium=Coded.constant(medium, number),
        mode=Coded.constant(mode, number),
        therapy=column(0, number, np.int8),
        minutes=column(50, number, np.int16),
        therapist=column(0, number, np.int32),
        interpreter=Coded.constant("N", number),
        language=Coded.constant("en", number),
        ltc_service=Coded.constant("N", number),
        cancelled_on=column(NONE, number, np.int32),
        depression=column(depression, number, np.float32),
        anxiety=column(depression, number, np.float32),
        late=column(late, number, np.bool_),
    )


def made_logs(referrals, each):
    number = referrals * each
    start = np.tile(12 + 7 * np.arange(each, dtype=np.int32), referrals)
    return Logs(
        referral=np.repeat(np.arange(referrals, dtype=np.int32), each),
        start=start,
        end=start + 6,
        programme=Coded.constant("P", number),
        minutes=column(30, number, np.int16),
        therapist=column(0, number, np.int32),
        integrated=Coded.constant("N", number),
        late=column(False, number, np.bool_),
    )


def made_cases(number, *, staying=0.0):
    """Referrals of one day to one provider like any other, for the problem most have."""
    plan = Plan(referrals=4_000)
    organisations = invent(plan)
    for trait in ("quality", "retention"):
        setattr(organisations, trait, np.zeros_like(organisations.quality))
    for factor in ("pace", "gap"):
        setattr(organisations, factor, np.ones_like(organisations.pace))
    return Cases(
        received=column(10_000, number, np.int32),
        provider=column(0, number, np.int32),
        age=column(40, number, np.float32),
        decile=column(5, number, np.int8),
        condition=column(False, number, np.bool_),
        out_of_work=column(False, number, np.bool_),
        ethnicity=Coded.constant("A", number),
        problem=column(DEPRESSION, number, np.int32),
        staying=column(staying, number, np.float32),
        organisations=organisations,
        staff=employ(np.random.default_rng(0), plan, organisations, parts(plan, organisations)[0]),
    )


def made_people(number):
    """People of 40 in work, of whom little else is known."""
    blank, nothing = Coded.constant("", number), column(NONE, number, np.int32)
    born = column(10_000 - 40 * 365, number, np.int32)
    return People(
        birth=born,
        gender=Coded.constant("2", number),
        gender_identity=blank,
        ethnicity=Coded.constant("A", number),
        lsoa=column(0, number, np.int32),
        practice=column(0, number, np.int32),
        language=Coded.constant("en", number),
        ex_forces=blank,
        nhs_number=np.arange(number, dtype=np.int64),
        disability=blank,
        religion=blank,
        orientation=blank,
        condition=blank,
        circumstances=Coded.of((), column(NONE, (number, 1), np.int16)),
        work=column(0, number, np.int8),
        same_at_birth=blank,
        education=blank,
        further_disabilities=Coded.of((), column(NONE, (number, 2), np.int16)),
        registered=nothing,
        changes_practice=column(100_000, number, np.int32),
        next_practice=column(0, number, np.int32),
        accommodation=blank,
        settled=blank,
        housed=born,
        overseas=blank,
        earlier_diagnosis=blank,
        diagnosed=born,
        cluster=blank,
    )
