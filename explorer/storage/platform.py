"""The platform of this process. Only asks the system; imports no library that it names."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

from explorer.records.platform import Platform
from explorer.storage.provenance import LIBRARIES

CPU_INFO = Path("/proc/cpuinfo")
MODEL = ("model name", "CPU part")
INSTRUCTIONS = ("flags", "Features")
"""Lines of CPU_INFO: as Linux writes them on x86, and on Arm."""


def this_platform() -> Platform:
    """What a run computed by this process depends on besides its spec and our code."""
    facts = _cpu_info()
    model = next((facts[name] for name in MODEL if name in facts), platform.processor())
    sets = next((facts[name] for name in INSTRUCTIONS if name in facts), "")
    digest = hashlib.sha256(" ".join(sorted(sets.split())).encode()).hexdigest()[:8]
    libraries = [f"{library} {version(library)}" for library in LIBRARIES]
    return Platform(
        processor=f"{model or 'unknown processor'} {platform.machine()} {platform.system()}",
        instructions=digest,
        versions=", ".join([f"Python {platform.python_version()}", *libraries]),
    )


def _cpu_info() -> dict[str, str]:
    """The first processor's facts; empty where the system does not tell them like Linux."""
    try:
        text = CPU_INFO.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    lines = [line.partition(":") for line in text.partition("\n\n")[0].splitlines()]
    return {name.strip(): value.strip() for name, _, value in lines}
