"""Roles decide. Which rows somebody then sees is ``accounts.scope``'s matter."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class IsRecruiter(BasePermission):
    """Recruiters and admins."""

    message = "This is for the people who run interviews."

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(getattr(request.user, "is_active", False) and getattr(request.user, "is_staff", False))


class IsAdmin(BasePermission):
    message = "This is for admins."

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(getattr(request.user, "is_active", False) and getattr(request.user, "is_admin", False))


class IsCandidate(BasePermission):
    """Accounts of candidates: what is theirs is nobody else's, an admin's neither."""

    message = "This is for candidates' own accounts."

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        return bool(user and user.is_authenticated and user.is_active and not getattr(user, "is_staff", False))
