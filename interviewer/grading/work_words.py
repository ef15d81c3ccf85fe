"""Words in which people of many trades tell of their work: who tells of a holiday uses hardly any of them."""

from __future__ import annotations

from functools import lru_cache

from interviewer.grading.text import read

_WORDS = """
customer client user colleague teammate manager stakeholder supplier vendor department office company startup employer
intern internship engineer developer designer analyst recruiter applicant patient student visitor subscriber tenant
support ticket complaint incident outage downtime bug defect regression error failure crash postmortem
alert monitoring log metric dashboard report release deploy deployment rollout rollback pipeline build test testing
review refactor rewrite migrate migration integrate integration prototype pilot experiment requirement specification
cost buy bought build disagree disagreement decide planned run hire
backlog sprint milestone roadmap deadline scope estimate budget revenue profit margin invoice contract sale
campaign conversion churn retention onboarding training checklist process workflow procedure documentation template
policy audit compliance security vulnerability access permission code script function module library framework service
api endpoint server backend frontend database schema table query index cache queue job worker batch import export
file record row column data dataset model feature parser validation algorithm search latency
throughput performance memory cpu load traffic request response page screen form checkout payment order shipment
warehouse inventory stock product platform application app website tool software hardware firmware sensor device
network cluster container cloud infrastructure system architecture interface component project task proposal
decision prioritise prioritize negotiate hire interview mentor delegate workshop meeting
feedback survey research analysis profiled optimise optimize automate automated automation
implement implemented design designed configure debug debugged investigate investigated diagnose
maintain launch launched ship shipped deliver delivered quarter shift production maintenance quality efficiency capacity
lesson classroom curriculum ward clinic treatment shop store kitchen branch site construction assembly
ward nurse handover pupil homework teacher class museum brochure newsletter website planner delivery account
payment payments booking booked duplicate lock locked parallel reproduce unique id key parameter exception timeout retry
version commit branch merge repository refund tariff forecast inventory spreadsheet dataset chart notebook
"""

# What people tell of outside of work; a few of these words make an account one of something else.
_LEISURE = """
holiday vacation beach family grandmother grandfather mother father sister brother wife husband girlfriend boyfriend
wedding birthday party football soccer basketball tennis marathon jogging gym hiking fishing cooking cooked recipe
dinner pizza movie film song guitar concert garden dog cat pet pace kilos race hobby weekend
"""


def _stems(words: str) -> frozenset[str]:
    return frozenset(token.stem for token in read(words).tokens if len(token.stem) > 1)


@lru_cache(maxsize=1)
def work_stems() -> frozenset[str]:
    return _stems(_WORDS)


@lru_cache(maxsize=1)
def leisure_stems() -> frozenset[str]:
    return _stems(_LEISURE) - work_stems()
