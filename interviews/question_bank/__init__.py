"""The embedded question bank and the choice of questions from it."""
