"""What mentions mean: counts, groups, dates, places, actors. Knows no model and no report."""
