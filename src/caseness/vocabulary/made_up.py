"""Made-up organisations: how their codes begin, so that synthetic figures are never taken for real ones."""

from __future__ import annotations

MADE_UP = "SYN"
"""How the code of every made-up provider, commissioner and region begins.

No organisation in the register (`caseness.vocabulary.organisations`) has a code that begins so. An extract in which every
provider has one is synthetic, and so is all that is made from it.
"""


def is_made_up(org_code: str | None) -> bool:
    """Whether a code is that of a made-up organisation. Case does not matter; no code at all is not a made-up one."""
    return org_code is not None and org_code.strip().upper().startswith(MADE_UP)
