"""Bounds for each client, and a panel that retries after a temporary refusal."""

import pytest
from limiting import at_most

from explorer.web.sockets import Busy, Refused
from explorer.web.visitors import Visitors


def test_one_client_cannot_open_all_streams():
    visitors = Visitors("streams", at_most(3, "ALL"), at_most(2, "ONE"))
    with visitors.admit("rude"), visitors.admit("rude"):
        with pytest.raises(Busy, match=r"your address already has 2 open streams; .*ONE allows 2"):
            visitors.admit("rude").__enter__()
        with visitors.admit("visitor"), pytest.raises(Busy, match=r"already has 3 .*ALL allows 3"):
            visitors.admit("another").__enter__()
    with visitors.admit("rude"), visitors.admit("rude"):
        pass


def test_only_what_passes_asks_for_another_try():
    assert Busy("full").as_dict() == {"type": "refused", "message": "full", "retry": True}
    assert "retry" not in Refused("steps: ...").as_dict()


# A socket that is refused `refusals` times, and timers that are due at once but remember.
REFUSED = """async (refusals) => {
  const { Stream } = await import("/stream.js");
  const waits = [], busy = [], said = [];
  let opened = 0;
  window.setTimeout = (run, wait) => { waits.push(wait); queueMicrotask(run); };
  window.WebSocket = class {
    constructor() {
      const refused = opened++ < refusals;
      const message = refused
        ? { type: "refused", message: "full", retry: true }
        : { type: "refused", message: "never" };
      queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(message) }));
      queueMicrotask(() => this.onclose?.());
    }
    close() {}
  };
  new Stream(new URL("ws://panel.test/api/stream?v=1"), {
    rowsHeld: () => [0],
    complete: () => false,
    connection: () => {},
    message: (message) => said.push(message.message),
    busy: (message, seconds) => busy.push([message, seconds]),
  });
  for (let i = 0; i < 200; i++) await Promise.resolve();
  return { opened, waits, busy, said };
}"""


@pytest.fixture(scope="module")
def refused(modules):
    return modules.evaluate(REFUSED, 6)


def test_a_stream_that_is_refused_for_now_tries_again_ever_later_and_says_so(refused):
    assert len(refused["waits"]) == 6
    for first, later in zip(refused["waits"], refused["waits"][1:], strict=False):
        assert later > first or later >= 0.75 * 30_000
    assert max(refused["waits"]) <= 1.25 * 30_000
    assert all(message == "full" and seconds >= 1 for message, seconds in refused["busy"])


def test_a_refusal_for_good_ends_it(refused):
    assert refused["opened"] == 7
    assert refused["said"] == ["never"]
