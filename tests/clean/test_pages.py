"""Pages as bad as they come, and the pieces of their metadata."""

from __future__ import annotations

import pytest

from khaldun.clean.elements import parse_page, walk
from khaldun.clean.language import detect_language
from khaldun.errors import UnreadableError
from khaldun.records.reports import Article

from .test_layouts import cleaned, value

NEWS = "Shells hit the market of Ariha on Monday and killed three people, two medics and a teacher told a reporter."


def read(article: Article) -> str:
    return "\n".join(article.text[block.start : block.end] for block in article.blocks if block.reason is None)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>" * 3000 + f"<p>{NEWS}</p>" + "</div>" * 3000, id="nested-3000-deep"),
        pytest.param("<b>" * 3000 + f"{NEWS}" + "</b>" * 3000, id="inline-3000-deep"),
        pytest.param(f"<html><body><p>{NEWS}<p><table><tr><td>x</body>", id="nothing-closed"),
        pytest.param(f"<p>{NEWS}</div></span></p></html></html>", id="closed-twice"),
        pytest.param(f"<html><body><p>{NEWS}</p><script>if (a<b) x('</p>", id="cut-in-a-script"),
        pytest.param(f"<html><p>{NEWS}</p><!-- never closed", id="cut-in-a-comment"),
        pytest.param(f"<p>{NEWS}</p><p class='", id="cut-in-an-attribute"),
        pytest.param(f'<?xml version="1.0" encoding="utf-8"?><html><p>{NEWS}</p></html>', id="xml-declaration"),
        pytest.param(
            f"<html><head><script type='application/ld+json'>{{bad</script></head><p>{NEWS}</p>", id="bad-json-ld"
        ),
        pytest.param(f"<html><link rel=canonical href='http://[bad'><p>{NEWS}</p>", id="bad-address"),
        pytest.param(f"<p>\x01\x02{NEWS}\x0b</p>", id="control-characters"),
    ],
)
def test_broken_pages_are_read(page: str) -> None:
    assert NEWS in read(cleaned(page, reader="html/1"))


@pytest.mark.parametrize("page", ["<html></html>", "<p></p>", "<!-- only -->", "<script>var words</script>"])
def test_a_page_without_words_is_a_failure(page: str) -> None:
    with pytest.raises(UnreadableError, match="no words"):
        cleaned(page, reader="html/1")


def test_hidden_words_are_left_out_and_say_so() -> None:
    article = cleaned(f'<p>{NEWS}</p><div style="display: none">Secret words of the page</div>', reader="html/1")
    assert {article.text[b.start : b.end]: b.reason for b in article.blocks}["Secret words of the page"] == "hidden"


def test_breaks_and_preformatted_text_part_paragraphs() -> None:
    tree = parse_page("<p>one<br>two<br><br>three</p><pre>four\nfive\n\nsix</pre>")
    assert tree is not None
    assert [passage.text for passage in walk(tree)[0]] == ["one\ntwo", "three", "four\nfive", "six"]


def test_inline_elements_do_not_part_words() -> None:
    tree = parse_page("<p>On <time>Monday</time> the <b>ar</b>my</p><p><a>One</a><a>Two</a></p>")
    assert tree is not None
    assert [passage.text for passage in walk(tree)[0]] == ["On Monday the army", "One Two"]


def page_with(head: str, body: str = "") -> Article:
    return cleaned(
        f"<html><head>{head}</head><body><h1>A title of words</h1><p>{NEWS}</p>{body}</body></html>", reader="html/1"
    )


def test_a_canonical_link_elsewhere_names_the_original() -> None:
    article = page_with(
        '<link rel="canonical" href="https://www.first.example/a"><meta property="og:url" content="https://copy.example/a">'
        '<meta property="og:site_name" content="Copy Site">'
    )
    assert (value(article.publisher), value(article.original_publisher)) == ("Copy Site", "first.example")
    assert value(article.url) == "https://copy.example/a"
    assert article.republished


def test_json_ld_names_the_source_organisation() -> None:
    article = page_with(
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"A title of words",'
        '"publisher":{"name":"Copy Site"},"sourceOrganization":{"name":"First Press"},"author":[{"name":"A B"},'
        '{"name":"C D"}]}]}</script>'
    )
    assert (value(article.publisher), value(article.original_publisher)) == ("Copy Site", "First Press")
    assert value(article.byline) == "A B, C D"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (NEWS, "en"),
        ("Les soldats ont attaqué le village de Boni lundi matin et trois civils ont été tués, selon la mairie.", "fr"),
        ("قصفت الطائرات الحربية مدينة إدلب يوم الاثنين وقتل ثلاثة مدنيين بحسب المرصد.", "ar"),
        ("Российские военные обстреляли город Харьков в понедельник, погибли три человека, сообщили власти.", "ru"),
        ("De troepen hebben maandag het dorp ingenomen en drie burgers gedood, zei de burgemeester van de stad.", "nl"),
        ("Three killed in Idlib", "en"),
        ("", "und"),
        ("123", "und"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text) == language
