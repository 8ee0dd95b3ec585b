"""The engine against other ways to train the same network, each in a process of its own."""

import json
import os
import subprocess
import sys
import time
from statistics import median

ROUNDS = 3
PAIR = ("loss_in_compile", "registering_model")
START_SECONDS = 20.0
"""Time that both processes of a pair have to import and compile before they begin together."""


def measure() -> dict:
    """Run all ways in turn, ROUNDS times; medians.

    Returns:
        `engine` (`one`, `pair`: steps/s), `eager`, `fit`, `fit_best` (steps/s), `probe_cost`
        (share of a step), `compile_s` (`one`, `pair`: seconds), `reuse_s`, and `ratios`.
    """
    rounds = [_round() for _ in range(ROUNDS)]
    figures = {name: median(each[name] for each in rounds) for name in rounds[0]}
    return {
        "engine": {"one": figures["one"], "pair": figures["pair"]},
        **{name: figures[name] for name in ("eager", "fit", "fit_best", "probe_cost")},
        "compile_s": {"one": figures["compile_one"], "pair": figures["compile_pair"]},
        "reuse_s": figures["reuse"],
        "ratios": {
            f"{a} / {b}": median(each[a] / each[b] for each in rounds)
            for a, b in (("one", "eager"), ("one", "fit"), ("one", "fit_best"), ("pair", "one"))
        },
    }


def _round() -> dict:
    compiled = _run("compile", PAIR[1])["seconds"]
    return {
        "one": _run("engine", PAIR[1])["steps_per_second"],
        "pair": sum(each["steps_per_second"] for each in _together("engine")),
        **{way: _run(way)["steps_per_second"] for way in ("eager", "fit", "fit_best")},
        "probe_cost": _run("probe")["probe_cost"],
        "compile_one": compiled["new"],
        "reuse": max(seconds for name, seconds in compiled.items() if name != "new"),
        "compile_pair": max(each["seconds"]["new"] for each in _together("compile")),
    }


def _start(way: str, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "explorer.bench.ways", way, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        text=True,
    )


def _result(process: subprocess.Popen) -> dict:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(process.args)} ended with {process.returncode}")
    return json.loads(out.splitlines()[-1])


def _run(way: str, *arguments: str) -> dict:
    return _result(_start(way, *arguments))


def _together(way: str) -> list[dict]:
    """Run both wirings of the default pair at once, begun at the same moment."""
    start_at = str(time.time() + START_SECONDS)
    return [_result(p) for p in [_start(way, wiring, start_at) for wiring in PAIR]]
