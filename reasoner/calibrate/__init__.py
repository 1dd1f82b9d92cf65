"""Fit the efficiency factors on measured runs, and report how far estimates by them lie off."""

from __future__ import annotations
