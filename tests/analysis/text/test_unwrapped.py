"""Comments as other systems hand them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.text.normalise import tokens
from civic.analysis.text.unwrapped import unwrapped


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Jalan rusak\\nlampu padam\\tgelap", "Jalan rusak lampu padam gelap"),
        ("caf\\u00e9 \\ud83d\\ude00", "café \U0001f600"),
        (r"dia bilang \"rusak\"", 'dia bilang "rusak"'),
        ("pasar &amp; taman &lt;kota&gt;", "pasar & taman  "),
        ("pasar &amp;amp; taman", "pasar & taman"),
        ("<p>Jalan<br/>rusak</p>", " Jalan rusak "),
        ('<a href="x" onclick="y">tautan</a>', " tautan "),
        ("cafÃ© di alun-alun", "café di alun-alun"),
        ("â€œbagusâ€\x9d katanya", "\u201cbagus\u201d katanya"),
    ],
)
def test_what_was_wrapped_around_a_comment_goes(written: str, meant: str) -> None:
    assert unwrapped(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "A & B; C",
        "usia < 5 tahun dan > 60 tahun",
        "3 <4",
        "I <3 taman",
        "harga Rp5.000 & Rp10.000;",
        "C:\\folder",
        "São Paulo, Ângela, château, piñata",
        "Â",
        "我们需要更多的公园",
        "السلام عليكم",
    ],
)
def test_what_an_author_typed_stays(text: str) -> None:
    assert unwrapped(text) == text


def test_a_language_without_spaces_is_read_in_pairs() -> None:
    assert tokens("需要更多公园, bus") == ["需要", "要更", "更多", "多公", "公园", ",", "bus"]


@given(st.text())
def test_any_text_can_be_unwrapped_and_written_down(text: str) -> None:
    unwrapped(text.encode("utf-8", "ignore").decode()).encode()
