"""Pinyin initials of Chinese names, the way people type them into a search box (重庆 -> cq)."""

import re
from functools import lru_cache

NO_SIGN = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=8192)
def pinyin_initials(text: str) -> str:
    """First letter of every Chinese syllable; Latin letters and digits stay, everything else is dropped."""
    from pypinyin.core import Pinyin  # 0.2 s to import: paid by the first name written, not at start

    return "".join([_of_word(word) for word in Pinyin().seg(text)])


@lru_cache(maxsize=32_768)
def _of_word(word: str) -> str:
    """The words of a city's names come again and again (市场, 小区, 东路); a word, not a letter, has one reading."""
    from pypinyin import Style, lazy_pinyin

    return NO_SIGN.sub("", "".join(lazy_pinyin(word, style=Style.FIRST_LETTER)).lower())
