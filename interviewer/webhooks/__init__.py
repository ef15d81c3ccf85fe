"""Signed webhooks: what happened here, told to other programs. Knows no app."""
