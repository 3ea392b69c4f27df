"""Which public claims hold?"""
