"""Where the user's program did something: file and line of the innermost frame that is its own."""

import sys
import sysconfig
from pathlib import Path
from types import FrameType

import keras
import tensorflow as tf
from tensorflow.python.util import tf_stack

from explorer.records.checkup import Place

_EXPLORER = Path(__file__).parents[1]
_LIBRARIES = tuple(
    f"{folder}/" for folder in (Path(tf.__file__).parent, Path(keras.__file__).parent, _EXPLORER)
)
_STANDARD = f"{sysconfig.get_path('stdlib')}/"
_SITES = ("site-packages", "dist-packages")
_CONVERTED = "__autograph_generated_file"


def is_library(file: str) -> bool:
    """Whether a frame of that file belongs to TensorFlow, Keras, the doctor or Python itself."""
    if _CONVERTED in file:
        return False
    if file.startswith(_LIBRARIES) or file.startswith("<frozen "):
        return True
    return file.startswith(_STANDARD) and not any(site in file for site in _SITES)


def place() -> Place | None:
    """The user's line that is being executed, in their own file where AutoGraph rewrote it."""
    for frame in reversed(tf_stack.extract_stack()):
        if not is_library(frame.filename):
            return Place(frame.filename, frame.lineno)
    return None


def frames() -> tuple[list[FrameType], FrameType | None]:
    """The library's frames from the innermost outwards, and the first frame of the user's."""
    library, frame = [], sys._getframe(1)
    while frame is not None and is_library(frame.f_code.co_filename):
        library.append(frame)
        frame = frame.f_back
    return library, frame


def own_frames() -> list[FrameType]:
    """All frames of the user's program, from the innermost outwards."""
    found, frame = [], sys._getframe(1)
    while frame is not None:
        if not is_library(frame.f_code.co_filename):
            found.append(frame)
        frame = frame.f_back
    return found
