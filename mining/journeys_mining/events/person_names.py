"""Names of people, as far as a list can know them: a first name with a family name near it.

One name alone says too little: `Jordan`, `Paris` and `Mercedes` are also what people search for.
The lists hold frequent names of many countries in Latin letters, and of Russia in its own. A rare
name is not found here, nor one in Chinese, Japanese or Korean characters, which begin other words
as well: such a name has only the floor of users to keep it out of a model.
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
    ananya aarav aditya aditi ajay akash amrita arun ashok divya ganesh gaurav karan kiran lakshmi
    manish meera mohan mukesh nikhil nisha pradeep prakash rajesh ravi ritu rohit sachin sandeep
    shreya sneha sunita swati varun vikram vishal
    oluwaseun adebayo chinedu chioma emeka funmilayo ifeanyi ngozi olumide tunde yetunde adaeze
    kwame kofi abena akosua wanjiru otieno kamau njeri thabo sipho nomvula
    abdullah khalid youssef karim mariam zainab abdul salma tariq bilal samir nadia rania
    joão joao luís luis rui inês ines beatriz rafaela thiago tiago gustavo felipe mariana juliana
    camila leticia letícia aline bruna rodrigo eduardo ricardo roberto alberto enrique isabel
    cristina patrícia mónica monica silvia verónica veronica andrés andres diego ignacio álvaro
    stefano andrea federico davide simone elisa martina silvio paolo roberta
    pieter johannes maarten joost anneke sanne femke thijs willem hendrik
    petr pavel tomáš tomas jiří jiri jana lucie kateřina katerina zuzana lenka ondřej
    barbara joanna monika karolina jakub michał michal grzegorz stanisław stanislaw
    ionut andrei mihai ioana gheorghe vasile gabor gábor zoltán zoltan istván istvan katalin
    matti juha timo pekka mikko antti päivi paivi tuula niklas johan ulf karin birgitta
    mette søren soren niels kirsten hanne ole knut geir randi
    dimitris giorgos yannis kostas eleni katerina nikos vasilis
    nguyễn văn thị hữu đức ngọc quang hương hùng tuấn
    minjun jiwoo seoyeon jihoon haruto yuto sakura yui kenta xiaoming jing lei
    мария иван анна ольга елена наталья татьяна светлана ирина александр сергей дмитрий андрей
    алексей михаил владимир николай павел юрий виктор евгений денис максим артём артем екатерина
    юлия дарья анастасия ксения полина виктория оксана людмила галина марина игорь олег роман антон
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
    iyer iyengar nair menon pillai rao joshi desai agarwal banerjee mukherjee chatterjee ghosh
    bose chopra malhotra kapoor bhatt mishra pandey yadav chauhan naidu shetty kulkarni
    adeyemi okafor okonkwo eze balogun ogunleye nwosu bello abubakar musa mensah owusu mwangi
    odhiambo dlamini nkosi ndlovu
    farouk mansour nasser rahman chowdhury hossain malik sheikh siddiqui qureshi
    ferreira alves carvalho gomes martins rocha almeida ribeiro pinto cardoso teixeira moreira
    vargas rojas medina guerrero delgado ortega navarro domínguez dominguez vázquez vazquez
    serrano molina suárez suarez blanco núñez
    mancini barbieri fontana santoro moretti galli ferrara caruso rinaldi lombardi
    jansen bakker visser smit meijer mulder dekker dijkstra vermeulen
    novák novak novotný novotny svoboda dvořák dvorak černý procházka kučera
    mazur krawczyk zieliński zielinski szymański szymanski woźniak wozniak dąbrowski dabrowski
    popescu ionescu popa nagy kovács kovacs tóth toth szabó szabo horváth horvath
    korhonen virtanen mäkinen makinen nieminen laine lindqvist lindström johansson
    christensen sørensen sorensen rasmussen dahl papadopoulos georgiou
    nguyễn trần lê phạm hoàng huỳnh phan đặng bùi ngô dương
    choi jung kang cho yoon sato ito kato yamada sasaki zhou xu zhu
    smirnov ivanova petrova hansen johansen olsen larsen andersen pedersen nielsen jensen
    svensson karlsson nilsson eriksson silva santos oliveira souza pereira haddad hussein
    ali
"""
_FIRST: Final = frozenset(_FIRST_TEXT.split())
_FAMILY: Final = frozenset(_FAMILY_TEXT.split())
# Names of Russia's fathers, and endings of its families, which are of no other words of theirs.
_PATRONYMIC: Final = re.compile(r"[А-ЯЁ][а-яё]+(?:ович|евич|ьич|овна|евна|ична)\b")
_SLAVIC_FAMILY: Final = re.compile(
    r"[а-яё]{2,}(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ский|ская|цкий|цкая|енко)$"
)
_TITLED: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme|Mlle|Sra|Srta|Sig|Sig\.ra|Dott)\.? "
    r"(?:[A-ZÀ-Þ][^\W\d_]+[ -]?(?:[A-Z]\. )?){1,3}$"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def names_a_person(text: str) -> bool:
    """Whether a first name stands near a family name, in either order.

    >>> [names_a_person(one) for one in ("Anna Müller", "mueller, anna", "anna-mueller", "paris")]
    [True, True, True, False]
    """
    if _PATRONYMIC.search(text) or _TITLED.search(text):
        return True
    words = [word.lower() for word in _WORD.findall(text)]
    # A second name or an initial may stand between the two.
    near = [(one, other) for gap in (1, 2) for one, other in zip(words, words[gap:], strict=False)]
    return any(
        one != other
        and ((one in _FIRST and _is_family(other)) or (_is_family(one) and other in _FIRST))
        for one, other in near
    )


def _is_family(word: str) -> bool:
    return word in _FAMILY or _SLAVIC_FAMILY.match(word) is not None
