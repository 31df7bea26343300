"""Settings of the jobs' unit tests."""

from hypothesis import settings

# No deadline: on a loaded machine examples take longer.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")
