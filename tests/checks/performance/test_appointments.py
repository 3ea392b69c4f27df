"""Missed and cancelled appointments, the media of those attended, sessions per course, internet-enabled therapy."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish, twelve_months

APPOINTMENTS = {
    "appointments": 1000,
    "appts_attended": 700,
    "appts_attended_late": 50,
    "appts_dna": 90,
    "appts_cancelled_patient": 100,
    "appts_cancelled_provider": 40,
    "appts_late_not_seen": 10,
}
MEDIA = {
    "faceto_face_appts": 200,
    "telephone_appts": 400,
    "cons_medium_video_consult_appts": 300,
    "email_appts": 20,
    "sms_appts": 10,
    "instant_messaging_appts": 10,
    "cons_medium_other_appts": 30,
    "talktype_appts": 10,
    "cons_medium_unknown_appts": 20,
}
INTERNET = {
    "internet_enabled_therapy_sessions": 100,
    "appts_attended": 850,
    "appts_attended_late": 50,
    "guide_self_help_comp_appts": 20,
    "non_guide_self_help_comp_appts": 5,
}


# Missed and cancelled -----------------------------------------------------------------------------------------------


def test_of_a_thousand_appointments_ninety_are_missed(tmp_path):
    result = answer("missed-appointments", publish(tmp_path, twelve_months(2024, **APPOINTMENTS)))
    missed = estimate(result, "missed without notice, of appointments")
    assert (missed.numerator, missed.denominator) == (1080, 12_000)
    assert estimate(result, "attended, of appointments").value == 0.75
    assert "9.0% were missed without notice, 10.0% cancelled by the patient and 4.0% by the provider" in result.answer
    # 990 of 1,000 have an outcome
    assert ("2024/25", 12, "None of these", 120, 0.01) in result.tables[0].rows


def test_an_earlier_year_stands_beside(tmp_path):
    published = publish(
        tmp_path, twelve_months(2022, **{**APPOINTMENTS, "appts_dna": 120}), twelve_months(2024, **APPOINTMENTS)
    )
    missed, *_others = answer("missed-appointments", published).figures
    assert missed.reference.value == 0.12
    assert "12.0% in 2022/23" in missed.of_whom


def test_9_percent_of_appointments_were_missed_in_2024_25(real_audit):
    result = real_audit.finding("missed-appointments").result
    missed = estimate(result, "missed without notice, of appointments")
    assert (missed.numerator, missed.denominator) == (760_141, 8_408_692)
    assert estimates(result, "missed without notice, 95th centile of providers")[0].value > missed.value


# Media --------------------------------------------------------------------------------------------------------------


def test_media_are_shares_of_attended_appointments(tmp_path):
    result = answer("media-of-delivery", publish(tmp_path, twelve_months(2024, **MEDIA)))
    shares = {e.name.split(",")[0]: e.value for e in result.estimates if e.denominator}
    assert shares == {
        "face to face": 0.2,
        "by telephone": 0.4,
        "by video": 0.3,
        "in writing": 0.04,
        "by another medium": 0.04,
        "medium not known": 0.02,
    }


def test_web_camera_and_video_are_one_medium(tmp_path):
    before = {**MEDIA, "telemedicine_appts": 250}
    del before["cons_medium_video_consult_appts"]
    result = answer("media-of-delivery", publish(tmp_path, twelve_months(2021, **before), twelve_months(2022, **MEDIA)))
    assert [round(e.value, 3) for e in estimates(result, "by video, of attended appointments")] == [0.3, 0.263]


def test_19_percent_were_face_to_face_in_2024_25(real_audit):
    result = real_audit.finding("media-of-delivery").result
    now, before = estimates(result, "face to face, of attended appointments")
    assert (now.numerator, round(100 * now.value, 1), round(100 * before.value, 1)) == (1_199_231, 19.1, 6.5)
    (chart,) = result.charts
    assert chart.breaks == ("Apr 2022",)


# Sessions per course ------------------------------------------------------------------------------------------------


def test_sessions_of_a_finished_course(tmp_path):
    counts = {
        "appts_finished_course_treatment": 840,
        "finished_course_treatment": 100,
        "appts_finished_course_treatment:median": 7,
        "appts_finished_course_treatment:max": 60,
        "li_sessions:mean": 3.5,
        "hi_sessions:mean": 8,
    }
    result = answer("appointments-per-course", publish(tmp_path, twelve_months(2024, **counts)))
    assert estimate(result, "mean sessions of finished courses").value == 8.4
    assert estimate(result, "sessions of the longest finished course").value == 60
    assert estimate(result, "mean low intensity sessions of finished courses").value == 3.5
    assert "The median was 7 every month. The longest had 60." in result.answer
    assert result.tables[0].rows[0] == ("Apr 2024", 8.4, 7, 60)


def test_without_printed_medians_the_mean_is_said(tmp_path):
    counts = {"appts_finished_course_treatment": 840, "finished_course_treatment": 100}
    result = answer("appointments-per-course", publish(tmp_path, twelve_months(2024, **counts)))
    assert result.answer == "A course finished in 2024/25 had 8.4 treatment sessions on average."
    assert result.tables[0].rows[0] == ("Apr 2024", 8.4, "[x]", "[x]")


def test_courses_grew_from_7_9_to_8_4_sessions(real_audit):
    result = real_audit.finding("appointments-per-course").result
    now, before = estimates(result, "mean sessions of finished courses")
    assert (round(now.value, 1), round(before.value, 1)) == (8.4, 7.9)  # M089 ÷ M076
    assert estimate(result, "sessions of the longest finished course").value == 588


# Internet-enabled therapy -------------------------------------------------------------------------------------------


def test_internet_sessions_beside_attended_appointments(tmp_path):
    published = publish(
        tmp_path,
        twelve_months(2021, **{**INTERNET, "internet_enabled_therapy_sessions": 225}),
        twelve_months(2024, **INTERNET),
    )
    result = answer("internet-enabled-therapy", published)
    now, before = estimates(result, "sessions of internet-enabled therapy, of them and attended appointments")
    assert (now.value, before.value) == (0.1, 0.2)
    assert (
        "1,200 sessions of internet-enabled therapy are counted in 2024/25, down from 2,700 in 2021/22" in result.answer
    )
    assert result.tables[0].rows[-1] == ("2024/25", 1200, 10_800, 0.1, 300)


def test_500_839_internet_sessions_in_2024_25(real_audit):
    result = real_audit.finding("internet-enabled-therapy").result
    assert [e.value for e in estimates(result, "sessions of internet-enabled therapy")] == [500_839, 648_834]


@pytest.mark.parametrize(
    "check", ["missed-appointments", "media-of-delivery", "appointments-per-course", "internet-enabled-therapy"]
)
def test_without_monthly_figures_they_are_not_run(check, tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nannual  2024/25  100")
    assert "monthly" in not_run(check, published).reason
