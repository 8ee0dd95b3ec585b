"""`python -m explorer bench`: everything in one run, as text or JSON."""

from explorer.bench import browser, engine
from explorer.hub.hub import worker_count
from explorer.terminal import complain, say, say_json


def report(*, as_json: bool) -> int:
    """Measure and print.

    Returns:
        The exit status: 0, or 2 where something is missing; that is found before anything is
        measured.
    """
    try:
        browser.chromium()
        worker_count()
        complain("measuring the page in Chromium, about two minutes")
        told = browser.measure()
        complain("measuring the engine, about four minutes")
        told |= engine.measure()
    except (RuntimeError, ValueError) as error:
        complain(f"bench: {error}")
        return 2
    if as_json:
        say_json(told)
    else:
        say(_text(told))
    return 0


def report_load(*, as_json: bool) -> int:
    """Measure the server under load, print, and give the exit status 0."""
    from explorer.bench import load

    complain("measuring the server under load, about six minutes")
    figures = load.measure()
    if as_json:
        say_json(figures)
    else:
        say(_load_text(figures))
    return 0


def _load_text(figures: dict) -> str:
    """A block of lines a scenario."""
    return "\n".join(
        line for name, figure in figures.items() for line in (name, *_lines(figure, "  "))
    )


def _lines(figures: dict, indent: str) -> list[str]:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        else:
            shown = f"{value:,.2f}" if isinstance(value, float) else value
            lines.append(f"{indent}{name:{30 - len(indent)}} {shown}")
    return lines


def _text(told: dict) -> str:
    """A line a figure."""
    ratios = told["ratios"]
    lines = [
        f"engine, one run            {told['engine']['one']:>10,.0f} steps/s",
        f"engine, a pair together    {told['engine']['pair']:>10,.0f} steps/s"
        f"   {ratios['pair / one']:.2f}x one",
        f"eager tape loop            {told['eager']:>10,.0f} steps/s"
        f"   one run is {ratios['one / eager']:,.0f}x",
        f"model.fit as usual         {told['fit']:>10,.0f} steps/s"
        f"   one run is {ratios['one / fit']:,.0f}x",
        f"model.fit at its best      {told['fit_best']:>10,.0f} steps/s"
        f"   one run is {ratios['one / fit_best']:,.1f}x",
        f"probe and recording        {100 * told['probe_cost']:>10.1f} % of a step",
        f"compile, one / a pair      {told['compile_s']['one']:>10.2f} s"
        f" / {told['compile_s']['pair']:.2f} s",
        f"known program, new seed    {told['reuse_s']:>10.3f} s",
    ]
    seconds, ratio = told["first_point"]["seconds"], told["first_point"]["ratio"]
    lines.append(f"bare Streamlit page        {seconds['bare']:>10.2f} s")
    for name in ("sentence", "chain", "first_point"):
        lines.append(f"{name:26} {seconds[name]:>10.2f} s   {ratio[name]:.2f}x the bare page")
    stream = told["stream"]
    lines += [
        f"updates, two runs playing  {stream['updates_per_s']:>10.1f} /s",
        f"main thread blocked        {stream['blocked_ms_per_s']:>10.0f} ms/s",
        f"blank frames               {stream['blank_frames']:>10} of {stream['frames_looked_at']}",
    ]
    return "\n".join(lines)
