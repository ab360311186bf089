"""Codes of actions: one for all below the floor, one for each end of a session, then the rest."""

from typing import Final

BELOW_FLOOR: Final = 0
START_CODE: Final = 1
END_CODE: Final = 2
FIRST_ACTION_CODE: Final = 3
