"""The user's environment does not change a result."""

import json
import os

from app_server import python

from explorer.environment import DECISIVE, overridden
from explorer.records.spec import Comparison

CLEAN = {
    name: value for name, value in os.environ.items() if not name.startswith(("CUDA_", *DECISIVE))
}
HOSTILE = {
    "KERAS_BACKEND": "jax",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_USE_LEGACY_KERAS": "1",
    "XLA_FLAGS": "--xla_cpu_enable_fast_math=true",
}
SETTINGS = {"floatx": "float64", "epsilon": 0.001, "image_data_format": "channels_first"}


def test_a_hostile_environment_is_overridden_and_reported(tmp_path, session, catalogue):
    home = tmp_path / ".keras"
    home.mkdir()
    (home / "keras.json").write_text(json.dumps(SETTINGS))
    command = ["-m", "explorer", "run", "--wiring", "joint_tape", "--steps", "60", "--depth", "0"]
    environment = CLEAN | HOSTILE | {"HOME": str(tmp_path), "TF_VAR_password": "secret"}
    ended = python(*command, "--json", env=environment, check=True)
    spec = Comparison(steps=60, depth=0).run("joint_tape", catalogue)
    fingerprint = session.run_to_end(spec).outcome.fingerprint
    assert json.loads(ended.stdout)["fingerprint"] == fingerprint
    settings = [f"{name}={value}" for name, value in HOSTILE.items()]
    settings += [f"{name}={value} of {home / 'keras.json'}" for name, value in SETTINGS.items()]
    assert ended.stderr.splitlines() == [
        f"explorer: ignored, since results depend on it: {setting}" for setting in settings
    ]


def test_what_tensorflow_sets_itself_is_not_reported():
    code = (
        "from explorer.engine.start import single_threaded; single_threaded(); import keras; "
        "from explorer.environment import overridden; print(overridden())"
    )
    assert python("-c", code, env=CLEAN, check=True).stdout == "[]\n"


def test_damaged_settings_are_reported_and_ignored(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    file = tmp_path / "keras.json"
    for damaged in ("{", "[]", "[" * 99_999):
        file.write_text(damaged)
        assert overridden()[-1] == f"{file}, which is damaged"
    file.write_text("{}")
    assert not any("keras.json" in setting for setting in overridden())
