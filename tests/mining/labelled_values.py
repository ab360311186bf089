"""Values with what they are, for measuring how well personal data is told from the rest.

Written by hand after what people type into forms and search boxes and what applications put into
URLs. Nobody in it exists.
"""

PERSONAL = {
    "email": """
        ann@example.com | bob.smith+news@mail.example.co.uk | ANN@EXAMPLE.COM | @ann_writes
        ann%40example.com | contact ann@example.com please | ünal@beispiel.de | a@b.io
        ann(at)example.com | ann [at] example.com | ann%2540example.com | mailto:ann@example.com
        ann&#64;example.com | ann\\u0040example.com | YW5uLmxlZUBleGFtcGxlLmNvbQ==
        616e6e406578616d706c652e636f6d
    """,
    "number": """
        +49 170 1234567 | 0170/1234567 | (555) 123-4567 | 555-123-4567 | 5551234567
        +1-202-555-0143 | 0044 20 7946 0958 | 06 12 34 56 78 | +91 98765 43210 | 00491701234567
        12345678 | 020 7946 0958 | call 555 123 4567 | 1990051712345 | +44 (0)20 7946 0958
        tel:+49-170-1234567 | 0(532)123 45 67 | +81 3 1234 5678 | 138 0013 8000 | 8 (495) 123-45-67
        +55 (11) 91234-5678 | ٠٥٠ ١٢٣ ٤٥٦٧ | 0049 (0) 170 / 12 34 567 | 3-16-148410-1
    """,
    "card": """
        4111 1111 1111 1111 | 4111111111111111 | 5500-0000-0000-0004 | 378282246310005
        6011 0009 9013 9424 | pay with 4111111111111111
    """,
    "iban": """
        DE89 3704 0044 0532 0130 00 | DE89370400440532013000 | GB82 WEST 1234 5698 7654 32
        FR14 2004 1010 0505 0001 3M02 606 | nl91abna0417164300 | CH93 0076 2011 6238 5295 7
        IT60X0542811101000000123456 | transfer to DE89370400440532013000
    """,
    "token": """
        a1b2c3d4e5f6g7h8 | eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc | sk_live_51Habc123
        550e8400-e29b-41d4-a716-446655440000 | 5f4dcc3b5aa765d61d8327deb882cf99
        ghp_16C7e42F292c6912E7710c838347Ae178B4a | dGhpcyBpcyBhIHNlY3JldCB0b2tlbg==
        xoxb-123456-abcdef | eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ. | AKIAIOSFODNN7EXAMPLE
        Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln | 01ARZ3NDEKTSV4RRFFQ69G5FAV
    """,
    "address": """
        192.168.0.17 | 8.8.8.8 | 2001:0db8:85a3:0000:0000:8a2e:0370:7334 | fe80:0:0:0:1:2:3:4
        00:1A:2B:3C:4D:5E
    """,
    "coordinates": """
        52.520008,13.404954 | 40.7128, -74.0060 | -33.8688 151.2093 | 48.8566;2.3522
        N50.7374 E7.0982 | 50°44'14"N 7°5'53"E
    """,
    "national_id": """
        123-45-6789 | QQ 12 34 56 C | AB123456C | 12345678Z | X1234567L | RSSMRA85T10A562S
        passport no C01X00T47 | Reisepass C01X00T478 | passeport: 12AB34567 | kennzeichen B-AB 1234
        number plate AB12 CDE | immatriculation AB-123-CD | matrícula 1234 BCD
    """,
    "street": """
        221B Baker Street | 1600 Pennsylvania Avenue | 12 High St. | Hauptstraße 12
        Lindenweg 7 | Bahnhofstr. 3 | 10 rue Lafayette | Calle Mayor, 5 | Via Roma 12
        42 Old Mill Lane | Kurfürstendamm 21 | 350 Fifth Ave
    """,
    "name": """
        Anna Müller | anna mueller | John Smith | SMITH JOHN | Müller, Hans | maria garcia
        john-smith | Dr. Robert Brown | emily.johnson | Priya Sharma | Mehmet Yılmaz | Wei Zhang
        Jean Dupont | giulia rossi | Mr James Wilson | Katarzyna Nowak | o'brien sarah jones
        Sarah Connor Williams | ahmed khan | olga petrova | lars hansen | Michael B. Jordan
        Thomas Anderson | Siobhan O'Neill | Анна Петрова | 李小龙 | 山田太郎 | 김민수
        Nguyễn Văn An | Łukasz Kowalski | Σοφία Παπαδοπούλου | محمد علي | Ayşe Yılmaz
        François Lefèvre | Jan de Vries | João Silva | Rajesh Kumar | Kovács Anna | Herr Schmidt
        Sr. Martínez
    """,
}
"""By the kind that a person would call it, `|` between values; some names are on no list."""

