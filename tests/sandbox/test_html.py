"""HTML formatting becomes text and entities as Telegram makes them."""

import html as stdlib_html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import find, trim, utf16_length, utf16_slice
from sandbox.errors import ApiError
from sandbox.html import parse

SIMPLE = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "tg-spoiler": "spoiler"}


def kinds(source: str) -> list[tuple[str, int, int]]:
    return [(e["type"], e["offset"], e["length"]) for e in parse(source)[1]]


def test_plain_tags_and_their_synonyms() -> None:
    assert kinds("<b>a</b><strong>b</strong>") == [("bold", 0, 2)]
    assert kinds("<i>a</i> <em>b</em>") == [("italic", 0, 1), ("italic", 2, 1)]
    assert kinds("<u>a</u> <ins>b</ins>") == [("underline", 0, 1), ("underline", 2, 1)]
    assert kinds("<s>a</s> <del>b</del>") == [("strikethrough", 0, 1), ("strikethrough", 2, 1)]
    assert kinds('<span class="tg-spoiler">a</span>') == [("spoiler", 0, 1)]


def test_nesting_gives_one_entity_each_the_outer_first() -> None:
    assert kinds("<b>bold <i>both</i></b>") == [("bold", 0, 9), ("italic", 5, 4)]


def test_code_with_a_language() -> None:
    text, entities = parse('<pre><code class="language-python">x = 1</code></pre>')
    assert text == "x = 1"
    assert entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


def test_nothing_else_stands_inside_code() -> None:
    assert kinds("<code>a <b>b</b></code>") == [("code", 0, 3)]


def test_links_mentions_quotes_moments() -> None:
    assert parse('<a href="https://x.org/?a=1&amp;b=2">l</a>')[1][0]["url"] == "https://x.org/?a=1&b=2"
    assert parse('<a href="tg://user?id=42">Eva</a>')[1][0]["user"]["id"] == 42
    assert kinds("<blockquote>q</blockquote>") == [("blockquote", 0, 1)]
    assert kinds("<blockquote expandable>q</blockquote>") == [("expandable_blockquote", 0, 1)]
    assert parse('<tg-emoji emoji-id="77">👍</tg-emoji>')[1][0]["custom_emoji_id"] == "77"
    assert parse('<tg-time unix="1700000000" format="wDT">then</tg-time>')[1][0]["unix_time"] == 1700000000


def test_escapes_are_the_four_names_and_numbers() -> None:
    assert parse("&lt;&gt;&amp;&quot;&#33;&#x21;&nbsp;")[0] == '<>&"!!&nbsp;'


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("я<table>", 'Unsupported start tag "table" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
    ],
)
def test_unbalanced_or_unknown_tags_are_named(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(source)
    assert refused.value.description.startswith(f"Bad Request: can't parse entities: {words}")


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@st.composite
def formatted(draw: st.DrawFn, depth: int = 2) -> list[object]:
    """A tree of texts and tagged trees."""
    parts: list[object] = []
    for _ in range(draw(st.integers(0, 3))):
        if depth and draw(st.booleans()):
            parts.append((draw(st.sampled_from(sorted(SIMPLE))), draw(formatted(depth=depth - 1))))
        else:
            parts.append(draw(TEXT))
    return parts


def render(parts: list[object], tags: tuple[str, ...] = ()) -> tuple[str, list[tuple[str, frozenset[str]]]]:
    """The HTML of a tree, and every character with the formats that it must have."""
    source = ""
    characters: list[tuple[str, frozenset[str]]] = []
    for part in parts:
        if isinstance(part, str):
            source += stdlib_html.escape(part, quote=False)
            characters += [(c, frozenset(SIMPLE[tag] for tag in tags)) for c in part]
        else:
            assert isinstance(part, tuple)
            tag, inner = part
            inside, more = render(inner, (*tags, tag))
            source += f"<{tag}>{inside}</{tag}>"
            characters += more
    return source, characters


@given(formatted())
def test_every_character_has_exactly_the_formats_of_its_tags(parts: list[object]) -> None:
    source, characters = render(parts)
    text, entities = parse(source)
    assert text == "".join(c for c, _ in characters)
    position = 0
    for char, formats in characters:
        covering = {e["type"] for e in entities if e["offset"] <= position < e["offset"] + e["length"]}
        assert covering == formats
        position += utf16_length(char)


@given(TEXT, TEXT, TEXT)
def test_an_entity_covers_exactly_its_words(before: str, inside: str, after: str) -> None:
    text, entities = parse("".join([stdlib_html.escape(before), f"<b>{stdlib_html.escape(inside)}</b>",
                                    stdlib_html.escape(after)]))  # fmt: skip
    if not inside:
        assert entities == []
        return
    assert utf16_slice(text, entities[0]["offset"], entities[0]["length"]) == inside


@given(TEXT, st.text(" \n\t", max_size=4), st.text(" \n\t", max_size=4))
def test_trimming_moves_entities_along(words: str, before: str, after: str) -> None:
    words = f"x{words}x"
    source = f"{before}{words}{after}"
    entity = {"type": "bold", "offset": utf16_length(before), "length": utf16_length(words)}
    text, entities = trim(source, [entity])
    assert text == words
    assert utf16_slice(text, entities[0]["offset"], entities[0]["length"]) == words


def test_what_stands_in_plain_text_is_found() -> None:
    text = "🙂 see https://x.org/a?b=1, mail a.b@c.org, @anna_k, /help@care_bot #tag $USD"
    found = {e["type"]: utf16_slice(text, e["offset"], e["length"]) for e in find(text, [])}
    assert found == {
        "url": "https://x.org/a?b=1", "email": "a.b@c.org", "mention": "@anna_k", "bot_command": "/help@care_bot",
        "hashtag": "#tag", "cashtag": "$USD",
    }  # fmt: skip


def test_a_path_or_a_fraction_is_no_command() -> None:
    assert find("a/b and 1/2 and //note", []) == []
