"""The documented deployment: nginx with `deploy/nginx.conf` in front of a live server."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

import config
from tests.databases import Missing, free_port
from tests.servers import LiveServer

AROUND = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {site}
}}
"""


class Proxy:
    """nginx on a free port; of the documented file only ports, folders and TLS are other."""

    def __init__(self, server: LiveServer, folder: Path) -> None:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        if not Path(program).exists():
            raise Missing("nginx is missing; install it: apt-get install nginx")
        folder.mkdir(mode=0o755)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (folder / "conf").write_text(AROUND.format(folder=folder, site=self._site(server)))
        self.folder = folder
        self.process = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(folder / "conf"), "-e", str(folder / "errors"), "-g", _as_root()]
        )
        self._wait()

    def _site(self, server: LiveServer) -> str:
        text = (config.ROOT / "deploy" / "nginx.conf").read_text()
        text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.S)
        text = re.sub(r"    (listen \[::\]|ssl_)[^\n]*\n", "", text)
        text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{self.port};")
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        return text.replace("/srv/marketplace/deploy", str(config.ROOT / "deploy"))

    def _wait(self) -> None:
        import urllib.error
        import urllib.request

        for _ in range(100):
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError((self.folder / "errors").read_text()[-1000:])

    def close(self) -> None:
        """Stop nginx."""
        self.process.terminate()
        self.process.wait(10)


def _as_root() -> str:
    import os

    return "user root;" if os.geteuid() == 0 else ""