IMPERSONAL = """
    terms-and-conditions-2026 | black-friday-2026-sale | INV-2026-00042 | SO-2026-1042
    mug | red mug | coffee mug 300ml | size 42 | xl | 2026 | 2026-01 | 2026-01-31 | 31.01.2026
    2026-01-31T10:00:00 | 10:30 | 01/31/2026 | red,blue | in-stock | price-asc | -created_at
    asc | 9.99-20.00 | 100-200 | 0-50 | 10.5 | 1.299,00 | 1,299.00 | 3.11.2 | v2.0.1 | 1920x1080
    100x200x50 | iphone 15 pro | samsung galaxy s24 ultra | playstation 5 | ps5 | xbox series x
    lego 75192 | nike air max 90 | levis 501 | 4k tv | 55 zoll fernseher | usb-c kabel 2m
    wd-40 | 7up | ikea billy | harry potter | the lord of the rings | game of thrones
    star wars | stephen king | jordan 1 | calvin klein | ralph lauren | hugo boss | michael kors
    jack daniels | dr martens | ben & jerry | marks and spencer | tom tailor | paul smith shirt
    johnnie walker | martin guitar | fischer ski | anna | müller | jordan | paris | mercedes
    austin | brooklyn | charlotte | florence | sydney | new york | los angeles | san francisco
    berlin mitte | münchen | são paulo | london hotels | electronics | women/shoes
    home-and-garden | category-12 | page-3 | tab2 | en-US | de_DE | utf-8 | true | false | null
    yes | on | 0 | 1 | 42 | 999 | 123456 | -1 | 1e5 | 50% | $19.99 | 19,99 €
    how to return an item | refund policy | opening hours | gift card | track my order | help
    blue jeans for men | running shoes women | baby clothes 0-3 months | summer dress 2026
    smith & wesson | white shirt | brown shoes | green tea | long coat | young adult books
    wood table | king size bed | fisher price | baker twine | cook book | price match
    rose gold | black friday | google | facebook | newsletter | utm_test | campaign-a | header
    footer | banner_top | hero-1 | application/json | text/html | image/png | mp4 | pdf | csv
    zip | GET | POST | click | submit | chess openings | world war 2 | albert einstein theory
    python 3.11 | windows 11 | office 365 | room 101 | floor 2 | a4 paper | din a5 | 500 g
    1.5 l | 12 pack | 3 for 2 | 24h | 30 days | b07xj8c8f5 | sku-1234 | ART-99812 | isbn | 0.75
    4.5 stars | top 10 | best of 2025 | 18+ | 6-12 | delivery street map | one way street
    rue de lafayette | via mail | avenue clothing | left | right | north | dark | light | grid
    list | map | week | month | today | all | none | other
    9783161484100 | 978-3-16-148410-0 | 978 0 306 40615 7 | 9791034567898 | ISBN 9780306406157
    3-16-148410-X | 0-306-40615-2 | 080442957X | billy-bookcase | malm bed | poang-chair
    harry-potter-box-set | paul green sneaker | hugo-boss-shirt | max-mara-coat | emily-table
    oscar-sofa | barbie-doll | henry hoover | jane-eyre | teddy-bear | passport photo 35x45
    passport cover a5 | dinner plate 27cm | kennzeichen halter | number plate | order-10423
    bestellung 4711 | #1042 | boeing 747-400 | rtx-4090 | galaxy s24 256gb | wh-1000xm5
    красное платье | 红色连衣裙 | スマホケース | 빨간 드레스 | حذاء أحمر | κόκκινο φόρεμα
    vestido rojo | chaussures homme | weißes hemd | 12.345.678,90 | 1 234,56 €
"""


def split_values(text: str) -> list[str]:
    """The values of a text above.

    >>> split_values("a b | c")
    ['a b', 'c']
    """
    rows = (row.split("|") for row in text.strip().splitlines())
    return [value.strip() for row in rows for value in row if value.strip()]
