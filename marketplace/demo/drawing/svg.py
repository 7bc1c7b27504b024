"""The few words of SVG that the drawings are written in."""

from html import escape


def tag(name: str, *inside: str, **attributes: object) -> str:
    """One element; `stroke_width=2` becomes `stroke-width="2"`, None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(inside)
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def number(value: object) -> str:
    """A value as SVG text: two decimals are enough for a picture of 1000 px."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def path(d: str, fill: object = "none", **attributes: object) -> str:
    return tag("path", d=d, fill=fill, **attributes)


def stroke(d: str, colour: str, width: float = 3, **attributes: object) -> str:
    """An open line with round ends."""
    return path(
        d,
        stroke=colour,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
        **attributes,
    )


def circle(x: float, y: float, r: float, fill: str = "none", **attributes: object) -> str:
    return tag("circle", cx=x, cy=y, r=r, fill=fill, **attributes)


def ellipse(x: float, y: float, rx: float, ry: float, fill: str = "none", **attributes: object) -> str:
    return tag("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **attributes)


def rect(x: float, y: float, w: float, h: float, fill: str = "none", **attributes: object) -> str:
    return tag("rect", x=x, y=y, width=w, height=h, fill=fill, **attributes)


def group(*inside: str, **attributes: object) -> str:
    return tag("g", *inside, **attributes)


def place(drawing: str, x: float, y: float, scale: float = 1, turn: float = 0) -> str:
    """A drawing made around 0,0 set down at x,y."""
    moved = f"translate({number(float(x))} {number(float(y))})"
    turned = f" rotate({number(float(turn))})" if turn else ""
    scaled = f" scale({number(float(scale))})" if scale != 1 else ""
    return group(drawing, transform=moved + turned + scaled)


def mirrored(drawing: str) -> str:
    return group(drawing, transform="scale(-1 1)")


def clipped(drawing: str, shape: str, name: str) -> str:
    """A drawing seen only inside a shape."""
    return tag("clipPath", shape, id=name) + group(drawing, clip_path=f"url(#{name})")


def gradient(name: str, *stops: tuple[float, str, float], across: bool = False) -> str:
    """A linear gradient, top to bottom or (across) left to right; stops are (at, colour, opacity)."""
    inside = (tag("stop", offset=at, stop_color=colour, stop_opacity=opacity) for at, colour, opacity in stops)
    x2, y2 = (1, 0) if across else (0, 1)
    return tag("linearGradient", *inside, id=name, x1=0, y1=0, x2=x2, y2=y2)


def blurred(drawing: str, name: str, by: float) -> str:
    effect = tag(
        "filter",
        tag("feGaussianBlur", stdDeviation=by),
        id=name,
        x="-30%",
        y="-60%",
        width="160%",
        height="220%",
    )
    return effect + group(drawing, filter=f"url(#{name})")
