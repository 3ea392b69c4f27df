"""Validation: does an extract keep the rules it was made under, and the ones that hold whatever the rules say?

`validate` tests every rule on the submissions that count (the newest of each provider and month) and says for each how
many rows break it, where, and a few of them; or why this extract cannot tell. Extracts of the national warehouse hold
only rows that passed the official rules; these bite on what a provider is about to submit. `examine` adds how well each
field is filled (VODIM), which submissions count, and what was read.
"""

from caseness.validation.examining import Examined, examine, validate
from caseness.validation.history import History, Month
from caseness.validation.outcome import Outcome, Part, RowKey, Validation
from caseness.validation.prepared import key_of
from caseness.validation.rule import Origin, Rule, Unit

__all__ = [
    "Examined",
    "History",
    "Month",
    "Origin",
    "Outcome",
    "Part",
    "RowKey",
    "Rule",
    "Unit",
    "Validation",
    "examine",
    "key_of",
    "validate",
]
