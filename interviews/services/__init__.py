"""The only writers of configs, questions, sessions and responses.

``configs``: what recruiters set up. ``sessions``: a candidate's way in and out. ``turns``: question and answer.
``thinking``: what a worker does with an answer. ``recordings``: audio as it arrives. ``clock``: answering time.
"""
