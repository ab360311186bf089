"""Tells which requests of scripts and API clients make an account."""

from collections.abc import Iterable
from typing import Final

from journeys_mining.actions.action import Action
from journeys_mining.model.navigation_model import RequestField
from journeys_runners.pages.password_forms import MAKES_ACCOUNT
from journeys_runners.pages.words import words_of
from journeys_runners.values.value_names import key_of

_ACCOUNTS: Final = words_of("account customer member user")
"""What collections of accounts are called: who is put there has one."""


def makes_account(action: Action, fields: Iterable[RequestField]) -> bool:
    """Whether the request sends a password to where accounts are made.

    Parameters
    ----------
    fields
        What production's requests sent, those of other actions included.
    """
    gives_password = any(
        one.action == str(action) and "passw" in key_of(one.place).lower() for one in fields
    )
    if action.method != "POST" or not gives_password:
        return False
    said = [words_of(one) for one in (action.template or "").split("/") if "{" not in one]
    named = [one for one in said if one]
    # What is put to `/users` is one; what is put to `/users/login` is not.
    return any(one & MAKES_ACCOUNT for one in named) or (bool(named) and named[-1] <= _ACCOUNTS)
