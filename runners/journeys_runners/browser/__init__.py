"""The runner that performs journeys in a real Chromium, through Playwright.

It takes its plans from the same ways as the HTTP runner and carries them out on the live page:
links are clicked, fields filled and buttons pressed. Only `runners` and `learning` import from
here: Playwright is loaded when a browser is asked for, and not before.

    launching.py  finds and starts the browser
    runner.py     opens visits in it
    visit.py, bound_steps.py      perform a step and judge what came
    window.py, tabs.py            what a visitor has before them
    second_window.py              pages that are opened beside a visit
    settling.py, snapshot.py      wait for a page and take it, as HTML with handles
    patience.py                   bounds what else is waited for
    departing.py                  leaves the last page of a visit
    artifacts.py, videos.py       screenshots, traces and videos
    acting/       what a visitor does in a page
    traffic/      what pages ask for and send
    verdicts/     what only a browser can find wrong
    learning/     which press performs which action
"""
