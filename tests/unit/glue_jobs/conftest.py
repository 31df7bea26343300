"""Settings of the jobs' unit tests."""

from hypothesis import settings

# On a machine that others use too, how long an example takes says nothing.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")
