"""Mentions and relations to rows: events, casualties, places, actors, checks. Knows no model."""
