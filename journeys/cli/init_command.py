"""`journeys init`: write a journeys.yaml."""

from pathlib import Path

import click

from journeys.cli.output import Output, output_options

_TEMPLATE = """\
# Settings of journeys for this project. A flag beats an environment variable, which beats this
# file. ${{NAME}} is taken from the environment: write no secrets here.
replay:
  base_url: {base_url}
#  workers: 4               # journeys at once
#  rate_limit: 100/m        # requests, over all journeys
#  retries: 1               # a journey that fails and then passes is flaky
#  request_timeout: 10s
#  tls_verify: true         # false: any certificate will do
#  allow_host: []           # hosts that the export was recorded on, if one of them is the target
#  header: ["Authorization: Bearer ${{STAGING_TOKEN}}"]
#  app_version: ${{GITHUB_SHA}}
#  results: journeys-results
#  database: postgresql://journeys@db.example.com/journeys   # for a team
#  budget: 20m              # the journeys that cover most in this time
#  patience: 30s            # how long to wait for an application that went away
#  max_inconclusive: 0.1    # share of inconclusive journeys above which the run is
#  fail_on_flaky: false
#  runner: http             # or browser, with these:
#  headed: false
#  slowmo: 0                # milliseconds
#  trace_mode: off          # on, retain-on-failure
#  screenshot: only-on-failure   # on, off
#  video: off               # on, retain-on-failure
#  browser_path: /usr/bin/chromium

# What stands for production's other hosts, where pages and API are not on one.
#hosts: {{api.example.com: https://api.staging.example.com}}

# Who visits: one of form, header, storage_state and sign_up; one account for a journey at a time.
#identity:
#  form:
#    page: /login
#    pool:
#    - {{email: test-1@example.com, password: "${{TEST_PASSWORD}}"}}

# Commands, or Python functions as module:name, that seed and clean data.
#hooks:
#  before_run: ./seed.sh
#  after_journey: seeding:clean

# This environment's own values for slots and form fields; each row belongs together.
#data:
#- csv: staging-products.csv

# What nobody may do there, and what may be done although it deletes something: actions or URL
# templates; * stands for anything.
#destructive:
#  refuse: [POST /admin/purge, POST /payments/*]
#  allow: ["DELETE /cart/items/{{id}}"]

# Errors of scripts that production throws, too: parts of messages; * stands for anything.
#ignore_errors: ["reading 'analytics'", "Request * was cancelled"]

# Known failures that do not make a run red (or in a quarantine.yaml beside this file).
#quarantine:
#- {{journey: rare-apply-coupon-cart-c8e216, reason: SHOP-123, until: 2027-01-31}}
"""


@click.command(
    "init",
    epilog="""\b
Examples:
  journeys init --base-url https://staging.example.com""",
)
@click.option(
    "--base-url",
    default="https://staging.example.com",
    show_default=True,
    help="The staging application.",
)
@output_options
def command(out: Output, /, base_url: str) -> None:
    """Write journeys.yaml into this folder, with every setting and its default."""
    from journeys.config import CONFIG_FILE
    from journeys.errors import InputError

    path = Path(CONFIG_FILE)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_TEMPLATE.format(base_url=base_url))
    except FileExistsError:
        raise InputError(
            "this file exists and is not overwritten",
            where=str(path),
            remedy="edit it, or remove it first",
        ) from None
    out.say(f"{path} written")
    out.data({"path": str(path)})
