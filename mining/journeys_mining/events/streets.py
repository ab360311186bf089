"""Streets with a number, in some forty countries, by the words that streets are called by.

A street has a number before or behind it. A word that means other things, too (`via`, `place`,
`drive`), counts only where the text begins with the street or ends with it.
"""

import re
from typing import Final

_NUMBER: Final = r"\d{1,5}(?:[/-]\d{1,4})?[a-zA-Z]?"
_NAME: Final = r"[^\W\d_][\w.'’-]*"
_NUMBERED: Final = r"(?:,? ?(?:n[.º°o]{0,2}|nr\.?|num\.?|no[.:]?|blok|д\.|дом|буд\.) ?|,? )"
"""What stands between a street and the number behind it."""

_PARTED: Final = r"(?:(?<=[./]) ?| |(?<= ))"
"""Behind a word that a street begins with; a blank, but for `ul.Długa`."""

# `12 Main Street`, in any case of letters.
_ENGLISH: Final = "street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|terrace|parkway|pkwy|hwy"
# The same of words that mean other things, too: in capitals, and with nothing behind it.
_ENGLISH_WORDS: Final = (
    r"Alley|Annex|Av|Arcade|Bayou|Beach|Bend|Bluffs?|Bottom|Branch|Bridge|Brooks?|Burgs?|Bypass"
    r"|Camp|Canyon|Cape|Causeway|Cent(?:er|re)|Circles?|Cliffs?|Close|Club|Common|Corners?"
    r"|Course|Courts?|Ct|Coves?|Creek|Crescent|Crest|Crossing|Crossroad|Curve|Dale|Dam|Divide"
    r"|Drives?|Dr|Estates?|Expressway|Extensions?|Falls?|Ferry|Fields?|Flats?|Fords?|Forest"
    r"|Forges?|Forks?|Fort|Freeway|Gardens?|Gateway|Glens?|Greens?|Groves?|Harbou?rs?|Haven"
    r"|Heights|Highway|Hills?|Hollow|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Land"
    r"|Landing|Light|Loaf|Locks?|Lodge|Loop|Mall|Manors?|Meadows?|Mews|Mills?|Mission|Motorway"
    r"|Mount|Mountains?|Neck|Orchard|Oval|Overpass|Parade|Parks?|Pass|Passage|Path|Pike|Pines?"
    r"|Place|Pl|Plains?|Plaza|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Ridges?"
    r"|River|Route|Row|Run|Shoals?|Shores?|Skyway|Springs?|Spurs?|Squares?|Sq|Station|Stravenue"
    r"|Stream|Summit|Throughway|Trace|Track|Trafficway|Trail|Tunnel|Turnpike|Underpass|Unions?"
    r"|Valleys?|Via|Viaduct|Views?|Villages?|Ville|Vista|Walks?|Ways?|Wells?|Chowk|Circle|Colony"
    r"|Enclave|Ganj|Layout|Marg|Nagar|Puram|Road|Sector|Vihar"
)
# `Hauptstraße 12`: Germany, Austria, Switzerland, the Netherlands and the north, one word.
_ENDINGS: Final = (
    r"straße|strasse|str\.|weg|gasse|allee|platz|damm|ufer|steig|stieg|graben|chaussee|brücke"
    r"|gürtel|zeile|straat|laan|plein|gracht|kade|dijk|steeg|singel|dreef|plantsoen|gatan|vägen"
    r"|gränd|stigen|torget|backen|stråket|gata|gaten|(?<!bri)(?<!rene)gade|gaden|vei|veien|vegen"
    r"|vej|stræde|svingen|bakken|plassen|pladsen|allé|alléen|stien|kroken|vænget|torvet|katu"
    r"|kuja|polku|kaari|rinne|väylä|raitti|aukio|ntie|vegur|stígur|utca|utcája|útja|körút|iela"
)
_ENDED: Final = rf"\b[^\W\d_][\w.'’-]+(?:{_ENDINGS}) ?{_NUMBER}(?!\w)"
# `Berliner Straße 5`, `Moskova Caddesi No: 12`, `Váci utca 3`: the word stands by itself.
_WORDS_BEHIND: Final = (
    r"straße|strasse|str\.|gasse|allee|damm|ufer|gürtel|straat|laan|plein|gata|vei|vej|väg|sokak"
    r"|sokağı|sk\.|caddesi|cad\.|cd\.|bulvarı|blv\.|mahallesi|mah\.|mevkii|utca|út|útja|tér"
    r"|körút|sétány|köz|tänav|maantee|puiestee|iela|gatvė|ulice|náměstí|nábřeží|ulica|улица"
    r"|көшесі|даңғылы|küçəsi|prospekti|cesta"
)
_CAPITALS_BEHIND: Final = "Platz|Ring|Weg|Markt|Graben|Hof|Steig|Pad|Kamp|Tee|Gate|Alle|Allé"
_STOOD: Final = rf"\b[^\W\d_][\w.'’ -]{{1,40}} (?:{_WORDS_BEHIND}){_NUMBERED}{_NUMBER}(?!\w)"
# `Calle Mayor 5`, `ul. Długa 7/2`, `ул. Ленина, д. 5`, `Jl. Sudirman No. 12`: words before.
_WORDS_BEFORE: Final = (
    r"calle|c/|avenida|avda\.?|av\.|paseo|carretera|pasaje|glorieta|callejón|calzada"
    r"|urbanización|prolongación|circunvalación|andador|periférico|rúa|avenija|boulevard|viale"
    r"|piazza|piazzetta|vicolo|contrada|piazzale|lungomare|rua|travessa|alameda|praça|rodovia"
    r"|viela|ladeira|beco|ul\.|ulica|(?<!et )al\. |aleja|aleje|pl\. |plac|os\. |osiedle|rondo"
    r"|str\.|bulevardul|bd\.|aleea|calea|șoseaua|ulice|tř\.|třída|nám\.|náměstí|nábř\.|nábřeží"
    r"|ул\.|улица|пр\.|пр-т|просп\.|проспект|пер\.|переулок|наб\.|набережная|ш\.|шоссе|бул\."
    r"|бульвар|пл\.|площадь|алл\.|аллея|вул\.|вулиця|пров\.|провулок|площа|узвіз|οδός|λεωφόρος"
    r"|λεωφ\.|πλατεία|πλ\.|đường|phố|ngõ|hẻm|jl\.|jalan|gg\.|lorong|persiaran|ถนน|ซอย|شارع|طريق"
    r"|جادة|ميدان|خیابان|کوچه|بلوار|ساحة|نهج|سكة|زقاق|درب|רחוב|שדרות|دوار|ممر|орамы|желекжолы"
)
_BEFORE: Final = (
    rf"(?<!\w)(?:{_WORDS_BEFORE}){_PARTED}(?:{_NAME},? ){{0,6}}{_NAME}{_NUMBERED}{_NUMBER}(?!\w)"
)
_BEFORE_WORDS: Final = (
    r"diagonal|viaducto|cerrada|privada|circuito|retorno|ronda|rambla|cuesta|strada|trg|gang|via"
    r"|corso|largo|borgo|rotonda|salita|camino|plaza|paseo|estrada|vila|quadra"
)
_AT: Final = "Am|An der|An den|Auf der|Auf dem|In der|Im|Zum|Zur|Unter den|Na|Nad|Pod|Za|U"
_BEGINNING: Final = (
    rf"^(?:(?i:{_BEFORE_WORDS}) (?:{_NAME},? ){{0,4}}[A-ZÀ-ÞĀ-Ž][^\W\d_]{{2,}}\.?"
    rf"{_NUMBERED}{_NUMBER}"
    rf"|(?:{_AT}) (?:[A-ZÀ-ÞĀ-Ž]{_NAME} )?[A-ZÀ-ÞĀ-Ž][^\W\d_]{{2,}} \d{{1,3}}[a-z]?$)(?!\w)"
)
# The number before: `12 Kirkevej`, `1276 Via Turno`, `12 көшесі Абая`.
_NUMBER_FIRST: Final = (
    rf"^{_NUMBER},? (?:{_NAME} ){{0,3}}[^\W\d_][\w.'’-]+(?:{_ENDINGS})$"
    rf"|^{_NUMBER},? (?:{_NAME} ){{1,3}}(?:{_WORDS_BEHIND})$"
    rf"|^{_NUMBER},? (?:{_WORDS_BEFORE}|via|strada|corso|largo|borgo|көшесі){_PARTED}{_NAME}"
)
# `12, rue de la Paix`, `10 bis boulevard Voltaire`, `123 đường Lê Lợi`.
_FRENCH: Final = (
    rf"\b{_NUMBER},? (?:bis |ter )?(?:rue|avenue|boulevard|bd|chemin|impasse|allée|quai|ruelle"
    rf"|sentier|faubourg|esplanade|đường|phố|ngõ|hẻm|شارع|طريق|جادة|ميدان) {_NAME}"
    rf"|^{_NUMBER},? (?:bis |ter )?(?:place|passage|square|cours|voie|route|promenade|villa) "
    rf"(?:d[eu']|de la|des|{_NAME})\b"
)
_HOUSES: Final = (
    r"^(?:Flat|Studio|Apartment|Apt\.?|Unit|Suite|Ste\.?) \d+[A-Za-z]?, ?\w+"
    r"|\b\d{1,6} [A-Z][\w.'’ -]+,? (?:Flat|Apt\.?|Apartment|Suite|Ste\.?|Unit) \d+"
    r"|(?i:\b(?:H\. ?No|House No|Plot No|Door No|Flat No|D\. ?No)\.? ?:? ?\d+)"
    r"|\bsố \d+[A-Z]? [^\W\d]|\bP\.? ?O\.? Box \d+|\bPostfach \d+|\bApartado \d+"
    r"|^\d+(?:/\d+)?,? [A-Z]\w+ (?:Nagar|Marg|Chowk)\b"
)
_EASTERN: Final = (
    r"[\u4e00-\u9fff]{2,}(?:[路街道巷弄里]|胡同)\d+(?:[号號弄巷]|$)|[\u4e00-\u9fff]\d+丁目"
    r"|丁目\d+|\d+番地?\d*|[市区町村] ?\d+-\d+-\d+"
    r"|[都道府県市区町村郡][\u3040-\u30ff\u4e00-\u9fff]{1,8}\d+(?:[-－‐]\d+){1,2}"
    r"|[가-힣]{2,}(?:대로|(?<!으)로|길) ?\d+(?:[-번]\d*길?)?(?:[ ,(]|$)|[가-힣]{2,}동 \d+-\d+"
)
_CZECH: Final = r"^[A-ZÁ-Ž][a-zá-ž]+(?:ova|ská|cká|ní|ého|ých|ova) \d{1,4}(?:/\d+)?$"
_GREEK: Final = rf"^(?:{_NAME} ){{0,2}}[Α-ΩΆ-Ώ][α-ωά-ώ]+(?:ου|ων|ών) \d{{1,3}}\b"

