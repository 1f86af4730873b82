"""British, Norwegian and American towns and street names."""

# ruff: noqa: E501 - tables are read row by row; a wrapped row is harder to check than a long one

from __future__ import annotations

from world.words import listed

# town, county, country, postcode area
TOWNS_GB: tuple[tuple[str, str, str, str], ...] = (
    ("LONDON", "", "ENGLAND", "EC1V"), ("LONDON", "", "ENGLAND", "E1"), ("LONDON", "", "ENGLAND", "W1W"), ("LONDON", "", "ENGLAND", "SW1V"),
    ("LONDON", "", "", "N1"), ("MANCHESTER", "", "ENGLAND", "M1"), ("MANCHESTER", "GREATER MANCHESTER", "", "M4"),
    ("BIRMINGHAM", "WEST MIDLANDS", "ENGLAND", "B3"), ("LEICESTER", "", "ENGLAND", "LE1"), ("LEICESTER", "LEICESTERSHIRE", "", "LE4"),
    ("LEEDS", "WEST YORKSHIRE", "ENGLAND", "LS1"), ("BRADFORD", "WEST YORKSHIRE", "", "BD1"), ("SHEFFIELD", "SOUTH YORKSHIRE", "", "S1"),
    ("LIVERPOOL", "MERSEYSIDE", "", "L1"), ("BRISTOL", "", "ENGLAND", "BS1"), ("NOTTINGHAM", "", "ENGLAND", "NG1"),
    ("DERBY", "DERBYSHIRE", "", "DE1"), ("COVENTRY", "", "ENGLAND", "CV1"), ("NEWCASTLE UPON TYNE", "", "ENGLAND", "NE1"),
    ("SUNDERLAND", "", "", "SR1"), ("DURHAM", "", "ENGLAND", "DH1"), ("YORK", "NORTH YORKSHIRE", "", "YO1"), ("HULL", "", "", "HU1"),
    ("LINCOLN", "", "ENGLAND", "LN1"), ("NORWICH", "NORFOLK", "", "NR1"), ("IPSWICH", "SUFFOLK", "", "IP1"), ("COLCHESTER", "ESSEX", "", "CO1"),
    ("CAMBRIDGE", "CAMBRIDGESHIRE", "", "CB1"), ("OXFORD", "OXFORDSHIRE", "", "OX1"), ("READING", "BERKSHIRE", "", "RG1"),
    ("SLOUGH", "", "ENGLAND", "SL1"), ("LUTON", "BEDFORDSHIRE", "", "LU1"), ("MILTON KEYNES", "", "ENGLAND", "MK9"),
    ("NORTHAMPTON", "", "", "NN1"), ("PETERBOROUGH", "", "ENGLAND", "PE1"), ("BRIGHTON", "EAST SUSSEX", "", "BN1"),
    ("SOUTHAMPTON", "HAMPSHIRE", "", "SO14"), ("PORTSMOUTH", "", "ENGLAND", "PO1"), ("BOURNEMOUTH", "DORSET", "", "BH1"),
    ("EXETER", "DEVON", "", "EX1"), ("PLYMOUTH", "", "ENGLAND", "PL1"), ("TRURO", "CORNWALL", "", "TR1"), ("GLOUCESTER", "", "ENGLAND", "GL1"),
    ("CHELTENHAM", "", "", "GL50"), ("WORCESTER", "", "", "WR1"), ("STOKE-ON-TRENT", "STAFFORDSHIRE", "", "ST1"), ("CHESTER", "", "", "CH1"),
    ("PRESTON", "LANCASHIRE", "", "PR1"), ("BLACKBURN", "LANCASHIRE", "", "BB1"), ("BOLTON", "", "ENGLAND", "BL1"), ("CARLISLE", "", "", "CA1"),
    ("MIDDLESBROUGH", "", "ENGLAND", "TS1"), ("CARDIFF", "", "WALES", "CF10"), ("SWANSEA", "", "WALES", "SA1"), ("NEWPORT", "GWENT", "WALES", "NP20"),
    ("EDINBURGH", "", "SCOTLAND", "EH1"), ("GLASGOW", "", "SCOTLAND", "G1"), ("ABERDEEN", "", "SCOTLAND", "AB11"), ("DUNDEE", "", "SCOTLAND", "DD1"),
    ("INVERNESS", "", "SCOTLAND", "IV1"), ("BELFAST", "", "NORTHERN IRELAND", "BT1"), ("CRAIGAVON", "", "NORTHERN IRELAND", "BT65"),
    ("HALIFAX", "WEST YORKSHIRE", "", "HX1"), ("HUDDERSFIELD", "", "ENGLAND", "HD1"), ("WIGAN", "", "", "WN1"),
)  # fmt: skip
STREETS_GB = listed(
    """
    HIGH STREET|STATION ROAD|CHURCH LANE|LONDON ROAD|VICTORIA ROAD|MILL LANE|PARK ROAD|QUEENS ROAD|KINGSWAY|CITY
    ROAD|OLD STREET|GREEN LANE|BRIDGE STREET|MARKET PLACE|ALBION STREET|COLMORE ROW|DEANSGATE|PICCADILLY|CASTLE
    STREET|NEW ROAD|MANOR WAY|RIVERSIDE|TRINITY COURT|WHARF ROAD|CANAL STREET|FOUNDRY LANE|COMMERCIAL
    ROAD|ENTERPRISE WAY|BRUNEL WAY|SCIENCE PARK
    """,
    "|",
)
# poststed, kommune, kommunenummer, postcode
TOWNS_NO: tuple[tuple[str, str, str, str], ...] = (
    ("OSLO", "OSLO", "0301", "0151"), ("OSLO", "OSLO", "0301", "0251"), ("OSLO", "OSLO", "0301", "0579"), ("BERGEN", "BERGEN", "4601", "5003"),
    ("BERGEN", "BERGEN", "4601", "5067"), ("TRONDHEIM", "TRONDHEIM", "5001", "7010"), ("STAVANGER", "STAVANGER", "1103", "4006"),
    ("DRAMMEN", "DRAMMEN", "3301", "3015"), ("FREDRIKSTAD", "FREDRIKSTAD", "3107", "1606"), ("KRISTIANSAND S", "KRISTIANSAND", "4204", "4611"),
    ("SANDNES", "SANDNES", "1108", "4306"), ("TROMSØ", "TROMSØ", "5501", "9008"), ("SARPSBORG", "SARPSBORG", "3105", "1706"),
    ("SKIEN", "SKIEN", "4003", "3717"), ("ÅLESUND", "ÅLESUND", "1508", "6002"), ("SANDEFJORD", "SANDEFJORD", "3907", "3210"),
    ("HAUGESUND", "HAUGESUND", "1106", "5525"), ("TØNSBERG", "TØNSBERG", "3905", "3110"), ("MOSS", "MOSS", "3103", "1530"),
    ("PORSGRUNN", "PORSGRUNN", "4001", "3916"), ("BODØ", "BODØ", "1804", "8006"), ("ARENDAL", "ARENDAL", "4203", "4836"),
    ("HAMAR", "HAMAR", "3403", "2317"), ("LARVIK", "LARVIK", "3909", "3256"), ("HALDEN", "HALDEN", "3101", "1767"),
    ("LILLEHAMMER", "LILLEHAMMER", "3405", "2609"), ("HARSTAD", "HARSTAD", "5503", "9405"), ("MOLDE", "MOLDE", "1506", "6413"),
    ("KONGSBERG", "KONGSBERG", "3303", "3611"), ("HORTEN", "HORTEN", "3901", "3187"), ("GJØVIK", "GJØVIK", "3407", "2815"),
    ("NARVIK", "NARVIK", "1806", "8514"), ("ALTA", "ALTA", "5601", "9510"), ("ELVERUM", "ELVERUM", "3420", "2408"),
    ("HØNEFOSS", "RINGERIKE", "3305", "3510"), ("JESSHEIM", "ULLENSAKER", "3209", "2050"), ("ASKIM", "INDRE ØSTFOLD", "3118", "1830"),
    ("VOSS", "VOSS", "4621", "5700"), ("FØRDE", "SUNNFJORD", "4647", "6800"), ("STEINKJER", "STEINKJER", "5006", "7713"),
    ("LEVANGER", "LEVANGER", "5037", "7600"), ("MO I RANA", "RANA", "1833", "8622"), ("KRISTIANSUND N", "KRISTIANSUND", "1505", "6509"),
    ("BRYNE", "TIME", "1121", "4340"), ("SANDVIKA", "BÆRUM", "3201", "1337"), ("LILLESTRØM", "LILLESTRØM", "3205", "2000"),
)  # fmt: skip
STREETS_NO = listed(
    """
    Storgata|Kirkegata|Dronningens gate|Kongens
    gate|Strandgata|Havnegata|Skolegata|Industriveien|Fjordveien|Bryggegata|Møllergata|Parkveien|Elvegata|Torggata|Nygata|Sjøgata|Verkstedveien|Bjørkelia|Ringveien|Tollbugata|Jernbanegata|Øvre
    gate|Nedre Langgate|Åsveien
    """,
    "|",
)
# city, state, state name, zip, county
TOWNS_US: tuple[tuple[str, str, str, str, str], ...] = (
    ("Denver", "CO", "COLORADO", "80202", "Denver"), ("Denver", "CO", "COLORADO", "80211", "Denver"), ("Aurora", "CO", "COLORADO", "80012", "Arapahoe"),
    ("Colorado Springs", "CO", "COLORADO", "80903", "El Paso"), ("Fort Collins", "CO", "COLORADO", "80521", "Larimer"),
    ("Lakewood", "CO", "COLORADO", "80226", "Jefferson"), ("Boulder", "CO", "COLORADO", "80302", "Boulder"), ("Pueblo", "CO", "COLORADO", "81003", "Pueblo"),
    ("Greeley", "CO", "COLORADO", "80631", "Weld"), ("Longmont", "CO", "COLORADO", "80501", "Boulder"), ("Grand Junction", "CO", "COLORADO", "81501", "Mesa"),
    ("Littleton", "CO", "COLORADO", "80120", "Arapahoe"), ("Englewood", "CO", "COLORADO", "80110", "Arapahoe"), ("Golden", "CO", "COLORADO", "80401", "Jefferson"),
    ("Parker", "CO", "COLORADO", "80134", "Douglas"), ("Loveland", "CO", "COLORADO", "80537", "Larimer"),
    ("New York", "NY", "NEW YORK", "10001", "New York"), ("New York", "NY", "NEW YORK", "10016", "New York"), ("Brooklyn", "NY", "NEW YORK", "11201", "Kings"),
    ("Brooklyn", "NY", "NEW YORK", "11219", "Kings"), ("Flushing", "NY", "NEW YORK", "11354", "Queens"), ("Bronx", "NY", "NEW YORK", "10451", "Bronx"),
    ("Staten Island", "NY", "NEW YORK", "10301", "Richmond"), ("Buffalo", "NY", "NEW YORK", "14202", "Erie"), ("Rochester", "NY", "NEW YORK", "14604", "Monroe"),
    ("Syracuse", "NY", "NEW YORK", "13202", "Onondaga"), ("Albany", "NY", "NEW YORK", "12207", "Albany"), ("Yonkers", "NY", "NEW YORK", "10701", "Westchester"),
    ("White Plains", "NY", "NEW YORK", "10601", "Westchester"), ("Utica", "NY", "NEW YORK", "13501", "Oneida"), ("Monsey", "NY", "NEW YORK", "10952", "Rockland"),
    ("Hempstead", "NY", "NEW YORK", "11550", "Nassau"), ("Huntington", "NY", "NEW YORK", "11743", "Suffolk"), ("Ithaca", "NY", "NEW YORK", "14850", "Tompkins"),
    ("Seattle", "WA", "WASHINGTON", "98104", "King"), ("Austin", "TX", "TEXAS", "78701", "Travis"), ("Dallas", "TX", "TEXAS", "75201", "Dallas"),
    ("San Francisco", "CA", "CALIFORNIA", "94105", "San Francisco"), ("Los Angeles", "CA", "CALIFORNIA", "90013", "Los Angeles"),
    ("San Diego", "CA", "CALIFORNIA", "92101", "San Diego"), ("Boston", "MA", "MASSACHUSETTS", "02110", "Suffolk"), ("Chicago", "IL", "ILLINOIS", "60606", "Cook"),
    ("Miami", "FL", "FLORIDA", "33131", "Miami-Dade"), ("Atlanta", "GA", "GEORGIA", "30303", "Fulton"), ("Phoenix", "AZ", "ARIZONA", "85004", "Maricopa"),
)  # fmt: skip
STREETS_US = listed(
    """
    Main St|Broadway|Kalamath St|Market St|Park Ave|Lincoln St|Washington Ave|Maple Dr|Oak Ridge Rd|Elm
    St|Colfax Ave|Federal Blvd|Larimer St|Flatbush Ave|Court St|Delaware Ave|Genesee St|Atlantic Ave|Sunset
    Blvd|Pine St|Cherry Creek Dr|Highland Ave|River Rd|Lake Shore Dr|5th Ave|Horseshoe Pike
    """,
    "|",
)
