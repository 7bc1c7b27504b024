"""The house: packages in one strict order, Flask only on top, small files with a purpose."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent / "marketplace"
ORDER = ["kernel", "people", "catalog", "stock", "money", "trade", "sourcing", "notices", "insight", "web", "cli"]
APART = "fakes"
FLASK_BELOW = {"kernel/db.py": {"flask_sqlalchemy"}}
WEB_LIBRARIES = ("flask", "werkzeug", "wtforms")


@cache
def modules(package: str) -> list[tuple[str, ast.Module]]:
    files = sorted((ROOT / package).rglob("*.py"))
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in files]


@cache
def imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_arrow_points_down() -> None:
    wrong = [
        f"{name} imports {found}"
        for place, package in enumerate(ORDER[:-2])
        for name, tree in modules(package)
        for found in imports(tree)
        for above in ORDER[place + 1 :]
        if found == f"marketplace.{above}" or found.startswith(f"marketplace.{above}.")
    ]
    assert wrong == []


def test_the_domain_knows_no_web() -> None:
    wrong = [
        f"{name} imports {found}"
        for package in ORDER[:-2]
        for name, tree in modules(package)
        for found in imports(tree)
        if found.split(".")[0].split("_")[0] in WEB_LIBRARIES
        and found.split(".")[0] not in FLASK_BELOW.get(name, set())
    ]
    assert wrong == []


def test_the_twins_of_providers_know_nothing_of_the_shop() -> None:
    found = {name: [one for one in imports(tree) if one.startswith("marketplace.")] for name, tree in modules(APART)}
    assert {name: ones for name, ones in found.items() if ones} == {}


def test_only_one_file_knows_the_card_provider_s_library_and_its_unit() -> None:
    places = [(name, tree) for package in ORDER for name, tree in modules(package)]
    users = {name for name, tree in places if any(one.split(".")[0] == "stripe" for one in imports(tree))}
    assert users == {"money/gateways/stripe_api.py"}


def test_every_file_says_what_it_is_for_and_is_short() -> None:
    for package in (*ORDER, APART):
        for name, tree in modules(package):
            assert ast.get_docstring(tree), f"{name} has no docstring"
            assert len((ROOT / name).read_text().splitlines()) <= 320, f"{name} is long"


def floats(tree: ast.Module) -> list[ast.AST]:
    """Numbers with a point, the name `float`, and divisions that make one."""
    return [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div))
    ]


def test_money_is_never_a_float() -> None:
    books = [row for package in ("money", "trade", "catalog") for row in modules(package)]
    books += [row for row in modules("kernel") if row[0] == "kernel/rupiah.py"]
    assert [name for name, tree in books if floats(tree)] == []


def test_a_float_would_be_found() -> None:
    """Negative control."""
    assert [len(floats(ast.parse(text))) for text in ("1.5", "float(x)", "a / b", "a //= 2", "a //= 2; a /= 2")] == [
        1, 1, 1, 0, 1,
    ]  # fmt: skip


def test_every_setting_is_documented() -> None:
    from marketplace.cli import models
    from marketplace.kernel import settings

    models.load()
    page = (ROOT.parent / "docs" / "settings.md").read_text()
    assert [name for name in settings.REGISTRY if f"`{name}`" not in page] == []


def test_no_two_test_files_have_the_same_name() -> None:
    names = [path.name for path in (ROOT.parent / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)
