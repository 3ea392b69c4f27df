"""One profile for every organisation in the published statistics: cautions first, then its figures beside England's."""

from caseness.organisations.profile import Caution, CautionKind, Groups, Key, LineGroup, Partner, Peer, Profile, Run
from caseness.organisations.profiling import profiles

__all__ = ["Caution", "CautionKind", "Groups", "Key", "LineGroup", "Partner", "Peer", "Profile", "Run", "profiles"]
