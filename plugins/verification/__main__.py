"""`python -m verification DIR|URL`."""

import sys

from .command import main

sys.exit(main())
