"""Recovery under every definition that makes sense, from one table of cells.

`facts` says of every course what scores it had at each point that a definition may take, `cells` counts courses alike in
all that decides, `specification` lists the definitions, `evaluation` works them out on the cells in numpy.
"""

from caseness.outcomes.evaluation import Evaluated, evaluate
from caseness.outcomes.specification import OFFICIAL, Specification, specifications

__all__ = ["OFFICIAL", "Evaluated", "Specification", "evaluate", "specifications"]
