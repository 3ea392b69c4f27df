"""The official annual archives: zips of wide CSVs, one measure to a column, no period in any column."""

from __future__ import annotations

from caseness.sources.published.layout import Layout

ARCHIVES: tuple[Layout, ...] = ()
