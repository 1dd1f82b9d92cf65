"""Read files into facts: parse, convert quantities, choose figures, cache."""
