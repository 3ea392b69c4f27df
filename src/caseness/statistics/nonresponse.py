"""What the answers of some say of all: bounds, and how different those who did not answer would have to be.

Throughout ``said`` of ``answered`` gave the answer in question and ``everyone`` was or could have been asked; shares
run from 0 to 1.
"""

from __future__ import annotations


def bounds(said: float, answered: float, everyone: float) -> tuple[float, float]:
    """The least and the most share of all, if none or each of those silent would say so (Manski 1989, JHR 24: 343-360).

    Raises `ValueError` unless 0 ≤ said ≤ answered ≤ everyone and someone was to be asked.
    """
    if not (0 <= said <= answered <= everyone and everyone > 0):
        raise ValueError(f"{said:g} of {answered:g} answers of {everyone:g} cannot be")
    return said / everyone, (said + everyone - answered) / everyone


def among_silent(overall: float, said: float, answered: float, everyone: float) -> float:
    """The share of those silent that would make the share of all ``overall``.

    ``overall`` has to lie within `bounds`, and someone has to be silent: `ValueError`.
    """
    least, most = bounds(said, answered, everyone)
    if answered == everyone or not least <= overall <= most:
        raise ValueError(f"a share of {overall:g} lies outside [{least:g}, {most:g}]")
    return (overall * everyone - said) / (everyone - answered)


def if_likelier(share: float, times: float) -> float:
    """The share of all, when those it applies to were ``times`` as likely to answer as the others.

    Of p of all, answering k times as often, p·k ÷ (p·k + 1 − p) of the answers come; solved for p, by Bayes' theorem.
    It is the weighting of a non-response class with a known ratio of propensities (Little and Rubin 2019, chapter 3).
    """
    if times <= 0:
        raise ValueError("a likelihood of answering is positive")
    return share / (share + times * (1 - share))


def times_likelier(share: float, overall: float) -> float:
    """How many times as likely to answer those it applies to must have been, for ``overall`` to be the share of all.

    The odds among the answers over the odds among all. Both shares lie strictly between 0 and 1.
    """
    if not (0 < share < 1 and 0 < overall < 1):
        raise ValueError("shares have to lie strictly between 0 and 1")
    return share / (1 - share) * (1 - overall) / overall
