"""Names of people, as far as a list can know them: a first name with a family name near it.

One name alone says too little: `Jordan`, `Paris` and `Mercedes` are also what people search for.
The lists hold frequent names of European, Turkish, Arabic, Indian and Chinese origin; a rare name
is not found here, and has only the floor of users to keep it out of a model.
"""

import re
from typing import Final

_FIRST_TEXT: Final = """
    james john robert michael william david richard joseph thomas charles christopher daniel
    matthew anthony donald steven paul andrew joshua kenneth kevin brian george timothy
    ronald edward jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin
    scott brandon benjamin samuel gregory alexander patrick raymond dennis jerry tyler aaron
    jose adam nathan henry douglas zachary peter kyle walter ethan jeremy harold keith
    christian roger noah gerald terry sean arthur austin lawrence jesse dylan bryan joe
    jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene
    vincent russell louis bobby philip johnny oliver jack harry leo luke liam owen mary
    patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah
    stephanie rebecca laura sharon cynthia kathleen amy angela shirley anna brenda pamela
    emma nicole helen samantha katherine christine debra rachel carolyn janet maria
    catherine heather diane olivia julie joyce victoria kelly christina lauren joan evelyn
    judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison
    frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris
    marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla
    alexis lori chloe mia lucy ella eva zoe hans klaus jürgen juergen wolfgang günter
    guenter stefan uwe bernd dieter manfred frank markus matthias andreas martin sebastian
    tobias florian lukas leon finn jonas felix maximilian moritz ursula renate monika petra
    sabine gabriele heike katrin silke anja claudia birgit kerstin lena pierre michel
    philippe alain nicolas christophe laurent françois francois olivier antoine guillaume
    mathieu nathalie isabelle sylvie valérie valerie céline celine camille manon léa lea
    antonio manuel francisco josé javier carlos miguel jesús jesus alejandro pablo sergio
    fernando carmen dolores pilar lucía lucia elena raquel marta paula giuseppe giovanni
    francesco luigi marco matteo alessandro lorenzo giulia chiara francesca valentina sofia
    jan piotr krzysztof andrzej tomasz paweł pawel marcin katarzyna małgorzata malgorzata
    agnieszka ewa zofia magdalena mehmet mustafa ahmet ali hüseyin huseyin ibrahim fatma
    ayşe ayse emine zeynep mohammed muhammad ahmed omar hassan hussein yusuf fatima aisha
    khadija layla rahul amit raj sanjay vijay anil suresh ramesh priya pooja neha anjali
    deepak arjun rohan kavita wei fang ming xiuying hiroshi takashi yuki kenji sakura minh
    thanh nguyen olga tatiana svetlana ivan dmitri sergei vladimir aleksandr natalia irina
    lars erik sven ingrid astrid bjorn björn magnus kristin
"""
_FAMILY_TEXT: Final = """
    smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez
    lopez gonzalez wilson anderson thomas taylor moore jackson martin lee perez thompson
    white harris sanchez clark ramirez lewis robinson walker young allen king wright scott
    torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter
    roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart
    morris morales murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed
    kelly howard ramos kim cox ward richardson watson brooks chavez wood james bennett gray
    mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez
    powell jenkins perry russell sullivan bell coleman butler henderson barnes fisher
    vasquez simmons romero jordan patterson alexander hamilton graham reynolds griffin
    wallace moreno west cole hayes bryant herrera gibson ellis tran medina stevens murray
    ford castro marshall owens müller mueller schmidt schneider fischer weber meyer wagner
    becker schulz hoffmann schäfer schaefer koch bauer richter klein wolf schröder schroeder
    neumann schwarz zimmermann braun krüger krueger hofmann hartmann lange schmitt werner
    krause meier lehmann schmid schulze maier köhler koehler herrmann könig koenig walter
    huber kaiser fuchs peters lang scholz möller moeller weiß weiss jung hahn vogel bernard
    dubois durand moreau laurent simon michel lefebvre leroy roux bertrand morel fournier
    girard bonnet dupont lambert fontaine rousseau blanc guerin boyer fernandez fernández
    álvarez gonzález rodríguez martínez sánchez pérez gómez rossi russo ferrari esposito
    bianchi romano colombo ricci marino greco bruno gallo conti costa nowak kowalski
    kowalska wiśniewski wisniewski wójcik wojcik kowalczyk kamiński kaminski lewandowski
    yılmaz yilmaz kaya demir şahin sahin çelik celik yıldız yildiz öztürk ozturk singh kumar
    sharma gupta verma khan shah mehta reddy wang li zhang liu chen yang huang zhao wu
    tanaka suzuki takahashi watanabe yamamoto nakamura kobayashi ivanov petrov sidorov
    smirnov ivanova petrova hansen johansen olsen larsen andersen pedersen nielsen jensen
    svensson karlsson nilsson eriksson silva santos oliveira souza pereira haddad hussein
    ali
"""
_FIRST: Final = frozenset(_FIRST_TEXT.split())
_FAMILY: Final = frozenset(_FAMILY_TEXT.split())
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def names_a_person(text: str) -> bool:
    """Whether a first name stands near a family name, in either order.

    >>> [names_a_person(one) for one in ("Anna Müller", "mueller, anna", "anna-mueller", "paris")]
    [True, True, True, False]
    """
    words = [word.lower() for word in _WORD.findall(text)]
    # A second name or an initial may stand between the two.
    near = [(one, other) for gap in (1, 2) for one, other in zip(words, words[gap:], strict=False)]
    return any(
        one != other
        and ((one in _FIRST and other in _FAMILY) or (one in _FAMILY and other in _FIRST))
        for one, other in near
    )
