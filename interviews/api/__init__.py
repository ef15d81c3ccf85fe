"""REST for interviews: the contracts' calls, and everything the recruiters' pages can do."""
