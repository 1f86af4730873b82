"""New York, United States: the filings of the last thirty days with the Department of State."""

from __future__ import annotations

from leads.declaration import Expectations
from spiders.picks import Const, Join, Pair
from spiders.platforms.socrata import Socrata


class UsNyCorporations(Socrata):
    """Founding documents only: articles of organization (LLC) and certificates of incorporation; other filings are
    skipped, counted.

    The dataset rolls: what is older than thirty days is gone, so a source that is not crawled for a month has a gap.
    """

    name = "us_ny_corporations"
    title = "New York: new corporations and LLCs"
    kind, country = "registration", "US"
    licence, attribution = "Public domain", "New York State Department of State (data.ny.gov)"
    access, terms_url, terms_checked = "api", "https://data.ny.gov/d/k4vb-judh", "2026-11-21"
    language = "en"
    expects = Expectations(at_least=1, fill={"registered_on": 1.0, "party.legal_form": 0.95})
    domain, dataset, day_column = "data.ny.gov", "k4vb-judh", "date_filed"
    keep = {"documenttype": "ARTICLES OF ORGANIZATION|CERTIFICATE OF INCORPORATION"}
    listing = {
        "source_id": "/corpid_num",
        "url": Join(Const("https://data.ny.gov/resource/k4vb-judh.json?corpid_num="), "/corpid_num", separator=""),
        "title": "/documenttype",
        "country": Const("US"),
        "event": Const("new"),
        "registered_on": "/date_filed",
    }
    parties = [
        {
            "role": "registered",
            "name": "/corp_name",
            "legal_form": "/entitytype",
            "numbers": [Pair("US-NY", "/corpid_num")],
            "country": Const("US"),
            "region": Const("NY"),
            "address": Join("/cnty_prin_ofc", Const("New York"), separator=", "),
            "founded_on": "/date_filed",
        }
    ]
