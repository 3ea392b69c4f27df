"""The total of the WSAS from its five items, as the annual statistics take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

_WSAS_ITEMS, _WSAS_ENOUGH = 5, 4  # items, and how many of them make a total (annual metadata 2024-25)


def wsas_total(items: Sequence[ir.Value]) -> ir.FloatingValue:
    """The total of the items of the WSAS, in proportion where one was not answered."""
    answered = sum((item.notnull().cast("int64") for item in items[1:]), items[0].notnull().cast("int64"))
    total = sum((item.fill_null(0) for item in items[1:]), items[0].fill_null(0))
    whole = total.cast("float64") * _WSAS_ITEMS / answered.nullif(0)
    return ibis.ifelse(answered >= _WSAS_ENOUGH, whole, ibis.null())
