"""Tests for scores that were altered, selected, or stopped at a good moment: from tables of counts to signals.

A signal is a statistic with an effect, an interval and the innocent explanations that remain. It is never a finding about
a person, and no test here says more than that records are worth being looked at.
"""
