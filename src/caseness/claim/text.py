"""The sentence as the readers of its parts see it: plain characters, and what has been read already."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = "\x00"  # stands for a character of a part that is read
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‑": "-", "⁄": "/"})
_LONGEST = 500  # characters of a sentence; a longer text is no sentence


def plain(sentence: str) -> str:
    """Lower case, straight quotation marks, one kind of dash and of space, without control characters."""
    text = unicodedata.normalize("NFKC", sentence).translate(_PLAIN).lower()
    text = re.sub(r"per\s?cent\b|percentage points?\b|\bpc\b", "%", text)
    return re.sub(r"[\s\x00-\x1f]+", " ", text).strip()


def too_long(text: str) -> bool:
    """Whether a text is no sentence any more."""
    return len(text) > _LONGEST


def without(text: str, start: int, end: int) -> str:
    """The text with a part marked as read; positions stay as they are."""
    return text[:start] + READ * (end - start) + text[end:]


def words(text: str) -> Iterator[re.Match[str]]:
    """The words not read yet."""
    return re.finditer(r"[^\s\x00.,;:!?()\"]+", text)
