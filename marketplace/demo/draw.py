"""Draws the packaging pictures of the demo products: python -m marketplace.demo.draw [SKU ...]."""

import csv
import io
import sys
from pathlib import Path
from random import Random

import resvg_py
from PIL import Image

from marketplace.demo.drawing import stage
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.lettering import font_files
from marketplace.demo.drawing.packs import PACKS
from marketplace.demo.drawing.plans import PLANS

HERE = Path(__file__).parent
DATA = HERE / "data"
PICTURES = HERE / "pictures"
SIZE = 1000
QUALITIES = (82, 76, 70, 64)
LIGHT = 46_000


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def products() -> dict[str, dict[str, str]]:
    """Product rows by SKU, each with its maker's name."""
    makers = {row["id"]: row["name"] for row in rows("producers.csv")}
    return {row["sku"]: row | {"maker": makers[row["producer_id"]]} for row in rows("products.csv")}


def svg(product: dict[str, str]) -> str:
    """The picture of one product as SVG text."""
    sku, plan = product["sku"], PLANS[product["sku"]]
    job = Job(
        sku=sku,
        name=product["name"],
        net=product["net_content"],
        maker=product["maker"],
        art=plan.art,
        hue=plan.hue,
        inside=plan.inside,
        rng=Random(sku),  # noqa: S311
    )
    return stage.scene(job, PACKS[plan.pack](job))


def webp(drawing: str) -> bytes:
    """SVG text as a WebP picture, a little coarser where much detail makes it heavy."""
    png = resvg_py.svg_to_bytes(
        svg_string=drawing,
        width=SIZE,
        height=SIZE,
        skip_system_fonts=True,
        font_files=font_files(),
    )
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in QUALITIES:
        content = _saved(picture, quality)
        if len(content) <= LIGHT:
            break
    return content


def _saved(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=6)
    return out.getvalue()


def main(wanted: list[str]) -> None:
    known = products()
    PICTURES.mkdir(exist_ok=True)
    for sku in wanted or known:
        picture = webp(svg(known[sku]))
        (PICTURES / f"{sku}.webp").write_bytes(picture)
        print(f"{sku} {len(picture) / 1024:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
