"""The team and the audit log: for admins only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from unfold.decorators import action, display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from interviewer.accounts import audit, team
from interviewer.accounts.models import AuditEvent, Role, User
from interviewer.admin import ADD, CHANGE, DELETE, ScopedAdmin
from interviewer.admin_display import EMPTY, data_field, label_field, link

# Roles decide here, so Django's groups would promise rights that nobody gets.
admin.site.unregister(Group)
# Tokens are nobody's business to look at: deactivating the account ends them.
admin.site.unregister([OutstandingToken, BlacklistedToken])

ROLE_COLOURS = {"admin": "primary", "interviewer": "info"}


class NewUserForm(UserCreationForm):
    # A password is the only way in, so an account without one would be of no use.
    usable_password = None

    class Meta:
        model = User
        fields = ("email", "full_name", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].required = self.fields["password2"].required = True


class EditUserForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "full_name", "role", "is_active", "password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") != Role.ADMIN or not data.get("is_active"):
            try:
                team.ensure_admin_remains([self.instance.pk])
            except team.LastAdmin as problem:
                raise forms.ValidationError(str(problem)) from problem
        return data


class NewPasswordForm(AdminPasswordChangeForm):
    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


@admin.register(User)
class UserAdmin(ScopedAdmin, BaseUserAdmin):
    admins_may = frozenset({ADD, CHANGE, DELETE})
    form, add_form, change_password_form = EditUserForm, NewUserForm, NewPasswordForm
    editable = ("email", "full_name", "role", "is_active", "password", "password1", "password2")
    list_display = ("email", "full_name", "show_role", "is_active", "last_login", "date_joined")
    list_filter = ("role", "is_active", "last_login")
    search_fields = ("email", "full_name")
    ordering = ("email",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "full_name", "password")}),
        ("What this person may do", {"fields": (("role", "is_active"),)}),
        ("Provenance", {"fields": (("date_joined", "last_login"), "id")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "role", "password1", "password2")}),)
    actions = ("deactivate_users", "activate_users")
    instead_of_deleting = "Deactivate the account instead: its owner can't sign in any more, and everything stays."

    show_role = label_field("role", ROLE_COLOURS, "role")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        before = dict(User.objects.filter(pk=obj.pk).values("role", "is_active").first() or {}) if change else {}
        super().save_model(request, obj, form, change)
        after = {"role": obj.role, "is_active": obj.is_active}
        if before and before != after:
            audit.record(request.user, "rights changed", obj, before=before, after=after)

    def refusal(self, request: HttpRequest, rows: Iterable[Model]) -> str:
        rows = list(rows)
        try:
            team.ensure_admin_remains([row.pk for row in rows])
        except team.LastAdmin as problem:
            return str(problem)
        return super().refusal(request, rows)

    @action(description="Deactivate", permissions=["change"])
    def deactivate_users(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        try:
            count = team.deactivate(request.user, list(queryset))
        except team.LastAdmin as problem:
            self.message_user(request, str(problem), messages.ERROR)
        else:
            self.message_user(request, f"Accounts deactivated: {count}.", messages.SUCCESS)

    @action(description="Activate", permissions=["change"])
    def activate_users(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = team.activate(request.user, list(queryset))
        self.message_user(request, f"Accounts activated: {count}.", messages.SUCCESS)


@admin.register(AuditEvent)
class AuditEventAdmin(ScopedAdmin):
    list_display = ("at", "show_actor", "action", "target")
    list_filter = ("action", "object_type", "at")
    list_select_related = ("actor",)
    search_fields = ("object_id", "action", "actor__email")
    search_help_text = "An object's id, an action, or the e-mail of who did it."
    date_hierarchy = "at"
    ordering = ("-at",)
    fieldsets = (
        (None, {"fields": (("at", "actor"), ("action", "target"), ("object_type", "object_id"))}),
        ("What changed", {"fields": ("show_before", "show_after")}),
    )

    show_before = data_field("before")
    show_after = data_field("after")

    @display(description="who", ordering="actor__email")
    def show_actor(self, event: AuditEvent) -> str:
        return str(event.actor) if event.actor else "Nobody signed in"

    @display(description="on what")
    def target(self, event: AuditEvent) -> Any:
        if not event.object_id:
            return event.on_what or EMPTY
        try:
            url = reverse(f"admin:{event.object_type.replace('.', '_')}_change", args=[event.object_id])
        except NoReverseMatch:
            return event.on_what
        return link(url, event.on_what)
