"""Can the figures be trusted as figures?"""
