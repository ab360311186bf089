"""Names of people: a first name with a family name near it, as far as lists and endings know them.

One name alone says too little: `Jordan`, `Paris` and `Mercedes` are also what people search for. So
does a pair of which one is an ordinary word or a place (`rose`, `brooklyn`), unless nothing else
stands in the text. `name_lists` holds the lists; `benchmarks/name_lists.py` says where they are
from.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

# Names of Russia's fathers, and endings of its families, which are of no other words of theirs.
_PATRONYMIC: Final = re.compile(r"[А-ЯЁ][а-яё]+(?:ович|евич|ьич|овна|евна|ична)\b")
_SLAVIC_FAMILY: Final = re.compile(
    r"[а-яёіїє]{2,}(?:ов|ова|ев|ева|ин|ина|ский|ская|цкий|цкая|енко|чук|юк|ський|ська)"
)
# Endings that only families have: Polish, Czech, Russian, Ukrainian, Balkan, Greek, Georgian,
# Armenian, Turkish, Nordic, Scottish and German ones.
_FAMILY_ENDING: Final = re.compile(
    r"[a-z]{3,}(?:owski|ewski|inski|ynski|owska|ewska|inska|ynska|czyk|wicz|ovic|evic|kovic|enko"
    r"|chuk|poulos|opoulou|idis|akis|shvili|adze|yan|oglu|sson|dottir|quist|mann|bauer|berger"
    r"|hofer|meier|mayer|huber|stein|ova|ov|ev|eva)|(?:mac|mc)[a-z]{3,}"
)
_TITLED: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme|Mlle|Sra?|Srta|Sig|Sig\.ra|Dott)\.? "
    r"(?:[A-ZÀ-Þ][^\W\d_]+[ -]?(?:[A-Z]\. )?){1,3}$"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PARTICLES: Final = frozenset(
    (
        *("de", "la", "las", "los", "del", "da", "das", "do", "dos", "di", "y", "e"),
        *("van", "von", "der", "den", "ter", "ten", "zu", "al", "el", "bin", "ibn", "ben", "abu"),
    )
)
# An `a` is an article, too.
_INITIALS: Final = frozenset("bcdefghijklmnopqrstuvwxyz")
# Letters that are no others with a mark, as they are written where those cannot be.
_PLAIN: Final = str.maketrans({
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
    "ё": "е", "’": "'",
})  # fmt: skip
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
# Marks of other letters make letters of their own: й is no и.
_MARKS: Final = re.compile(r"(?<=[a-zα-ω])[\u0300-\u036f]+")
# Greek in Latin letters (ISO 843, as passports have it): most lists have its names in these alone.
_GREEK_PAIRS: Final = {"ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "μπ": "mp", "γκ": "gk"}
_GREEK: Final = str.maketrans({
    **dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)),
    "θ": "th", "χ": "ch", "ψ": "ps",
})  # fmt: skip
_BETWEEN: Final = 2
"""So many words may stand between the two: a second name, an initial, `de la`."""
_SHORT: Final = 3
"""A rare name of so few letters is also an acronym or a word of some language."""
_MOST_WORDS: Final = 5
"""A name has no more; in a longer text both parts have to be nothing but names."""
# Chinese, Japanese and Korean, which write the family first and no blank behind it.
_EASTERN: Final = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff々]{2,7}|[\u3040-\u30ff\u4e00-\u9fff々]{1,4}[ \u3000·]"
    r"[\u3040-\u30ff\u4e00-\u9fff々]{1,4}|[가-힣]{2,5}|[가-힣]{1,2} [가-힣]{1,3}"
)
# The families of most Chinese, but for those whose sign begins many words as well (`白`, `高`).
_CHINESE_FAMILIES: Final = frozenset(
    "王李张刘陈杨赵吴周徐孙朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘于蒋蔡余杜叶苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范廖贾夏韦付邹孟熊秦邱尹薛闫段雷侯史陶黎贺顾郝龚邵钱严覃戴莫孔汤張劉陳楊趙吳孫鄭謝許韓馮鄧葉蘇呂盧"
    "鍾譚陸賈韋鄒羅賴簡"
)
_CHINESE_NAME: Final = re.compile(r"[\u4e00-\u9fff]{3}")
# Brands that are called after people, who are what nobody searches for by these names.
_BRANDS_TEXT: Final = """
    calvin klein | ralph lauren | hugo boss | michael kors | tommy hilfiger | paul smith
    tom tailor | tom ford | marc jacobs | karl lagerfeld | giorgio armani | emporio armani
    jack wolfskin | jack daniels | kate spade | vera wang | vera bradley | stella mccartney
    vivienne westwood | alexander mcqueen | oscar de la renta | marc cain | marco polo
    dolce gabbana | james perse | elizabeth arden | estee lauder | helena rubinstein
    bobbi brown | laura mercier | charlotte tilbury | mary kay | paul mitchell | john frieda
    paula choice | harry potter | harry winston | jimmy choo | manolo blahnik | christian dior
    christian louboutin | yves rocher | saint laurent | jean paul | thierry mugler
    paco rabanne | carolina herrera | roberto cavalli | donna karan | diane von | kenneth cole
    perry ellis | tory burch | sam edelman | steve madden | dr martens | john deere
    harley davidson | johnnie walker | jim beam | evan williams | elijah craig | captain morgan
    bruno banani | philipp plein | jil sander | betty barclay | gerry weber | eddie bauer
    peter hahn | johns hopkins | martin luther | george washington | abraham lincoln
    john lewis | ben sherman | fred perry | lewis carroll | albert heijn | douglas adams
    nina ricci | laura ashley | cath kidston | orla kiely | ted baker | paul hewitt
    daniel wellington | pierre cardin | louis vuitton | guy laroche | jack jones | frank walter
    walter knoll | philippe starck | charles eames | rosenthal meissen | sarah lee | sara lee
    mercedes benz | rolls royce | aston martin | alfa romeo | black decker | smith wesson
    ben jerry | marks spencer | johnson johnson | procter gamble | abercrombie fitch
    victoria secret | wells fargo | san francisco | san marino | san diego | santa cruz
    stephen king | jack russell | king charles | saint bernard | st bernard | don julio
    jose cuervo | maria mater | paul green | henry hoover | barbie doll | teddy bear
    jane eyre | james bond | oliver twist
