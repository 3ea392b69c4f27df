"""Sphinx settings; the reference pages are written from the code before every build."""

import sys
from pathlib import Path

import caseness

sys.path.insert(0, str(Path(__file__).parent))

project = "Caseness"
author = "The Caseness developers"
copyright = "2026, The Caseness developers"
version = release = caseness.__version__
language = "en_GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "reference_pages"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "reference/parts"]
smartquotes = False

default_role = "code"  # docstrings name things in single backticks
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100

html_theme = "furo"
html_title = "Caseness"
html_show_sphinx = False
html_copy_source = False
