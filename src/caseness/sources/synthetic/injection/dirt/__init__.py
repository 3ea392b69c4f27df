"""Dirty data: rows as sent, made to break the official rules, each drawn row one rule.

The rules are those that the data set declares (`caseness.vocabulary.data_set.official_rules`); what breaks one follows from
its declaration. A warehouse refuses what breaks a rule of rejection, so its shape gets only what breaks a warning.
"""

from __future__ import annotations

from caseness.sources.synthetic.injection.dirt.kinds import DirtyKind, dirty_kinds
from caseness.sources.synthetic.injection.dirt.spoiling import Spoiler

__all__ = ["DirtyKind", "Spoiler", "dirty_kinds"]
