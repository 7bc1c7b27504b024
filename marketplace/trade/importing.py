"""The work behind a product list, done piece by piece by the worker so that nobody has to wait for it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel import clock, events, ids, jobs, pictures, sheets
from marketplace.kernel.errors import Refusal
from marketplace.kernel.files import Files

from . import edits, import_plan, import_save, imports
from .import_plan import Plan
from .import_rows import Fault
from .imports import ImportRun

PIECE = 40
MOST_FAULTS = 300
MOST_PICTURES = 500
MOST_PICTURE_BYTES = 200 * 1024 * 1024


class BadPictures(Refusal):
    """The archive of pictures cannot be read, or unpacks without end."""


class Importer:
    """Does the jobs `import_check`, `import_save`, `import_undo` and `import_picture`."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def doers(self) -> dict[str, jobs.Doer]:
        """Job kinds and what does them."""
        return {
            "import_check": self.check,
            "import_save": self.save,
            "import_undo": self.undo,
            "import_picture": self.picture,
        }

    def check(self, session: Session, facts: dict[str, Any]) -> None:
        """Find everything that is wrong, or say what saving would do."""
        run = session.get_one(ImportRun, facts["run_id"])
        if run.state != "waiting":
            return
        plan = import_plan.make(session, run.producer_id, self._cells(run), names(self._archive(run)))
        run.rows = plan.rows
        run.state = "faulty" if plan.faults else "clean"
        run.report = _report(plan)
        events.record(session, run.subject, run.state, by=imports.actor(run, facts), faults=len(plan.faults))

    def save(self, session: Session, facts: dict[str, Any]) -> None:
        """Save the next piece; a list that no longer fits is taken back as a whole."""
        run = session.get_one(ImportRun, facts["run_id"])
        if run.state != "saving":
            return
        by, start = imports.actor(run, facts), facts["start"]
        plan = import_plan.group(session, run.producer_id, self._cells(run))
        known = names(self._archive(run))
        done = list(run.undo.get("entries", []))
        for one in plan.goods[start : start + PIECE]:
            import_plan.check(session, one, known)
            faults = [fault for row in one.rows for fault in row.faults] + one.faults
            if faults:
                self._give_up(session, run, faults, done, facts)
                return
            entry = import_save.save(session, run.producer_id, one, by=by)
            if entry is not None:
                done.append(entry)
                self._promise_picture(session, run, one, entry)
            run.done_rows += len(one.rows)
        run.undo = {"entries": done}
        if start + PIECE < len(plan.goods):
            imports.go_on(session, run, "import_save", by=by, start=start + PIECE)
            return
        run.state, run.saved_at, run.done_rows = "saved", clock.now(), run.rows
        run.report = {**run.report, "changed_now": len(done)}
        events.record(session, run.subject, "saved", by=by, products=len(done))

    def undo(self, session: Session, facts: dict[str, Any]) -> None:
        """Take back the next piece, the latest first."""
        run = session.get_one(ImportRun, facts["run_id"])
        if run.state != "undoing":
            return
        by, start = imports.actor(run, facts), facts["start"]
        entries = list(reversed(run.undo.get("entries", [])))
        for entry in entries[start : start + PIECE]:
            import_save.undo(session, entry, by=by)
        run.done_rows = min(len(entries), start + PIECE)
        if start + PIECE < len(entries):
            imports.go_on(session, run, "import_undo", by=by, start=start + PIECE)
            return
        faulty = bool(run.report.get("faults"))
        run.state, run.undone_at = "faulty" if faulty else "undone", clock.now()
        events.record(session, run.subject, "undone", by=by, products=len(entries))

    def picture(self, session: Session, facts: dict[str, Any]) -> None:
        """Put a picture of the archive to its product; one that cannot be read is told in the report."""
        run = session.get_one(ImportRun, facts["run_id"])
        product = session.get(Product, facts["product_id"])
        archive = self._archive(run)
        if product is None or archive is None or run.state not in {"saving", "saved"}:
            return
        try:
            key = pictures.keep(self.files, _member(archive, facts["file"]))
        except Refusal:
            run.report = {**run.report, "bad_pictures": [*run.report.get("bad_pictures", []), facts["file"]]}
            return
        if product.picture is None:
            product.picture = key
        elif product.picture != key:
            edits.propose(session, product, {"picture": key}, by=imports.actor(run, facts))

    def _promise_picture(self, session: Session, run: ImportRun, one: import_plan.Goods, entry: dict[str, Any]) -> None:
        name = one.first.values["picture"]
        if name:
            product = entry.get("made") or entry["product"]
            jobs.promise(
                session, "import_picture", f"import_picture:{run.id}:{product}:{ids.token()}",
                run_id=run.id, product_id=product, file=name.casefold(), user_id=None, name=run.by_name,
            )  # fmt: skip

    def _give_up(
        self, session: Session, run: ImportRun, faults: list[Fault], done: list[Any], facts: dict[str, Any]
    ) -> None:
        """Something changed since the check: what was saved so far is taken back."""
        run.undo = {"entries": done}
        run.report = {**run.report, "faults": [fault.as_json for fault in faults][:MOST_FAULTS]}
        run.state, run.done_rows = "undoing", 0
        imports.go_on(session, run, "import_undo", by=imports.actor(run, facts))

    def _cells(self, run: ImportRun) -> list[list[str]]:
        return sheets.read(self.files.get(run.file_key))

    def _archive(self, run: ImportRun) -> bytes | None:
        return self.files.get(run.pictures_key) if run.pictures_key else None


def names(archive: bytes | None) -> frozenset[str]:
    """The pictures in an archive, by their names in lower case. Raise BadPictures."""
    if archive is None:
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as pack:
            entries = [entry for entry in pack.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, RuntimeError) as problem:
        raise BadPictures(problem=type(problem).__name__) from None
    if len(entries) > MOST_PICTURES or sum(entry.file_size for entry in entries) > MOST_PICTURE_BYTES:
        raise BadPictures(problem="size")
    return frozenset(entry.filename.rsplit("/", 1)[-1].casefold() for entry in entries)


def _member(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as pack:
        for entry in pack.infolist():
            if entry.filename.rsplit("/", 1)[-1].casefold() == name:
                with pack.open(entry) as opened:
                    return opened.read(pictures.MAX_BYTES + 1)
    raise BadPictures(problem="missing")


def _report(plan: Plan) -> dict[str, Any]:
    return {
        "faults": [fault.as_json for fault in plan.faults[:MOST_FAULTS]],
        "fault_count": len(plan.faults),
        "fault_rows": len({fault.row for fault in plan.faults}),
        "new": sum(one.product is None for one in plan.goods),
        "known": sum(one.product is not None for one in plan.goods),
        "packs": plan.rows,
    }
