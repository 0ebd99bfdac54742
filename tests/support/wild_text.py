"""Text that breaks naive offsets: invisible, combining, astral and right-to-left characters, and odd white space."""

from hypothesis import strategies as st

FRAGMENTS = (
    "Moscow", "U.S.", "Al-Zaman", "Zürich", "Zu\u0308rich", "مدينة حلب", "ירושלים", "東京都", "🎉", "🇷🇺",
    "👩\u200d👩\u200d👧", "don't", "Aleppo's", " ", "  ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u200b", "\u200c",
    "\u200d", "\ufeff", "\ufe0f", "\u2028", "\u2029", "\u00ad", "\u0085", "\u0091", "\u202e", ". ", "? ", '"', "(",
    ")", "—", "...", "A", "é", "\x00", "\x1c", "ﬁ", "İstanbul", "ß", "\U0001d54f",
)  # fmt: skip

fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
wild_text = st.one_of(fragments, any_text)
