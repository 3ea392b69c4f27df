"""Type at the claim grammar for a while, guided by which of its lines are reached: no sentence may raise anything else.

Needs atheris (``pip install atheris``), which the project does not depend on. The same properties are tested by hypothesis in
``tests/claim``. Run: ``python benchmarks/fuzz_claims.py -max_total_time=60``.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["caseness.claim"]):
    from caseness.claim import NotUnderstood, hear, read
from caseness.sources.published import headline

HEADLINE = headline()


def one_input(data: bytes) -> None:
    """Read what was typed; put what is understood to the headline series."""
    typed = atheris.FuzzedDataProvider(data)
    sentence, place, period = (typed.ConsumeUnicodeNoSurrogates(size) for size in (200, 30, 30))
    try:
        hear(read(sentence), HEADLINE)
        hear(read("Half of cases recover", place=place or None, period=period or None), HEADLINE)
    except NotUnderstood as asked:
        if not asked.why:
            raise AssertionError("refused without a reason") from asked


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
