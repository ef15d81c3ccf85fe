"""What all admin pages share: the role decides, rows are scoped, changes leave an audit event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import actions as django_actions
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets, unquote
from django.db import router, transaction
from django.db.models import DateTimeField, Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.admin import ModelAdmin, TabularInline

from interviewer.accounts import audit
from interviewer.accounts.models import AuditEvent, Role, User
from interviewer.accounts.scope import visible_to
from interviewer.admin_display import EMPTY, admin_url, time_column

ADD, CHANGE, DELETE = "add", "change", "delete"


class RoleAccess:
    """``User.role`` decides, never Django's permissions.

    Admins see every row; recruiters only models with an ``owner_path``, and of them the rows they own. What
    else either may do is listed by the class. Whatever a form shows besides ``editable`` is read-only.
    """

    model: type[Model]
    admins_may: ClassVar[frozenset[str]] = frozenset()
    recruiters_may: ClassVar[frozenset[str]] = frozenset()
    editable: ClassVar[tuple[str, ...]] = ()
    # Columns, filters and fields that recruiters are not shown: they lead to pages they can't open.
    for_admins: ClassVar[frozenset[str]] = frozenset()

    def may(self, request: HttpRequest, right: str) -> bool:
        user: Any = request.user
        if not user.is_active:
            return False
        if user.role == Role.ADMIN:
            return right == "view" or right in self.admins_may
        if user.role == Role.INTERVIEWER and getattr(self.model, "owner_path", ""):
            return right == "view" or right in self.recruiters_may
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "view")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, CHANGE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, DELETE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "view")

    def has_operate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For actions that keep the machinery going."""
        user: Any = request.user
        return bool(user.is_active and user.role == Role.ADMIN)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_to(request.user, super().get_queryset(request))  # type: ignore[misc]

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """The rows a foreign key offers and accepts: those the user may see."""
        rows = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        return visible_to(
            request.user, rows if rows is not None else db_field.remote_field.model._default_manager.using(db)
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        return [(title, {**options, "fields": self._shown(request, options["fields"])}) for title, options in fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in flatten_fieldsets(self.get_fieldsets(request, obj)) if name not in self.editable]

    def _shown(self, request: HttpRequest, names: Iterable[Any]) -> list[Any]:
        """``names``, as in list_display, list_filter or a fieldset, without what only admins are shown."""
        if getattr(request.user, "role", "") == Role.ADMIN:
            return list(names)

        def hidden(name: Any) -> bool:
            return (name[0] if isinstance(name, tuple) else name) in self.for_admins

        return [name for name in names if not hidden(name)]


class ScopedInline(RoleAccess, TabularInline):
    """Rows of the parent, to look at unless the class says otherwise; each row links to its own page."""

    extra = 0
    tab = True
    show_change_link = True

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [(None, {"fields": self._shown(request, self.fields)})]


@dataclass(frozen=True)
class HistoryEntry:
    """An audit event as the history page wants it."""

    action_time: datetime
    user: User | None
    get_change_message: str

    @classmethod
    def of(cls, event: AuditEvent) -> HistoryEntry:
        values = (event.after or {}).get("fields") or [*(event.after or event.before or {})]
        return cls(
            event.at,
            event.actor,
            f"{event.action}: {', '.join(map(str, values))}" if values else event.action,
        )


class ScopedAdmin(RoleAccess, ModelAdmin):
    """The base of every admin page.

    What is saved or deleted here is recorded by ``audit``, unless the service that did it has recorded it
    already (``audited_by_service``). Django's own log is not kept: it would store names that retention has to
    erase.
    """

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = EMPTY
    compressed_fields = True
    warn_unsaved_form = True
    audited_by_service: ClassVar[frozenset[str]] = frozenset()
    # What the action that deletes is called, where it does more than its usual name says.
    deleting: ClassVar[str] = ""
    # What to do instead of deleting a row that others need.
    instead_of_deleting: ClassVar[str] = ""
    # The column that says how far a row is, and the actions on its page offered at certain values only.
    state_column: ClassVar[str] = "status"
    offered_when: ClassVar[dict[str, frozenset[str]]] = {}

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        times = {field.name for field in self.opts.get_fields() if isinstance(field, DateTimeField)}
        names = self._shown(request, super().get_list_display(request))
        return [time_column(name) if name in times else name for name in names]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self._shown(request, super().get_list_filter(request))

    # --- Audit -----------------------------------------------------------------------------------------

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """The names of the columns that were changed. Never values: they may be a candidate's."""
        return [name for name in form.changed_data if name not in {"password1", "password2"}]

    def _record(self, request: HttpRequest, action: str, obj: Model, fields: list[str]) -> None:
        if action not in self.audited_by_service:
            audit.record(request.user, action, obj, after={"fields": fields} if fields else None)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, "created", obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if message:
            self._record(request, "changed", obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._record(request, "deleted", obj, [])

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        events = AuditEvent.objects.filter(object_type=self.opts.label_lower, object_id=str(obj.pk))
        paginator = self.get_paginator(request, events.select_related("actor"), 100)
        page = paginator.get_page(request.GET.get("p", 1))
        number, page.object_list = page.number, [HistoryEntry.of(event) for event in page.object_list]
        context = {
            "action_list": page,
            "page_range": paginator.get_elided_page_range(number),
            "pagination_required": paginator.count > 100,
        }
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    # --- Deleting --------------------------------------------------------------------------------------

    def refusal(self, request: HttpRequest, rows: Iterable[Model]) -> str:
        """Why these rows can't be deleted, for the person who asked; empty when they can."""
        rows = list(rows)
        collector = NestedObjects(using=router.db_for_write(self.model), origin=rows)
        collector.collect(rows)
        holders = Counter(type(obj) for obj in {obj.pk: obj for obj in collector.protected}.values())
        if not holders:
            return ""
        held = ", ".join(
            f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
            for model, count in holders.items()
        )
        what = f"“{rows[0]}”" if len(rows) == 1 else f"These {self.opts.verbose_name_plural}"
        return f"{what} can't be deleted: {held} would be left without. {self.instead_of_deleting}".strip()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Who may delete a row may delete what goes with it, even where that can't be deleted on its own."""
        tree, counts, _, protected = super().get_deleted_objects(objs, request)
        return tree, counts, set(), protected

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        with transaction.atomic():
            problem = self.refusal(request, [obj]) if obj and self.has_delete_permission(request, obj) else ""
            if not problem:
                try:
                    with transaction.atomic():
                        return super().delete_view(request, object_id, extra_context)
                except ProtectedError:  # a row that needs it came between the page and the confirmation
                    problem = self.refusal(request, [obj])
        self.message_user(request, problem, messages.ERROR)
        return redirect(admin_url(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)
        if "delete_selected" in found:
            _, name, description = found["delete_selected"]
            found["delete_selected"] = (type(self).delete_rows, name, self.deleting or description)
        return found

    def delete_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        with transaction.atomic():
            problem = self.refusal(request, queryset)
            if not problem:
                return django_actions.delete_selected(self, request, queryset)
        self.message_user(request, problem, messages.ERROR)
        return None

    # --- Actions on one row ----------------------------------------------------------------------------

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        found = super().get_actions_detail(request, object_id)
        if not found or not self.offered_when:
            return found
        state = getattr(self.get_object(request, unquote(str(object_id))), self.state_column, "")
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            action
            for action in found
            if state in self.offered_when.get(action.action_name.removeprefix(prefix), {state})
        ]

    def act_on(self, request: HttpRequest, object_id: str, act: Callable[[Any], Any]) -> HttpResponse:
        """Run ``act`` on the row if the user may see it; the dialog goes on to the URL it gives, or back."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            target = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)["Location"]
        else:
            target = act(obj) or admin_url(obj)
        return HttpResponse(headers={"HX-Redirect": target})


def dialog(title: str, description: str, submit: str) -> dict[str, Any]:
    """Ask before acting: the action then comes as a POST with a CSRF token, and not as a link."""
    return {"title": title, "description": description, "form_submit_text": submit}
