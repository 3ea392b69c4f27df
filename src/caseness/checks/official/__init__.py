"""Official measures: whether published figures and dashboards follow from the records, and what the measures come to."""
