"""The kinds of package; each module draws a family of them."""

from collections.abc import Callable

from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.packs import box, craft, fresh, frozen, glass, pouch, textile

Pack = Callable[[Job], str]

PACKS: dict[str, Pack] = {
    **pouch.PACKS,
    **glass.PACKS,
    **box.PACKS,
    **frozen.PACKS,
    **fresh.PACKS,
    **textile.PACKS,
    **craft.PACKS,
}
