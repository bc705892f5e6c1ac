"""Markdown gives back what people typed, and nothing that harms."""

from __future__ import annotations

import pytest

from civic.core.markdown import plain, render

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*ya* dan **tebal**", "<p><em>ya</em> dan <strong>tebal</strong></p>\n"),
        ("ukuran 5*3*2 meter", "<p>ukuran 5*3*2 meter</p>\n"),
        ("a**b**c", "<p>a**b**c</p>\n"),
        ("3. Lampu", '<ol start="3">\n<li>Lampu</li>\n</ol>\n'),
        ("1. a\n4. b\n5. c", '<ol>\n<li>a</li>\n<li value="4">b</li>\n<li>c</li>\n</ol>\n'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("08. Mei", "<p>08. Mei</p>\n"),
        ("1.", "<p>1.</p>\n"),
        ("---", "<p>---</p>\n"),
        ("+ bagus\n- mahal", "<p>+ bagus<br>\n- mahal</p>\n"),
        ("¯\\_(ツ)_/¯", "<p>¯\\_(ツ)_/¯</p>\n"),
        ("\\*a\\*", "<p>\\*a\\*</p>\n"),
        ("C:\\_data\nb\\", "<p>C:\\_data<br>\nb\\</p>\n"),
        ("> 50 orang", "<p>&gt; 50 orang</p>\n"),
        ("> kutipan", "<blockquote>\n<p>kutipan</p>\n</blockquote>\n"),
        ("[Usul]: setuju", "<p>[Usul]: setuju</p>\n"),
        ("``` usul", "<p>``` usul</p>\n"),
        ("~~~ usul", "<p>~~~ usul</p>\n"),
        ("# tagar", "<p># tagar</p>\n"),
        ("judul\n===", "<p>judul<br>\n===</p>\n"),
        ("a &#x202e; &nbsp; b", "<p>a &amp;#x202e; &amp;nbsp; b</p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](https://a.example)", f'<p><a href="https://a.example" {REL}>x</a></p>\n'),
        ("[x](mailto:a@b.example)", f'<p><a href="mailto:a@b.example" {REL}>x</a></p>\n'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](ftp://a.example)", "<p>[x](ftp://a.example)</p>\n"),
        ("[catatan](penting)", "<p>[catatan](penting)</p>\n"),
    ],
)
def test_a_comment_is_shown_as_it_was_typed(typed: str, shown: str) -> None:
    assert render(typed) == shown


def test_an_officers_page_has_headings_below_its_own_and_no_overrides() -> None:
    assert render("# A\n### B", headings=True) == "<h3>A</h3>\n<h4>B</h4>\n"
    assert "\u202e" not in render("a &#x202e;b", headings=True)
    assert render("[x](javascript:1) <i>y</i>", headings=True) == "<p>[x](javascript:1) &lt;i&gt;y&lt;/i&gt;</p>\n"


def test_plain_text_has_no_markup_and_no_entities() -> None:
    assert plain("*a* & <b>\n\n- x") == "a & <b> x"
    assert plain("#1 dari warga") == "#1 dari warga"
    assert plain("### Mengapa\nKarena *perlu*", headings=True) == "Mengapa Karena perlu"


def test_headings_come_right_below_those_of_the_page() -> None:
    assert render("## A\n# B", headings=True, below=1) == "<h3>A</h3>\n<h2>B</h2>\n"
    assert "<h2>" not in render("<h2>A</h2>\n\n## B")
