"""The official tables, one module per family: the rows of each as sent, as columns of Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.synthetic.tables.beside import rows_beside
from caseness.sources.synthetic.tables.contacts import contact_rows
from caseness.sources.synthetic.tables.patient_details import detail_rows
from caseness.sources.synthetic.tables.patients import patient_rows
from caseness.sources.synthetic.tables.referrals import referral_rows
from caseness.sources.synthetic.tables.scores import item_rows, score_rows
from caseness.sources.synthetic.tables.staff import staff_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.tables.rows import Rows


def rows_of(delivery: Delivery, *, derived: bool, items: bool) -> Iterator[Rows]:
    """Every table of a block, one at a time and a long one in parts, so that not all of them are in memory at once."""
    yield from patient_rows(delivery)
    yield from detail_rows(delivery)
    yield from referral_rows(delivery, derived=derived)
    yield from rows_beside(delivery)
    yield from contact_rows(delivery)
    yield from score_rows(delivery)
    yield staff_rows(delivery)
    if items:
        yield from item_rows(delivery)
