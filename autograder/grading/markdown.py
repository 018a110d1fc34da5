"""Says whether Markdown and its links are harmless in a browser, and makes of it what is."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote

from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

# Those that a browser shows as pixels; SVG is a document, with scripts.
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
TAGS = (
    "a abbr b blockquote br caption center code dd del details div dl dt em figure"
    " h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s small span strong sub summary sup"
    " table tbody td tfoot th thead tr u ul"
).split()
# Lists of tasks are made of `input`, which students do not write.
_TAGS = {*TAGS, "input"}
_ATTRIBUTES = set(
    "align alt checked class colspan disabled height href id rowspan src start style title type"
    " width".split()
)
_SCHEMES = ("http", "https", "mailto")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)")
_IMAGE = re.compile(rf"data:(?:{'|'.join(IMAGES)});base64,[a-z0-9+/=]+", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0]")
# Rendering takes a time that grows with the square of some texts.
_MOST_CHARACTERS = 50_000


def is_harmless_link(address: str, image: bool = False) -> bool:
    """Say whether a browser may follow an address: http, https, mailto, or within the page.

    Addresses are decoded first, as browsers do it and further. Images may be in the address.
    """
    decoded = _UNSEEN.sub("", unquote(html.unescape(address))).lower()
    if image and _IMAGE.fullmatch(decoded):
        return True
    scheme = _SCHEME.match(decoded)
    return scheme is None or scheme[0] in _SCHEMES


def harmless_markdown(text: str, attachments: dict | None = None) -> str:
    """Return a text as it is, or where it would do harm without its links, or else as code.

    `attachments` are the images of its cell. Tags are taken for cleaned already, as bleach does it:
    Markdown may make others of them.
    """
    for candidate in (text, text.replace("](", "] (").replace("]:", "] :")):
        if _is_harmless(candidate, attachments or {}):
            return candidate
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _is_harmless(text: str, attachments: dict) -> bool:
    """Say whether a text has nothing but harmless tags when nbconvert has made HTML of it."""
    short = _IMAGE.sub("data:image/png;base64,A", text)
    return len(short) <= _MOST_CHARACTERS and _renders_harmlessly(short, tuple(attachments))


@lru_cache(maxsize=500)  # the prose of a release is the same in every submission
def _renders_harmlessly(text: str, attachments: tuple[str, ...]) -> bool:
    small = {name: {IMAGES[0]: "A"} for name in attachments}
    renderer = IPythonRenderer(escape=False, attachments=small)
    try:
        page = MarkdownWithMath(renderer=renderer).render(text)
    except (InvalidNotebook, RecursionError):
        return False
    look = _Look()
    look.feed(page)
    look.close()
    return look.harmless


class _Look(HTMLParser):
    """Looks at HTML; anything that one reader might take for a tag and another not is harm."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.harmless = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        links = [value or "" for name, value in attrs if name in ("href", "src")]
        self.harmless &= (
            tag in _TAGS
            and {name for name, _ in attrs} <= _ATTRIBUTES
            and all(is_harmless_link(link, image=tag == "img") for link in links)
        )

    def handle_data(self, data: str) -> None:
        self.harmless &= "<" not in data

    def handle_comment(self, data: str) -> None:
        self.harmless = False

    handle_decl = handle_pi = unknown_decl = handle_comment
