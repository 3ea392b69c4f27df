"""Bringing published files into a folder: whole or not at all, each with its size and checksum in a manifest.

`download` gets one file over a network that breaks; `arrival` looks whether what came is what was asked for and unpacks
archives; `manifest` records it; `folder` does all this for a selection of the catalogue.
"""

from caseness.sources.fetching.download import Patience
from caseness.sources.fetching.folder import Outcome, fetch
from caseness.sources.fetching.manifest import Entry, Manifest, Piece

__all__ = ["Entry", "Manifest", "Outcome", "Patience", "Piece", "fetch"]
