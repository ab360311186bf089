from dataclasses import replace

from journeys_runners.masking.secret_values import SecretValues
from tests.support.evidence_factory import a_problem, a_step, an_exchange


def test_a_secret_is_masked_wherever_it_turns_up() -> None:
    secret = "p&ss wörd"
    exchange = an_exchange(
        url="http://a.test/p%26ss%20w%C3%B6rd?x=p%26ss+w%C3%B6rd",
        request_headers=(("x-customer", secret),),
        request_body=f"a={secret}".encode(),
        response_headers=(("x-back", secret),),
        response_body=b"<p>p&amp;ss w\xc3\xb6rd</p>",
        error=f"refused {secret}",
    )
    step = a_step(
        exchanges=(exchange,),
        page_url=f"http://a.test/{secret}",
        problem=a_problem(reason=f"saw {secret}", remedy=f"try {secret}"),
    )
    masked = SecretValues([secret]).step(step)
    for form in (secret, "p%26ss", "p&amp;ss"):
        assert form not in repr(masked)
    assert masked.exchanges[0].response_body == b"<p>***</p>"
    assert masked.exchanges[0].url == "http://a.test/***?x=***"
    assert replace(masked, exchanges=(), page_url=None, problem=None) == replace(
        step, exchanges=(), page_url=None, problem=None
    )


def test_one_secret_may_be_part_of_another() -> None:
    secrets = SecretValues(["abcdef", "abcdef123456"])
    assert secrets.text("abcdef123456 abcdef") == "*** ***"


def test_only_what_the_environment_calls_a_secret_is_one() -> None:
    secrets = SecretValues.of_environment(
        {
            "STAGING_PASSWORD": "hush-hush",
            "AWS_SESSION_TOKEN": "aws-token",
            "DESKTOP_SESSION": "ubuntu",
            "SHORT_KEY": "12345",
            "HOME": "/home/anna",
        }
    )
    assert secrets.text("hush-hush aws-token ubuntu 12345 /home/anna") == (
        "*** *** ubuntu 12345 /home/anna"
    )


def test_headers_cookies_and_answers_say_what_is_secret() -> None:
    secrets = SecretValues()
    secrets.add_headers(
        [
            ("Authorization", "Bearer t0ken-of-header"),
            ("Cookie", "theme=dark-blue; id=0123456789abcdef0123"),
            ("Accept", "text/html"),
        ]
    )
    secrets.add_json(b'{"user": {"access_token": "t0ken-of-answer", "name": "Anna-Lena"}}')
    secrets.add_json(b"no JSON")
    seen = "t0ken-of-header t0ken-of-answer 0123456789abcdef0123 dark-blue text/html Anna-Lena"
    assert secrets.text(seen) == "*** *** *** dark-blue text/html Anna-Lena"


def test_a_secret_is_masked_as_json_writes_it() -> None:
    assert SecretValues(['pass"word']).text(r'{"said": "pass\"word"}') == '{"said": "***"}'
