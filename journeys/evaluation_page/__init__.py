"""The page that shows how good a model is: what each figure means, then the figure on a scale.

Takes an evaluation, gives one HTML file. Must not import runs, stores or reports.
"""

from journeys.evaluation_page.page import render_evaluation_page, write_evaluation_page

__all__ = ["render_evaluation_page", "write_evaluation_page"]
