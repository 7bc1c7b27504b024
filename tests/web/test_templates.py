"""The templates as a whole: roots, targets, endpoints and the ban on inline code."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT

TEMPLATES = ROOT / "templates"
VENDOR = ROOT / "static" / "vendor"
FILES = sorted(TEMPLATES.rglob("*.html"))
PARTIALS = [path for path in FILES if path.name.startswith("_")]
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
TAG = re.compile(r"<([a-z][a-z0-9]*)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*'|\{\{.*?\}\})*)>", re.DOTALL)
ID = re.compile(r"""\bid=["']([^"']+)["']""")
INLINE = {
    "script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/ld\+json\"))", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle=", re.IGNORECASE),
    "event attribute": re.compile(r"\son[a-z]+=", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b"),
    "javascript value": re.compile(r"[\"'](?:js|javascript):"),
    "trigger filter": re.compile(r"hx-trigger=\"[^\"]*\["),
}


def name(path: Path) -> str:
    """A template's name as Jinja knows it."""
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_compiles(app: Flask, path: Path) -> None:
    app.jinja_env.get_template(name(path))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_holds_no_inline_code(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", PARTIALS, ids=name)
def test_partial_has_a_root_with_id(path: Path) -> None:
    first = TAG.search(JINJA.sub("", path.read_text()))
    assert first and ID.search(first[2]), f"{name(path)} starts without an id"


def test_every_hx_target_exists() -> None:
    known = {found for path in FILES for found in ID.findall(path.read_text())}
    asked = {
        (name(path), found)
        for path in FILES
        for found in re.findall(r"hx-(?:target|select)=\"#([^\"]+)\"", path.read_text())
    }
    assert {(where, found) for where, found in asked if "{{" not in found and found not in known} == set()


def test_every_endpoint_exists(app: Flask) -> None:
    asked = {
        (name(path), endpoint)
        for path in FILES
        for endpoint in re.findall(r"url_for\(\s*[\"']([a-z0-9_.]+)[\"']", path.read_text())
    }
    missing = {(where, endpoint) for where, endpoint in asked if endpoint not in app.view_functions}
    assert missing == set()


def test_every_static_file_exists() -> None:
    asked = {
        (name(path), found)
        for path in FILES
        for found in re.findall(r"static_url\([\"']([^\"'~]+)[\"']\)", path.read_text())
    }
    assert {(where, found) for where, found in asked if not (ROOT / "static" / found).is_file()} == set()


def test_every_icon_exists(app: Flask) -> None:
    known = set(app.jinja_env.get_template("ui/icons.html").module.paths)  # type: ignore[attr-defined]
    asked = {found for path in FILES for found in re.findall(r"ui\.icon\(\"([a-z]+)\"\)", path.read_text())}
    assert asked - known == set()


def test_vendored_files_are_what_the_manifest_says() -> None:
    listed = json.loads((VENDOR / "manifest.json").read_text())
    for entry in listed:
        digest = hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest()
        assert digest == entry["sha256"], entry["file"]
    assert {entry["file"] for entry in listed} == {p.name for p in VENDOR.iterdir()} - {"manifest.json"}
