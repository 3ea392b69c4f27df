"""Names in ordinary letters."""

from __future__ import annotations

import pytest

from caseness.vocabulary.naming import readable


@pytest.mark.parametrize(
    ("printed", "ordinary"),
    [
        ("NHS KENT AND MEDWAY CCG", "NHS Kent and Medway CCG"),
        (
            "THE NEWCASTLE UPON TYNE HOSPITALS NHS FOUNDATION TRUST",
            "The Newcastle upon Tyne Hospitals NHS Foundation Trust",
        ),
        ("ST JOHN'S HEALTH CENTRE", "St John's Health Centre"),
        ("NHS HARTLEPOOL AND STOCKTON-ON-TEES CCG", "NHS Hartlepool and Stockton-on-Tees CCG"),
        ("EVERYTURN SERVICES LTD - NOTTINGHAM CITY", "Everyturn Services Ltd - Nottingham City"),
        ("  VITA  HEALTH GROUP:VITAMINDS ", "Vita Health Group:VitaMinds"),
        ("Already in small letters", "Already in small letters"),
        ("<SCRIPT>ALERT(1)</SCRIPT>", "<Script>Alert(1)</Script>"),
        ("", ""),
    ],
)
def test_capitals_become_ordinary_letters(printed: str, ordinary: str):
    assert readable(printed) == ordinary
