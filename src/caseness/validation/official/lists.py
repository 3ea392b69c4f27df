"""Rules on values that a list has to have. A blank breaks none of them.

Lists follow the version of the submission. A code that only lacks its leading noughts is in its list: that it is written
wrong is another rule's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.sources.records import WRITTEN
from caseness.validation.official.made import Made
from caseness.validation.official.scores import unknown_tool
from caseness.vocabulary.data_set import codes_in, field_called, versions

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.vocabulary.data_set import OfficialRule

_SHOWN = 12  # so many codes of a list are named in words


def not_in_list(declared: OfficialRule) -> Made:
    """The value is none of the codes of its field's list."""
    if declared.field == "DatSetVer":
        return _other_version(declared)
    field = field_called(str(declared.table), str(declared.field))
    return _no_code(declared, field.code_list) if field and field.code_list else unknown_tool(declared)


def _no_code(declared: OfficialRule, code_list: str) -> Made:
    column = str(declared.field)
    lists = {version.version: codes_in(code_list, version.version) for version in versions()}
    newest = list(lists)[-1]

    def broken(rows: ir.Table) -> ir.BooleanValue:
        others = {version: codes for version, codes in lists.items() if codes and codes != lists[newest]}
        older = [(rows.version == version, ~rows[column].isin(codes)) for version, codes in others.items()]
        unlisted = ~rows[column].isin(lists[newest])
        return (ibis.cases(*older, else_=unlisted) if older else unlisted).fill_null(False)

    shown = ", ".join(lists[newest][:_SHOWN]) + (" …" if len(lists[newest]) > _SHOWN else "")
    return Made(words=f"{column} is none of its codes ({shown}).", broken=broken)


def _other_version(declared: OfficialRule) -> Made:
    """The version that the header names is not the one in force in the month it reports."""
    column = f"{WRITTEN}{declared.field}"
    *earlier, newest = versions()

    def broken(rows: ir.Table) -> ir.BooleanValue:
        month = rows.period_start.strftime("%Y-%m")
        cases = [(month <= version.to_month, ibis.literal(version.version)) for version in earlier]
        return (rows[column] != ibis.cases(*cases, else_=ibis.literal(newest.version))).fill_null(False)

    in_force = ", ".join(f"{version.version} to {version.to_month}" for version in earlier)
    words = f"{column} is not the version in force in the month ({in_force}, then {newest.version})."
    return Made(words=words, broken=broken)
