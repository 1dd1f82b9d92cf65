"""Read tables of facts: CSV, a layout that says what its columns and names mean, Turtle text."""
