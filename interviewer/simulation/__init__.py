"""Candidates made of code: for demo data, smoke tests and load."""
