"""How the apps learn what happened to an account. Sent inside the transaction that made it so."""

from __future__ import annotations

from django.dispatch import Signal

# user: the User whose ``email`` has just been proven; before: the proven address it had until now;
# the same where there was none, or where it didn't change.
email_confirmed = Signal()
