"""Physics: a curve u(t) through data, whose slope obeys a law."""

from explorer.tasks.regression import Regression
from explorer.tasks.sample_axis import SampleAxis


class Physics(Regression):
    """A regression of u whose losses also see du/dt, of which there are no data."""

    key = "physics"
    title = "Physics"
    sample_axis = SampleAxis()
    network = "value and slope"

    def measure(self, predicted, y, y_train):
        return super().measure(predicted[..., :1], y, y_train)
