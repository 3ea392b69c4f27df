"""From grouped counts that left the engine to arrays with the units first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.forensics.reading.units import Units
    from caseness.pathways import Pathways


def array(
    pathways: Pathways, units: Units, rows: ir.Table, axes: Sequence[str], shape: Sequence[int], *, value: str = ""
) -> NDArray[np.int64]:
    """How many ``rows`` lie in each cell (or the sum of ``value``), by unit and the whole numbers in ``axes``.

    ``rows`` have ``pathway``; ``shape`` is the length of each axis, and what lies beyond its end counts in the last place.
    """
    mine = rows.inner_join(units.numbers, "pathway")
    size = mine.count() if not value else mine[value].sum()
    cells = mine.group_by("unit", *axes).aggregate(cell_size=size.cast("int64"))
    found = pathways.records.fetch_table(cells)
    places = [found[name].to_numpy() for name in ("unit", *axes)]
    clipped = [np.minimum(place, length - 1) for place, length in zip(places[1:], shape, strict=True)]
    counts = np.zeros((len(units.names), *shape), np.int64)
    np.add.at(counts, (places[0], *clipped), found["cell_size"].to_numpy())
    return counts
