"""The skills and roles the platform knows: found in text, matched to titles, weighed for a job.

Pure Python over two YAML files; nothing is read before the first call, and nothing here touches the database.
"""

from __future__ import annotations

from interviewer.taxonomy.jobs import skills_for_job
from interviewer.taxonomy.loading import Role, Skill, bank_skills, role, roles, skill, skills
from interviewer.taxonomy.matching import SkillMention, find_skills, lookup_skill
from interviewer.taxonomy.titles import match_role

__all__ = [
    "Role",
    "Skill",
    "SkillMention",
    "bank_skills",
    "find_skills",
    "lookup_skill",
    "match_role",
    "role",
    "roles",
    "skill",
    "skills",
    "skills_for_job",
]
