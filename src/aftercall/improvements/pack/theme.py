"""The appearance of slides: colours and fonts of the site, 16 to 9, slide numbers."""

import copy
import re

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.shapes.placeholder import _BaseSlidePlaceholder
from pptx.slide import Slide
from pptx.util import Emu, Inches

INK, BLUE, MID_BLUE, GREY, ORANGE = "0B0C0C", "1D70B8", "5694CA", "505A5F", "F47738"
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
# In the order of a theme: dark 1, light 1, dark 2, light 2, six accents, two kinds of links.
_COLOURS = {
    "dk1": INK,
    "lt1": "FFFFFF",
    "dk2": GREY,
    "lt2": "F3F2F1",
    "accent1": BLUE,
    "accent2": ORANGE,
    "accent3": "00703C",
    "accent4": "4C2C92",
    "accent5": GREY,
    "accent6": MID_BLUE,
    "hlink": "1D70B8",
    "folHlink": "4C2C92",
}
_FONT = "Arial"
_TITLE_ONLY, _TITLE_SLIDE = 5, 0


def new_deck() -> Deck:
    """An empty deck in our theme."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _ours(theme.blob.decode()).encode()  # noqa: SLF001 - python-pptx offers no other way
    _widen([shape for layout in (master, *deck.slide_layouts) for shape in layout.placeholders])
    return deck


def _widen(shapes: list[_BaseSlidePlaceholder]) -> None:
    """From the template's 4 to 3 to 16 to 9. All positions are read first, because some are inherited from the
    master."""
    places = [(shape.left, shape.top, shape.width, shape.height) for shape in shapes]
    for shape, (left, top, width, height) in zip(shapes, places, strict=True):
        shape.left, shape.top = Emu(left * 4 // 3), top
        shape.width, shape.height = Emu(width * 4 // 3), height


def _ours(theme: str) -> str:
    """The theme with our name, colours and fonts."""
    for name, colour in _COLOURS.items():
        pattern = rf"(<a:{name}>).*?(</a:{name}>)"
        theme = re.sub(pattern, rf'\g<1><a:srgbClr val="{colour}"/>\g<2>', theme, flags=re.DOTALL)
    theme = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{_FONT}", theme)
    return re.sub(r'name="Office Theme"', 'name="Aftercall"', theme)


def title_slide(deck: Deck) -> Slide:
    """A new slide with the title and the subtitle of the whole deck."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_SLIDE])
    return slide


def content_slide(deck: Deck) -> Slide:
    """A new slide with a title and a slide number, otherwise empty."""
    layout = deck.slide_layouts[_TITLE_ONLY]
    slide: Slide = deck.slides.add_slide(layout)
    for placeholder in layout.placeholders:  # type: ignore[misc]  # its annotation has no self
        if "Slide Number" in placeholder.name:
            slide.shapes._spTree.append(copy.deepcopy(placeholder.element))  # noqa: SLF001 - as for the theme
    return slide
