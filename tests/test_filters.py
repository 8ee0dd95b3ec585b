"""The filters of all pages: kept in the address, and read from any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.cards.filter import CardFilter
from explorer.outcomes.table import Filter

each = pytest.mark.parametrize("kind", [CardFilter, Filter])


def filters(kind, catalogue):
    def values(name, keys):
        many = isinstance(getattr(kind(), name), tuple)
        return (
            st.lists(st.sampled_from(keys), unique=True).map(tuple)
            if many
            else st.sampled_from(keys)
        )

    chosen = {name: values(name, keys) for name, keys in kind.allowed(catalogue).items()}
    return st.builds(kind, text=st.text(), **chosen)


@each
@given(data=st.data())
def test_filters_survive_the_address(catalogue, kind, data):
    wanted = data.draw(filters(kind, catalogue))
    query = {n: v if isinstance(v, list) else [v] for n, v in wanted.to_query().items()}
    assert kind.from_query(query, catalogue) == (wanted, ())


@each
@given(query=st.dictionaries(st.text(), st.lists(st.text(), min_size=1)))
def test_any_address_is_read(catalogue, kind, query):
    _, problems = kind.from_query(query, catalogue)
    assert {problem.name for problem in problems} <= {name[:60] for name in query}


@pytest.mark.parametrize(
    ("query", "wanted", "bad"),
    [
        (
            {"section": ["models"], "verdicts": ["cheats", "wins"], "x": ["1"]},
            CardFilter(verdicts=("cheats",)),
            ["section", "verdicts", "x"],
        ),
        ({"places": ["used", "home"], "x": ["1"]}, Filter(places=("used",)), ["places", "x"]),
    ],
)
def test_a_filter_that_is_not_there_is_named(catalogue, query, wanted, bad):
    read, problems = type(wanted).from_query(query, catalogue)
    assert read == wanted
    assert [problem.name for problem in problems] == bad
    assert "expected one of " in problems[0].message