"""
_BRANDS: Final = frozenset(
    name.strip() for line in _BRANDS_TEXT.strip().splitlines() for name in line.split("|")
)


@dataclass(frozen=True, slots=True)
class _Names:
    """Words of the lists, folded."""

    first: frozenset[str]
    family: frozenset[str]
    words: frozenset[str]
    """Names that are ordinary words or places, too."""
    given_signs: frozenset[str]
    """The signs that Chinese and Japanese first names are written with."""

    def first_strength(self, word: str) -> int:
        """0 for none, 1 for what is also a word, 2 for a first name and nothing else."""
        return 0 if word not in self.first else 1 if word in self.words else 2

    def family_strength(self, word: str) -> int:
        """The same for a family's name, which its ending may tell."""
        if word in self.family:
            return 1 if word in self.words else 2
        if _SLAVIC_FAMILY.fullmatch(word) or _FAMILY_ENDING.fullmatch(word):
            return 2
        return 2 if word.startswith("o'") and len(word) > len("o'xx") else 0


def folded(word: str) -> str:
    """The word in small letters without marks.

    >>> folded("González"), folded("Weiß"), folded("Ңur")
    ('gonzalez', 'weiss', 'ңur')
    """
    plain = word.lower().translate(_PLAIN)
    if plain.isascii():
        return plain
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", plain)))


