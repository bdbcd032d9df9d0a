"""`python -m casebook` is the command `casebook`."""

import sys

from .command import main

sys.exit(main())
