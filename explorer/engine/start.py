"""How TensorFlow is set up wherever a run is computed, so that results agree bit for bit."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from explorer.environment import override


def single_threaded() -> None:
    """One thread, no accelerator, the defaults of Keras. Call before TensorFlow is imported."""
    override()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with _quiet_start():
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        tf.config.list_logical_devices()  # the runtime starts, and says so, here


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Hide what TensorFlow's C++ prints before its log level takes effect, but no exceptions."""
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
