"""The application as a web server sees it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suiji.config.settings")

application = get_wsgi_application()

from suiji.portal.warming import warm  # noqa: E402 (the rooms are there only now)

warm()
