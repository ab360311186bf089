"""The runner that performs journeys in a real Chromium, through Playwright.

It takes its plans from the same ways as the HTTP runner and carries them out on the live page:
links are clicked, fields filled and buttons pressed. Only `runners` and `learning` import from
here: Playwright is loaded when a browser is asked for, and not before.

    launching.py  finds and starts the browser
    runner.py     opens visits in it
    visit.py      performs a step and judges what came
    window.py, tabs.py            what a visitor has before them
    settling.py, snapshot.py      wait for a page and take it, as HTML with handles
    patience.py                   bounds what else is waited for
    acting.py, entering.py        carry out a plan: click, fill, submit
    bound_steps.py, gesturing.py, banners.py      make the gestures of bindings and banners
    traffic.py, seen.py, answers.py  what pages ask for, as evidence
    trips.py                      where an action led
    fence.py, own_origin.py       mark requests, and stop those that would leave the application
    sender.py, set_cookies.py     requests that no page makes
    sent_events.py, doubled_events.py   analytics events in requests
    handing_over.py               has analytics libraries send what they hold
    scrolling.py                  goes down a page
    departing.py                  leaves the last page of a visit
    last_words.py, open_steps.py  events that are sent as a page is left, steps that wait for them
    script_faults.py              errors of scripts
    bare_pages.py                 pages that come without their content
    artifacts.py, videos.py       screenshots, traces and videos
    learning.py, entrance.py, trials.py, describing.py   what controls do, how they are found again
"""
