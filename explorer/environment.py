"""The user's environment: our numbers in it, and what is overridden since results depend on it."""

import json
import os
from pathlib import Path

ADDRESS = "http://localhost:8501/"
"""The app's address when it is started as in the README."""
FIXED = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    # A place where there is no keras.json and none can be written.
    "KERAS_HOME": os.devnull,
    "TF2_BEHAVIOR": "1",  # TensorFlow sets it itself
}
DECISIVE = (
    *("DNNL_", "KERAS_", "ONEDNN_", "XLA_"),
    *("TF2_BEHAVIOR", "TF_DETERMINISTIC_OPS", "TF_DISABLE_", "TF_ENABLE_", "TF_FUNCTION_JIT_"),
    *("TF_JIT_", "TF_MKL_", "TF_NUM_", "TF_ONEDNN_", "TF_SET_ONEDNN_", "TF_USE_", "TF_XLA_"),
)
"""Prefixes of the variables that results can depend on. Not all of TF_: other programs use that
too, and keep secrets there (Terraform's TF_VAR_)."""
KERAS_DEFAULTS = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}


def override() -> None:
    """Set what results depend on. Call before TensorFlow is imported."""
    for name in _decisive():
        del os.environ[name]
    os.environ.update(FIXED)


def overridden() -> list[str]:
    """What `override` will replace here: variables and settings of keras.json."""
    variables = [
        f"{name}={os.environ[name]}"
        for name in _decisive()
        if name != "KERAS_HOME" and os.environ[name] != FIXED.get(name)
    ]
    file = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "keras.json"
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
        changed = [
            f"{name}={settings[name]} of {file}"
            for name, default in KERAS_DEFAULTS.items()
            if settings.get(name, default) != default
        ]
    except OSError:
        changed = []  # there is none
    except (AttributeError, RecursionError, ValueError):
        changed = [f"{file}, which is damaged"]
    return variables + changed


def whole_number(name: str, default: int, most: int) -> int:
    """A variable of ours, or its default.

    Raises:
        ValueError: the variable is not a whole number from 1 to `most`.
    """
    text = os.environ.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 7 or not 1 <= int(text) <= most:
        raise ValueError(f"{name}: expected a whole number from 1 to {most:,}; received: {text!r}")
    return int(text)


def _decisive() -> list[str]:
    return [name for name in sorted(os.environ) if name.startswith(DECISIVE)]
