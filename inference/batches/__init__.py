"""Many reports in, many results out: read, grouped, resumed, stopped. Knows no model inside."""
