"""Short-answer grading from text alone: no ORM, no network, no model.

from interviewer.grading import GradingInput, grade
grade(GradingInput(question="What is a stack?", answer="Last in, first out.", reference_answer="A LIFO list"))
"""

from interviewer.grading.extract import extract_score
from interviewer.grading.gates import is_no_answer, spoken_language
from interviewer.grading.grader import GRADER_VERSION, grade, reading
from interviewer.grading.types import Evidence, Grade, GradingInput, PointMatch

__all__ = [
    "GRADER_VERSION",
    "Evidence",
    "Grade",
    "GradingInput",
    "PointMatch",
    "extract_score",
    "grade",
    "is_no_answer",
    "reading",
    "spoken_language",
]
