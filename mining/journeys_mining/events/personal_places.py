"""Names of query keys, fields and properties that say that their values are personal."""

import re
from typing import Final

# Words of English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Nordic languages,
# Turkish, Russian, Chinese and Japanese, by what they ask for.
_WORDS: Final = (
    # How to be reached.
    r"e-?mail|mail|phone|tel|telephone|mobile|msisdn|whatsapp|fax"
    r"|e-?posta|courriel|correo|tel[eé]fon[eo]?|telefoon|t[eé]l[eé]phone|handy|celular|cellulare|m[oó]vil"
    r"|(?:phone|telefon|telefoon|handy|mobil|mobile)[-_]?(?:nummer|number|no|nr)|телефон|电话|手机号?|電話"
    # What somebody is called.
    r"|(?:first|last|full|sur|user|nick|middle|maiden|given|family|display|real|login|screen|customer"
    r"|client|contact|owner|holder|cardholder|recipient|patient|guest|passenger|employee|billing"
    r"|shipping)[-_. ]?name|login|username|user|author"
    r"|(?:vor|nach|familien|geburts|benutzer|kunden)name|nom|pr[eé]nom|pseudo|nombres?|apellidos?"
    r"|usuario|usu[aá]rio|nome|sobrenome|cognome|utente|voornaam|achternaam|gebruikersnaam"
    r"|imi[eę]|nazwisko|f[oö]rnamn|efternamn|fornavn|etternavn|efternavn|soyad[iı]?"
    r"|имя|фамилия|отчество|姓名|名前|氏名"
    # Where.
    r"|street|address\d?|addr|postcode|postal[-_]?code|zip(?:code)?|stra(?:ss|ß)e|hausnummer|plz"
    r"|postleitzahl|anschrift|adress[ea]?|rue|code[-_]?postal|direcci[oó]n|calle|c[oó]digo[-_]?postal"
    r"|endere[cç]o|rua|cep|indirizzo|straat|huisnummer|ulica|kod[-_]?pocztowy|адрес|地址|住所"
    r"|lat|latitude|lng|lon|longitude|geo|ip"
    # When born.
    r"|birth(?:day|date)?|born|dob|geburts(?:datum|tag|ort)|(?:date[-_]?(?:de[-_]?)?)?naissance"
    r"|(?:fecha[-_]?(?:de[-_]?)?)?nacimiento|nascimento|nascita|geboortedatum"
    # Numbers of persons and of what is theirs.
    r"|(?:license|licence|number)?[-_]?plate|kennzeichen|ssn|iban|bic|card|cc|cvv|cvc|passport"
    r"|(?:passport|passeport|reisepass|ausweis|dni|nif|nie|bsn|ssn|iban|vin|cnh|nhs|nino)"
    r"[-_]?(?:nummer|number|num|no|nr|id|code)|(?:pass|id)[-_]?(?:number|no|nr|card)"
    r"|passeport|reisepass|paspoort|passaporto|pasaporte|nationalit[yé]|national[-_]?(?:id|number)"
    r"|identity[-_]?(?:card|number|no)|driv(?:er|ing)s?[-_]?licen[cs]e"
    r"|(?:vehicle[-_]?|car[-_]?)?(?:registration|reg)[-_]?(?:plate|number|no)|vrm|vrn|numberplate"
    r"|immatriculation|matr[ií]cula|targa|rejestracja|kfz[-_]?kennzeichen|nummernschild|kenteken"
    r"|registreringsnummer|regn(?:umme)?r|rekisterinumero|rendsz[aá]m|车牌号?|車牌號?|护照|護照"
    r"|f(?:ü|ue)hrerschein(?:nummer|nr)?|permis[-_]?de[-_]?conduire|personalausweis(?:nummer|nr)?"
    r"|tax[-_]?id|vat|kundennummer|kontonummer|steuer(?:nummer|[-_]?id)|ausweis(?:nummer)?|nir|dni"
    r"|nif|nie|rut|rfc|curp|c[eé]dula|pasaporte|cpf|rg|codice[-_]?fiscale|bsn|pesel|personn(?:ummer|r)"
    r"|cpr|tckn|aadhaar|инн|снилс|паспорт|身份证"
    r"|(?:user|customer|member|patient|employee|account)[-_]?(?:id|no|nr|number)|uid"
    # What opens doors.
    r"|password|passwd|pwd|passphrase|pass[-_]?code|secret|otp|pin|passwor[td]|kennwort"
    r"|mot[-_]?de[-_]?passe|mdp|contrase[nñ]a|senha|wachtwoord|has[lł]o|l[oö]senord|adgangskode"
    r"|[sş]ifre|пароль|密码|(?:access|auth|refresh|id|csrf|xsrf|session|api|bearer)?[-_]?token"
    r"|api[-_]?key|access[-_]?key|auth|authorization|jwt|bearer|credentials?|cookie"
    r"|session(?:[-_]?id)?|(?:php)?sess(?:ion)?id|sid"
)
_PERSONAL: Final = re.compile(rf"(?i)^(?:.*[^a-z])?(?:{_WORDS})(?:$|[^a-z].*$)")
# Of what kind somebody or something is, which says nothing of who it is: `author/__type`.
_KIND: Final = re.compile(r"(?i)(?:^|[^a-z])(?:type|kind|class)(?:_?name)?$")
# What things are called and numbered by that are sold, lent or read.
_GOODS: Final = re.compile(
    r"(?i)(?:^|[^a-z])(?:isbn|issn|ean|gtin|upc|asin|sku|barcode|product|products|item|variant|model"
    r"|article|artikel|produkt|produit|producto|produto|prodotto|brand|marke|marque|marca)"
    r"(?:[-_]?(?:1[03]|ids?|no|nr|num|number|nummer|name|code|slug|key|handle))?(?:\W*$)"
)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_personal_place(name: str) -> bool:
    """Whether the name of a query key, field or property says that its values are personal.

    >>> [is_personal_place(one) for one in ("shippingAddress", "user[email]", "page", "category")]
    [True, True, False, False]
    >>> [is_personal_place(one) for one in ("author/name", "author/className", "userType")]
    [True, False, False]
    >>> [is_personal_place(one) for one in ("passportNo", "reisepassnummer", "reg_plate")]
    [True, True, True]
    """
    parted = _CAMEL.sub("_", name)
    return _PERSONAL.search(parted) is not None and not _KIND.search(parted)


def is_place_of_goods(name: str) -> bool:
    """Whether the name of a query key, field or property says that its values are things.

    >>> [is_place_of_goods(one) for one in ("isbn", "productId", "view /search:sku", "items[]")]
    [True, True, True, False]
    >>> [is_place_of_goods(one) for one in ("product_owner", "customer", "item/author")]
    [False, False, False]
    """
    return _GOODS.search(_CAMEL.sub("_", name)) is not None