_STREET: Final = re.compile(
    rf"(?i:\b\d{{1,5}}[a-z]?,? +(?:{_NAME} +){{1,4}}?(?:{_ENGLISH})\b\.?(?! ?\d))"
    rf"|\b\d{{2,6}}[a-zA-Z]?,? (?:(?:[A-Z][\w.'’-]*|de|la|of|the) ){{1,4}}(?:{_ENGLISH_WORDS})"
    rf"(?:$|,| (?:Apt|Suite|Unit|[NSEW]{{1,2}}\b))"
    rf"|(?i:{_ENDED}|{_STOOD}|{_BEFORE}|{_FRENCH}|{_NUMBER_FIRST})"
    rf"|\b[A-ZÄÖÜÕ]\w+ (?:{_CAPITALS_BEHIND}) {_NUMBER}$"
    rf"|{_BEGINNING}|{_HOUSES}|{_EASTERN}|{_CZECH}|{_GREEK}"
)
_MAY_BE: Final = re.compile(r"\d")


def holds_street(text: str) -> bool:
    """Whether a text holds a street with a number.

    >>> [holds_street(one) for one in ("221B Baker Street", "Hauptstraße 12", "12, rue de la Paix")]
    [True, True, True]
    >>> [holds_street(one) for one in ("Calle Mayor, 5", "ул. Ленина, д. 5", "南京路123号")]
    [True, True, True]
    >>> [holds_street(one) for one in ("one way street", "python 3.11", "via mail", "2 way radio")]
    [False, False, False, False]
    """
    return _MAY_BE.search(text) is not None and _STREET.search(text) is not None
