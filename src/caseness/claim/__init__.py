"""One sentence with a figure, put to every published definition that its words may mean.

``figures``, ``times``, ``phrases`` and ``places`` read the parts of a sentence, `grammar.read` the whole; `hearing.hear`
computes each declared definition (``definitions.toml``) for the place and the time, and rules as the register does.
No model is involved: every word is either understood or named as not understood.
"""

from caseness.claim.grammar import Understood, read
from caseness.claim.hearing import Hearing, hear
from caseness.claim.misreading import CannotTell, NotUnderstood

__all__ = ["CannotTell", "Hearing", "NotUnderstood", "Understood", "hear", "read"]
