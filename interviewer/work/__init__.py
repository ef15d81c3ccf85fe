"""Work to be done, as rows with a lease. See ``models.Work`` for the states and ``service`` for the calls."""
