"""The bundled layouts: what the columns of tables state, and what the names in their cells mean."""
