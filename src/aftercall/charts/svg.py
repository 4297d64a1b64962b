"""A drawing of lines, shapes and words, as SVG text."""

from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup, escape

WIDTH = 340
# Of GOV.UK's palette: the contrast of each with white is at least 4.5, except that of the grid, which only helps.
INK, MUTED, GRID, PAPER, ACCENT, TINT = "#0b0c0c", "#505a5f", "#b1b4b6", "#ffffff", "#1d70b8", "#f3f2f1"
_FONT = "Helvetica, Arial, sans-serif"
# Of a character at size 1, on average.
_CHARACTER = 0.49


class Drawing:
    """What has been drawn so far, on white paper of this height. Later shapes lie above earlier ones."""

    def __init__(self, height: float) -> None:
        self.height = height
        self._shapes: list[Markup] = []

    def line(self, path: str, *, colour: str = INK, width: float = 1.5, dashes: str = "") -> None:
        """A line along a path such as M0 0H10."""
        dashed = {"stroke_dasharray": dashes} if dashes else {}
        self._add("path", d=path, fill="none", stroke=colour, stroke_width=width, **dashed)

    def shape(self, path: str, *, fill: str = INK, edge: str = INK) -> None:
        """A closed path."""
        self._add("path", d=path, fill=fill, stroke=edge, stroke_width=1.5)

    def box(self, x: float, y: float, width: float, height: float, *, fill: str = PAPER, edge: str = INK) -> None:
        """A rectangle, given its top left corner."""
        self._add("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=edge, stroke_width=1.5)

    def circle(self, x: float, y: float, radius: float, *, fill: str = ACCENT, edge: str = ACCENT) -> None:
        """A circle, given its centre."""
        self._add("circle", cx=x, cy=y, r=radius, fill=fill, stroke=edge, stroke_width=2)

    def words(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        colour: str = INK,
        size: float = 12,
        bold: bool = False,
    ) -> None:
        """A line of text. y: of its baseline. anchor: start, middle or end."""
        weight = {"font_weight": "bold"} if bold else {}
        self._add("text", words, x=x, y=y, font_family=_FONT, font_size=size, text_anchor=anchor, fill=colour, **weight)

    def svg(self, title: str, description: str) -> Markup:
        """The whole drawing. title: its name. description: what it shows, for people who cannot see it."""
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="aftercall-chart" viewBox="0 0 {} {}" role="img">'
            "<title>{}</title><desc>{}</desc>"
            '<rect x="0" y="0" width="{}" height="{}" fill="{}"/>'
        )
        paper = (WIDTH, plain(self.height), title, description, WIDTH, plain(self.height), PAPER)
        return head.format(*paper) + Markup("").join(self._shapes) + Markup("</svg>")

    def _add(self, element: str, content: str = "", **attributes: str | float) -> None:
        given = Markup(" ").join(
            Markup('{}="{}"').format(name.replace("_", "-"), value if isinstance(value, str) else plain(value))
            for name, value in attributes.items()
        )
        self._shapes.append(Markup("<{} {}>{}</{}>").format(element, given, escape(content), element))


def plain(value: float) -> str:
    """A coordinate to a tenth, without needless digits: 12 or 12.5."""
    return f"{round(value, 1):g}" if abs(value) < 100_000 else f"{value:.0f}"


def whole_percent(share: float) -> str:
    """A share as a whole percentage; a half is rounded up, as in the tables."""
    return f"{(Decimal(str(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"


def shortened(words: str, width: float, size: float = 12) -> str:
    """The words as far as they fit into a width, with an ellipsis where they do not."""
    room = int(width / (size * _CHARACTER))
    return words if len(words) <= room else f"{words[: max(room - 1, 1)].rstrip()}…"
