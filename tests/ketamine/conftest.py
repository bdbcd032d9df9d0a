"""Property tests here have no deadline: how long an example takes says something about the machine, not about ketamine."""

import os

from hypothesis import settings

settings.register_profile("ketamine", deadline=None, max_examples=int(os.environ.get("HYPOTHESIS_MAX_EXAMPLES", "100")))
settings.load_profile("ketamine")
