"""The drawn packaging pictures: what is on them, and that every product has one."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

draw = pytest.importorskip("marketplace.demo.draw", reason="resvg-py is a development dependency")

PRODUCTS = draw.products()


def words(sku: str) -> str:
    return " ".join(ElementTree.fromstring(draw.svg(PRODUCTS[sku])).itertext())  # noqa: S314


@pytest.mark.parametrize("sku", PRODUCTS)
def test_label_names_product_weight_and_maker(sku: str) -> None:
    product = PRODUCTS[sku]
    drawn = words(sku)

    assert product["name"] in drawn
    assert product["maker"] in drawn.removeprefix(product["name"])
    assert drawn.count(product["net_content"]) >= 2, "in the title and on the package"
    assert "contoh" in drawn.split()


def test_lettering_holds_every_word_of_the_name() -> None:
    root = ElementTree.fromstring(draw.svg(PRODUCTS["KUE-06"]))  # noqa: S314
    lettering = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))

    assert all(word in lettering for word in ("Kue", "Kering", "Jahe", "isi 2 (turndown)", "20 g"))


def test_same_product_gives_same_picture() -> None:
    once, again = (draw.svg(PRODUCTS["AMP-02"]) for _ in range(2))

    assert once == again
    assert draw.webp(once) == draw.webp(again)


@pytest.mark.parametrize("sku", PRODUCTS)
def test_master_picture_is_square_and_light(sku: str) -> None:
    content = (draw.PICTURES / f"{sku}.webp").read_bytes()

    assert Image.open(BytesIO(content)).size == (1000, 1000)
    assert len(content) < 60_000


def test_no_picture_without_product() -> None:
    assert {file.stem for file in draw.PICTURES.glob("*.webp")} == set(PRODUCTS)
    assert set(draw.PLANS) == set(PRODUCTS)
