"""`python -m explorer bench`: everything in one run, as text or JSON."""

from explorer import limits
from explorer.bench import browser, engine
from explorer.terminal import complain, say, say_json


def report(*, as_json: bool) -> int:
    """Measure and print.

    Returns:
        The exit status: 0, or 2 if something is missing, which is checked before measuring.
    """
    try:
        browser.chromium()
        limits.check()
        complain("measuring the page in Chromium, about two minutes")
        figures = browser.measure()
        complain("measuring the engine, about four minutes")
        figures |= engine.measure()
    except (RuntimeError, ValueError) as error:
        complain(f"bench: {error}")
        return 2
    if as_json:
        say_json(figures)
    else:
        say(_text(figures))
    return 0


def report_load(*, as_json: bool) -> int:
    """Measure the server under load and print; returns the exit status 0."""
    from explorer.bench import load

    complain("measuring the server under load, about six minutes")
    figures = load.measure()
    if as_json:
        say_json(figures)
    else:
        say("\n".join(_lines(figures)))
    return 0


def report_soak(minutes: float, *, as_json: bool) -> int:
    """Let visitors come and go for so long and print the memory; returns the exit status 0."""
    from explorer.bench import soak

    complain(f"soaking the server for {minutes:g} minutes")
    figures = soak.measure(minutes)
    if as_json:
        say_json(figures)
        return 0
    say("minute   web MB   workers MB   workers   runs held")
    for at in figures.pop("curve")[::6]:
        say(
            f"{at['minute']:6.1f} {at['web_mb']:8.0f} {at['workers_mb']:12.0f} "
            f"{at['workers']:9} {at['runs']!s:>11}"
        )
    say("\n".join(_lines(figures)))
    return 0


def _lines(figures: dict, indent: str = "") -> list[str]:
    """A line per figure, below the name of its scenario."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        else:
            shown = f"{value:,.2f}" if isinstance(value, float) else value
            lines.append(f"{indent}{name:{30 - len(indent)}} {shown}")
    return lines


def _text(figures: dict) -> str:
    """A line per figure."""
    ratios = figures["ratios"]
    lines = [
        f"engine, one run            {figures['engine']['one']:>10,.0f} steps/s",
        f"engine, a pair together    {figures['engine']['pair']:>10,.0f} steps/s"
        f"   {ratios['pair / one']:.2f}x one",
        f"eager tape loop            {figures['eager']:>10,.0f} steps/s"
        f"   one run is {ratios['one / eager']:,.0f}x",
        f"model.fit as usual         {figures['fit']:>10,.0f} steps/s"
        f"   one run is {ratios['one / fit']:,.0f}x",
        f"model.fit at its best      {figures['fit_best']:>10,.0f} steps/s"
        f"   one run is {ratios['one / fit_best']:,.1f}x",
        f"probe and recording        {100 * figures['probe_cost']:>10.1f} % of a step",
        f"compile, one / a pair      {figures['compile_s']['one']:>10.2f} s"
        f" / {figures['compile_s']['pair']:.2f} s",
        f"known program, new seed    {figures['reuse_s']:>10.3f} s",
    ]
    seconds, ratio = figures["first_point"]["seconds"], figures["first_point"]["ratio"]
    lines.append(f"bare Streamlit page        {seconds['bare']:>10.2f} s")
    for name in ("sentence", "chain", "first_point"):
        lines.append(f"{name:26} {seconds[name]:>10.2f} s   {ratio[name]:.2f}x the bare page")
    stream = figures["stream"]
    lines += [
        f"updates, two runs playing  {stream['updates_per_s']:>10.1f} /s",
        f"main thread blocked        {stream['blocked_ms_per_s']:>10.0f} ms/s",
        f"blank frames               {stream['blank_frames']:>10} of {stream['frames_looked_at']}",
    ]
    return "\n".join(lines)
