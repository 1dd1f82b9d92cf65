"""Renderers: one frozen value in, text out."""
