"""The published national statistics, every layout since 2012, as one tidy relation."""

from caseness.sources.published.load import default_cache, headline, load
from caseness.sources.published.reading import InputFile
from caseness.sources.published.relation import Conflict, Overlap, Published, Reading, lacking, side_by_side
from caseness.sources.set_aside import SetAside

__all__ = [
    "Conflict",
    "InputFile",
    "Overlap",
    "Published",
    "Reading",
    "SetAside",
    "default_cache",
    "headline",
    "lacking",
    "load",
    "side_by_side",
]
