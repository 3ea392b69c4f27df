"""Random numbers that depend on the plan, the block and the purpose only, never on the order in which work is done."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def stream(seed: int, referrals: int, block: int, purpose: str) -> np.random.Generator:
    """The generator for one purpose within one block; the same on any machine and with any number of workers."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence([seed, referrals, block, crc32(purpose.encode())]))
    )
