"""Internet therapy by pathway: what the therapists' logs add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways


def internet_therapy(pathways: Pathways) -> ir.Table | None:
    """One row per pathway with a log: ``internet_therapy_minutes``, the therapist's time in all; NULL where none is given."""
    logs = pathways.logs
    if logs is None:
        return None
    return logs.group_by("pathway").aggregate(internet_therapy_minutes=logs.minutes.sum().cast("int64"))
