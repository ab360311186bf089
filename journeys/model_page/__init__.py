"""The page that shows a navigation model: data first (`content`, `building`), then HTML (`page`).

Takes a model, gives one HTML file. Must not import runs, stores or reports.
"""

from journeys.model_page.building import build_content
from journeys.model_page.content import ModelContent
from journeys.model_page.page import render_model_page, write_model_page

__all__ = ["ModelContent", "build_content", "render_model_page", "write_model_page"]
