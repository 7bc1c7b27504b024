"""Throws a demo's files away; its tables are emptied by the migrations."""

from __future__ import annotations

import shutil

from marketplace.kernel.files import Files


def remove_files(files: Files) -> None:
    """Remove everything stored, keep the folder itself."""
    for path in files.root.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
