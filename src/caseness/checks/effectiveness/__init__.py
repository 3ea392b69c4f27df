"""Which treatment, for whom, with what problem?"""
