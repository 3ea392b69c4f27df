"""What became of those who finished a course, with therapies only and with employment support as well."""

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.declared.employment.groups import GROUPS
from caseness.measures.measure import Count, Share, declare

_FIRST_IDS = {"therapies_only": 296, "with_support": 306}
for _name, _number in _FIRST_IDS.items():
    _group, _words = GROUPS[_name]
    _cases = _group & ~_.not_at_caseness
    _reliably_recovered = _group & _.recovered & _.reliably_improved
    _declared: tuple[tuple[Count | Share, str], ...] = (
        (Count(where=_group), f"{_words}."),
        (Count(where=_group & _.not_at_caseness), f"{_words}, below both lines at the start."),
        (Count(where=_group & _.reliably_improved), f"{_words}, reliably improved."),
        (Share(part=_group & _.reliably_improved, whole=_group), f"{_words}: the share reliably improved."),
        (Count(where=_group & _.no_reliable_change), f"{_words}, without reliable change."),
        (Count(where=_group & _.reliably_deteriorated), f"{_words}, reliably deteriorated."),
        (Count(where=_group & _.recovered), f"{_words}, recovered."),
        (
            Share(part=_group & _.recovered, whole=_cases),
            f"{_words} and not below both lines at the start: the share recovered.",
        ),
        (Count(where=_reliably_recovered), f"{_words}, recovered and reliably improved."),
        (
            Share(part=_reliably_recovered, whole=_cases),
            f"{_words} and not below both lines at the start: the share recovered and reliably improved.",
        ),
    )
    for _place, (_computation, _said) in enumerate(_declared):
        declare(f"M{_number + _place}", ENDED, _computation, in_words=_said)