def names_a_person(text: str) -> bool:
    """Whether a first name stands near a family name, in either order.

    >>> [names_a_person(one) for one in ("Anna Müller", "mueller, anna", "anna-mueller", "paris")]
    [True, True, True, False]
    >>> [names_a_person(one) for one in ("山田 太郎", "김지우", "rose garden", "calvin klein")]
    [True, True, False, False]
    >>> [names_a_person(one) for one in ("Μαρία Παπαδοπούλου", "παπούτσια τρεξίματος")]
    [True, False]
    """
    if _PATRONYMIC.search(text) or _TITLED.search(text):
        return True
    if _EASTERN.fullmatch(text):
        return _is_eastern_name(text)
    written = _WORD.findall(text)
    if len(written) < 2:
        return False
    words = [folded(word) for word in written]
    latin = [_in_latin(word) for word in words]
    return _holds_pair(words) or (latin != words and _holds_pair(latin))


def _in_latin(word: str) -> str:
    """A folded word of Greek letters in those of passports; any other as it is.

    >>> _in_latin("παπαδοπουλου"), _in_latin("μαρια"), _in_latin("anna")
    ('papadopoulou', 'maria', 'anna')
    """
    if word.isascii():
        return word
    for greek, latin in _GREEK_PAIRS.items():
        word = word.replace(greek, latin)
    return word.translate(_GREEK)


def _holds_pair(words: Sequence[str]) -> bool:
    names = _names()
    first = [names.first_strength(word) for word in words]
    if not any(first):
        return False
    family = [names.family_strength(word) for word in words]
    is_all = _is_nothing_else(words, first, family)
    for one, strength in enumerate(first):
        for other in range(max(0, one - 1 - _BETWEEN), min(len(words), one + 2 + _BETWEEN)):
            if other == one or not strength or not family[other]:
                continue
            if words[one] == words[other] or not _are_near(words, one, other, first):
                continue
            enough = 3 if is_all and other > one else 4
            if strength + family[other] >= enough and not _is_brand(words[one], words[other]):
                return True
    return False


def _is_brand(one: str, other: str) -> bool:
    return f"{one} {other}" in _BRANDS or f"{other} {one}" in _BRANDS


def _is_nothing_else(words: Sequence[str], first: Sequence[int], family: Sequence[int]) -> bool:
    return len(words) <= _MOST_WORDS and all(
        one or other or len(word) == 1 or word in _PARTICLES
        for word, one, other in zip(words, first, family, strict=True)
    )


def _are_near(words: Sequence[str], one: int, other: int, first: Sequence[int]) -> bool:
    """Whether nothing but initials, particles and second names stands between the two."""
    low, high = sorted((one, other))
    return all(
        words[place] in _PARTICLES
        or first[place]
        or (len(words[place]) == 1 and words[place] != "a")
        for place in range(low + 1, high)
    )


def _is_eastern_name(text: str) -> bool:
    names = _names()
    parts = re.split(r"[ \u3000·]", text)
    if len(parts) > 1:
        return parts[0] in names.family and parts[1] in names.first
    if any(text[:end] in names.family and text[end:] in names.first for end in range(1, 4)):
        return True
    return (
        _CHINESE_NAME.fullmatch(text) is not None
        and text[0] in _CHINESE_FAMILIES
        and names.given_signs.issuperset(text[1:])
    )


@cache
def _names() -> _Names:
    """The lists; most runs meet some text that asks for them, so they are read once, then."""
    first, family, words, often_first, often_family = (
        files(__package__).joinpath("name_lists", f"{name}.txt").read_text("utf-8").split()
        for name in ("first", "family", "words", "frequent_first", "frequent_family")
    )
    often_first, often_family = (
        [spelling for word in often for spelling in _spelt(word)]
        for often in (often_first, often_family)
    )
    short = {word for word in (*first, *family) if word.isascii() and len(word) <= _SHORT}
    return _Names(
        first=frozenset((*first, *often_first)),
        family=frozenset((*family, *often_family)),
        # What is frequent as a name is one, whatever else it means.
        words=frozenset((*words, *short)) - {*often_first, *often_family},
        given_signs=frozenset(sign for name in first if name[0] >= "\u4e00" for sign in name),
    )


def _spelt(word: str) -> set[str]:
    return {folded(word), folded(word.translate(_UMLAUTS))}
