"""A program as a notebook: a cell a part, each under its title."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from explorer.export.finished import Finished
from explorer.export.script.program import program


def notebook(finished: Finished) -> str:
    """The notebook of a comparison, as JSON."""
    made = program(finished)
    imports, *parts = made.cells
    about = "  \n".join(made.about)
    cells = [new_markdown_cell(f"# {made.title}\n\n{about}"), new_code_cell(imports.code)]
    for part in parts:
        cells += [new_markdown_cell(f"## {part.title}"), new_code_cell(part.code)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # random by default: the same runs give the same file
    made_of = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.writes(new_notebook(cells=cells, metadata=made_of)) + "\n"
