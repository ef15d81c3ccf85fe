"""No SDK is imported before it is needed, and none but in its own file."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from django.conf import settings

SDKS = ("torch", "whisper", "google.generativeai", "groq", "edge_tts", "httpx", "av", "numpy")

PROGRAM = """
import sys
from django.core.management import call_command
import django
django.setup()
call_command("check")
import interviewer.asgi, interviewer.celery, interviewer.providers.llm
from interviewer.providers.llm import completion
assert [c.name for c in completion.candidates()] == ["groq", "openrouter", "gemini"], completion.candidates()
print("loaded:", *[name for name in sys.argv[1:] if name in sys.modules])
"""


def test_starting_up_with_every_key_set_imports_no_sdk(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "interviewer.settings",
        "VAR_DIR": str(tmp_path),
        "GROQ_API_KEY": "x",
        "OPENROUTER_API_KEY": "x",
        "GOOGLE_API_KEY": "x",
    }
    for name in ("LLM_PROVIDERS", "OPENAI_API_KEY", "OPENAI_API_KEYS", "OPENAI_BASE_URL"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *SDKS],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "loaded:"


def test_language_model_sdks_are_imported_in_their_own_files_only():
    statement = re.compile(r"^\s*(?:import|from)\s+(groq|google\.(?:generativeai|ai))\b", re.MULTILINE)
    allowed = {
        "llm/groq.py",
        "llm/gemini.py",
        "stt/groq_whisper.py",
        "stt/gemini_audio.py",
    }
    found = set()
    for folder in ("interviewer", "interviews", "candidates", "reports"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            if "tests" not in path.parts and statement.search(path.read_text(encoding="utf-8")):
                found.add("/".join(path.parts[-2:]))
    assert found <= allowed
