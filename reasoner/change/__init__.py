"""Change: suppose other facts and say what comes of it; nothing is written."""
