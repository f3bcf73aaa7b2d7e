"""Reads a simulated account with zenpy and tap-zendesk, and prints the ids that each got as JSON.

The clients are as PyPI has them and ask https://simulated.zendesk.com, as they would a real account. What
they send there goes to the simulator instead, whose address is the first argument; the second is an OAuth
access token.
"""

import contextlib
import io
import json
import sys
import tempfile
from urllib.parse import urlsplit

import aiohttp
import requests

SUBDOMAIN = "simulated"
SIMULATOR, TOKEN = sys.argv[1:]
# zenpy takes 0 for none.
BEGINNING = 1


def at_simulator(url):
    parts = urlsplit(str(url))
    if parts.hostname != f"{SUBDOMAIN}.zendesk.com":
        raise RuntimeError(f"{url} lies elsewhere")
    return SIMULATOR + parts.path + ("?" + parts.query if parts.query else "")


def divert():
    """Has both libraries that the clients send with ask the simulator."""
    send = requests.adapters.HTTPAdapter.send
    request = aiohttp.ClientSession._request

    def send_there(self, prepared, **options):
        diverted = prepared.copy()
        diverted.url = at_simulator(prepared.url)
        response = send(self, diverted, **options)
        # zenpy reads an answer by the address that was asked.
        response.request, response.url = prepared, prepared.url
        return response

    def request_there(self, method, url, **options):
        return request(self, method, at_simulator(url), **options)

    requests.adapters.HTTPAdapter.send = send_there
    aiohttp.ClientSession._request = request_there


def ids(rows):
    return [row.id for row in rows]


def until_repeated(rows):
    """The ids up to the first that comes again: the export of calls never says that it ends."""
    seen = {}
    for row in rows:
        if row.id in seen:
            break
        seen[row.id] = True
    return list(seen)


def with_zenpy():
    from zenpy import Zenpy

    client = Zenpy(subdomain=SUBDOMAIN, oauth_token=TOKEN)
    tickets = list(client.tickets())
    read = {
        "tickets": ids(tickets),
        "tickets by cursor": ids(client.tickets(cursor_pagination=50)),
        "tickets by time": ids(client.tickets.incremental(start_time=BEGINNING)),
        "tickets by export cursor": ids(
            client.tickets.incremental(start_time=BEGINNING, paginate_by_time=False)
        ),
        "tickets by ids": ids(client.tickets(ids=[ticket.id for ticket in tickets[:50]])),
        "ticket": [client.tickets(id=tickets[0].id).id],
        "users": ids(client.users()),
        "users by cursor": ids(client.users(cursor_pagination=30)),
        "users by time": ids(client.users.incremental(start_time=BEGINNING)),
        "groups": ids(client.groups()),
        "brands": ids(client.brands()),
        "organizations": ids(client.organizations()),
        "organizations by time": ids(client.organizations.incremental(start_time=BEGINNING)),
        "views": ids(client.views()),
        "ticket_fields": ids(client.ticket_fields()),
        "ticket_forms": ids(client.ticket_forms()),
        "group_memberships": ids(client.group_memberships()),
        "satisfaction_ratings": ids(client.satisfaction_ratings()),
        "search": ids(client.search(type="ticket")),
        "calls": until_repeated(client.talk.calls.incremental(start_time=BEGINNING)),
        "phone_numbers": [row["id"] for row in client.talk.phone_numbers()],
    }
    for name in ("sla_policies", "macros", "automations", "triggers", "user_fields"):
        read[name] = ids(getattr(client, name)())
    view = next(iter(client.views()))
    read["view"] = [client.views.count(view).value, len(list(client.views.tickets(view)))]
    read["comments"] = [row.id for ticket in tickets for row in client.tickets.comments(ticket)]
    read["audits"] = [row.id for ticket in tickets for row in client.tickets.audits(ticket)]
    read["metrics"] = [client.tickets.metrics(ticket).ticket_id for ticket in tickets]
    # zenpy asks for what a ticket refers to when it is looked at.
    for name in ("requester", "group", "brand", "organization", "assignee", "submitter"):
        named = [getattr(t, name) for t in tickets if getattr(t, name + "_id") not in (None, -1)]
        read[name] = ids(named)
    return read


def run_tap(*arguments):
    import tap_zendesk

    out = io.StringIO()
    sys.argv = ["tap-zendesk", *arguments]
    with contextlib.redirect_stdout(out):
        tap_zendesk.main()
    return out.getvalue()


def with_tap():
    with tempfile.TemporaryDirectory() as folder:
        config, catalog = folder + "/config.json", folder + "/catalog.json"
        with open(config, "w") as file:
            json.dump(
                {
                    "subdomain": SUBDOMAIN,
                    "access_token": TOKEN,
                    "start_date": "2000-01-01T00:00:00Z",
                },
                file,
            )
        discovered = json.loads(run_tap("--config", config, "--discover"))
        for stream in discovered["streams"]:
            for field in stream["metadata"]:
                field["metadata"]["selected"] = True
        with open(catalog, "w") as file:
            json.dump(discovered, file)
        messages = run_tap("--config", config, "--catalog", catalog).splitlines()
    read = {stream["tap_stream_id"]: [] for stream in discovered["streams"]}
    for message in map(json.loads, messages):
        if message["type"] == "RECORD":
            record = message["record"]
            read[message["stream"]].append(record.get("id", record.get("name")))
    return read


divert()
json.dump({"zenpy": with_zenpy(), "tap-zendesk": with_tap()}, sys.stdout)
