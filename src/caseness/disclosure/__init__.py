"""Disclosure control: what figures made from records become before anybody sees them.

The rule, `RULE`: a count under 5 is suppressed and any other rounded to the nearest 5, as in the national statistics; a
share is worked out from the rounded counts. A check computes with exact counts and writes those in its prose with
`people`, `share` and `gap`; `released` applies the rule where a finding leaves the audit, and nowhere else.
"""

from caseness.disclosure.labels import labelled
from caseness.disclosure.release import RULE, released
from caseness.disclosure.words import gap, people, share

__all__ = ["RULE", "gap", "labelled", "people", "released", "share"]
