"""The ground of every test run: a pytest plugin (``-p suiji.running.ground``), loaded before Django reads settings.

Starts the tests' PostgreSQL unless somebody names another, and fixes the keys, so that tests are the same everywhere.
"""

import os

from suiji.running.testing import HOME, start_test_server

if "SUIJI_OWNER_DATABASE_URL" not in os.environ:
    # Under xdist the controller starts the server; its workers inherit these addresses.
    owner, web, public = start_test_server()
    os.environ |= {
        "SUIJI_OWNER_DATABASE_URL": owner,
        "DATABASE_URL": web,
        "SUIJI_PUBLIC_DATABASE_URL": public,
    }

os.environ |= {
    "SUIJI_AS_OWNER": "1",
    "SUIJI_DATABASE_POOL": "0",
    "SUIJI_PAGE_CACHE": "0",
    "SUIJI_LEDGER_KEY": "11" * 32,
    "SUIJI_FIELD_KEY": "22" * 32,
    # No keys of this checkout's own installation, should it have changed them.
    "SUIJI_KEYCHAIN": str(HOME / "keychain.json"),
    # Tests move the clock by weeks inside one log-in; those about idleness set their own.
    "SUIJI_IDLE_MINUTES": "0",
    # The browser of the tests keeps an event loop in their thread; Django need not fear it.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}
