"""Validation: does an extract keep the rules it was made under, and the ones that hold whatever the rules say?

`validate` tests every rule on the submissions that count (the newest of each provider and month) and says for each how
many rows break it, where, and a few of them; or why this extract cannot tell. Extracts of the national warehouse hold
only rows that passed the official rules; these bite on what a provider is about to submit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.validation.engine import judged
from caseness.validation.history import history, judged_history
from caseness.validation.official import official_rules
from caseness.validation.ours import our_rules
from caseness.validation.outcome import Outcome, Part, RowKey, Validation
from caseness.validation.prepared import Prepared, key_of
from caseness.validation.rule import Origin, Rule, Unit

if TYPE_CHECKING:
    from caseness.sources.records import Records
    from caseness.validation.engine import Progress

__all__ = ["Origin", "Outcome", "Part", "RowKey", "Rule", "Unit", "Validation", "key_of", "validate"]


def validate(records: Records, progress: Progress = lambda *_: None) -> Validation:
    """Test all rules on an extract. ``progress`` hears the table, how many are done and how many there are."""
    of_rows = judged((*official_rules(), *our_rules()), Prepared(records), progress)
    return Validation(outcomes=(*of_rows, *judged_history(history(records))))
