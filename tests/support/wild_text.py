"""Text that breaks naive offsets: invisible, combining, astral and right-to-left characters, and odd white space."""

# ruff: noqa: RUF001  # letters of other alphabets
from hypothesis import strategies as st

FRAGMENTS = (
    "Moscow", "U.S.", "Al-Zaman", "Zürich", "Zu\u0308rich", "مدينة حلب", "ירושלים", "東京都", "🎉", "🇷🇺",
    "👩\u200d👩\u200d👧", "don't", "Aleppo's", " ", "  ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u200b", "\u200c",
    "\u200d", "\ufeff", "\ufe0f", "\u2028", "\u2029", "\u00ad", "\u0085", "\u0091", "\u202e", ". ", "? ", '"', "(",
    ")", "—", "...", "A", "é", "\x00", "\x1c", "ﬁ", "İstanbul", "ß", "\U0001d54f", "I\u0307zmir", "ışık", "Ankara'da",
    "بغـــداد", "\u200eبغداد\u200f", "\u2067الشام\u2069", "ﺑﻐﺪﺍﺩ", "بَغْدَاد", "؟ ", "؛ ", "۔", "、", "。", "！”",
    "「北京」", "𠮷野", "दिल्ली", "। ", "क\u094d\u200dष", "Київ", "д-р ", "И. ", "г. ", "«", "» ", "„", "“", "¿",
    "l'Iran", "3. ", "e\u0301\u0327", "\U0001f469\U0001f3fd\u200d\U0001f692",
)  # fmt: skip

fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
wild_text = st.one_of(fragments, any_text)
