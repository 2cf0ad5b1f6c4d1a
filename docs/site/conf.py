"""Sphinx settings of the documentation site; `python docs/build_site.py` lays out its pages and calls Sphinx."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from typing import Any

SEVERAL_NAMES = re.compile(r"^\w+(, \w+)+ : ")  # of a line of an Attributes section

project = "routeplan"
author = "The routeplan developers"
copyright = f"2026, {author}"  # noqa: A001, the name that Sphinx reads
version = release = version_of("routeplan")

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_design", "sphinx_copybutton"]
root_doc = "index"
language = "en"
nitpicky = False

# Notebooks are shown as they are committed: notebooks/execute.py ran them.
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
# Pages may skip a level of heading; words of a docstring's type line, such as lon, are no references.
suppress_warnings = ["myst.header", "ref.python"]

autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": False, "exclude-members": "model_config"}
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

copybutton_prompt_text = r"\$ "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True

html_theme = "furo"
html_title = f"routeplan {release}"
html_show_sourcelink = False
html_copy_source = False
html_static_path = ["_static"]
html_extra_path = ["_extra"]
html_css_files = ["site.css"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5c7a", "color-brand-content": "#0b5c7a"},
    "dark_css_variables": {"color-brand-primary": "#7cc4e0", "color-brand-content": "#7cc4e0"},
}


def _join_names(app: object, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Write `lon / lat : array`: napoleon reads names with commas in a section of attributes as one name and a type."""
    if what == "class":
        lines[:] = [SEVERAL_NAMES.sub(lambda names: names[0].replace(", ", " / "), line) for line in lines]


def setup(app: Any) -> None:
    """Register the hook; Sphinx calls this by its name. Priority: before napoleon."""
    app.connect("autodoc-process-docstring", _join_names, priority=100)
