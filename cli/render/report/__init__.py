"""Render the report of a site: as a table, as JSON, and as a page with the drawn topology."""
