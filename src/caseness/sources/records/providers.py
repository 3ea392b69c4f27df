"""Whether an extract is synthetic, as its providers tell: all of them made up, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.errors import InputRefused
from caseness.vocabulary.made_up import MADE_UP, is_made_up

if TYPE_CHECKING:
    from collections.abc import Collection

    import ibis.expr.types as ir

_NAMED = 3  # of each kind, in the message


def provider_codes(referrals: ir.Table) -> ir.Table:
    """The codes of the providers that submitted ``referrals``, each once, as ``OrgID_Provider``."""
    return referrals.filter(_.OrgID_Provider.notnull()).select("OrgID_Provider").distinct()


def all_made_up(codes: Collection[str]) -> bool:
    """Whether all providers are made up; false without any. Raises `InputRefused` where only some are."""
    made, others = (sorted(code for code in codes if is_made_up(code) is kind) for kind in (True, False))
    if made and others:
        raise InputRefused(
            f"the extract mixes made-up providers ({_some(made)}) and others ({_some(others)})",
            hint=f"A code that begins with {MADE_UP} is that of a made-up provider. Keep synthetic records apart from real ones.",
        )
    return bool(made)


def _some(codes: list[str]) -> str:
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more
