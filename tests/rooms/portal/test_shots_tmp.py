import subprocess
import pytest
from tests.factories.portal import a_town, MUCH_LATER
from django.urls import reverse

@pytest.mark.django_db(transaction=True)
def test_shots(live_server, monkeypatch, request):
    from suiji.organs.services import load_reference
    load_reference()
    t = a_town()
    monkeypatch.setattr("suiji.config.clock.now", lambda: MUCH_LATER)
    pages = {"home": [], "items": [], "item": [t.public.task.item_versions.get().pk], "plans": [], "draws": [], "draw": [t.public.ceremony], "results": [], "result": [t.corrected.pk],
      "firm": [t.publication.visit.drawn.object.code], "rules": [], "proof": [], "open_data": []}
    for n, a in pages.items():
        for w, h in ((1440, 1500), (390, 1800)):
            subprocess.run(["/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", f"--user-data-dir=/tmp/shots/profile", f"--window-size={w},{h}", f"--screenshot=/tmp/shots/{n}-{w}.png", live_server.url + reverse("portal:"+n, args=a)], capture_output=True, timeout=90)
