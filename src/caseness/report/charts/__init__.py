"""Charts from data: one drawer for each kind in `caseness.checks.chart`.

Bars, dots and rectangles are HTML and fluid; points, lines and areas are drawn by Vega-Lite, wide and narrow, and the
page picks one by the width of its column. Colours are CSS variables: one drawing serves light, dark and print.
"""

from caseness.report.charts.drawing import draw

__all__ = ["draw"]
