"""Tasks: one file each, and here in the order that they are offered."""

from explorer.tasks.classification import Classification
from explorer.tasks.multi_task import MultiTask
from explorer.tasks.physics import Physics
from explorer.tasks.regression import Regression
from explorer.tasks.task import Task

TASKS: dict[str, Task] = {
    task.key: task for task in (Regression(), Classification(), MultiTask(), Physics())
}
