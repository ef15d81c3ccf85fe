"""Fields that read what clients send in more than one form."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from interviews.models import Avatar


@extend_schema_field(
    {
        "oneOf": [
            {"type": "object", "additionalProperties": {"type": "number", "minimum": 1, "maximum": 5}},
            {"type": "array", "items": {"type": "string"}},
            {"type": "string"},
        ],
        "description": "Weights from 1 to 5 by name; or names, as a list or separated by commas, each of weight 1.",
    }
)
class FocusAreasField(serializers.Field):
    """``{"Python": 3}``, ``["Python", "Teamwork"]`` or ``"Python, Teamwork"`` to weights by name."""

    def to_internal_value(self, data: Any) -> dict[str, float]:
        if isinstance(data, str):
            data = [part for part in re.split(r"[,;\n]", data) if part.strip()]
        if isinstance(data, list):
            data = {name: 1 for name in data if not isinstance(name, dict | list)}
        if not isinstance(data, dict):
            raise serializers.ValidationError("Send names with weights, or a list of names.")
        areas = dict(self._area(name, weight) for name, weight in data.items())
        if len(areas) > 10:
            raise serializers.ValidationError("Please name ten focus areas at most.")
        return areas

    def _area(self, name: Any, weight: Any) -> tuple[str, float]:
        text = " ".join(str(name).replace("\x00", "").encode(errors="replace").decode().split())
        if not 0 < len(text) <= 60:
            raise serializers.ValidationError("A focus area has 1 to 60 characters.")
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 1 <= weight <= 5:
            raise serializers.ValidationError(f"The weight of “{text}” must be a number from 1 to 5.")
        return text, float(weight)

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(OpenApiTypes.STR)
class LooseChoice(serializers.ChoiceField):
    """A choice in any case of letters."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data.strip().lower() if isinstance(data, str) else data)


class AvatarField(serializers.CharField):
    """One of ours; a name that we don't know becomes the first of ours, as the answer then says."""

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data).strip().lower()
        return name if name in Avatar.values else Avatar.ROBIN.value
