"""`python final_values.py OUT (plain|watched) PROGRAM`: the variables that a program ends with.

Runs the program by itself, or under the doctor, and writes to OUT (`.npz`) the final values of all
variables that it made, in the order in which it made them.
"""

import runpy
import sys
from pathlib import Path

import numpy as np
from tensorflow.python.ops.resource_variable_ops import BaseResourceVariable, _UnreadVariable

sys.path.insert(1, str(Path(__file__).parents[1]))
import explorer.doctor.hooks  # noqa: F401 - before the variables are noted
from explorer.doctor.run import command

OF_THE_DOCTOR = "explorer_doctor"


def main(out: str, how: str, program: str) -> None:
    made = []

    def noting(init):
        def noted(variable, *args, **kwargs):
            init(variable, *args, **kwargs)
            if not isinstance(variable, _UnreadVariable):  # what an assignment returns
                made.append(variable)

        return noted

    BaseResourceVariable.__init__ = noting(BaseResourceVariable.__init__)
    sys.argv = [program]
    if how == "watched":
        command([program])
    else:
        try:
            runpy.run_path(program, run_name="__main__")
        except Exception as error:  # some of the programs end so, with or without the doctor
            print(repr(error), file=sys.stderr)
    kept = [v for v in made if OF_THE_DOCTOR not in v.name and v.is_initialized()]
    np.savez(out, *(v.numpy() for v in kept))


if __name__ == "__main__":
    main(*sys.argv[1:])
