"""British, American and Norwegian company stems."""

from __future__ import annotations

from world.words import listed

STEMS_EN = listed(
    """
    Albion Ashford Beacon Birchwood Blackthorn Bluebell Bracken Bramley Bridgewater Brightside Broadleaf
    Brookfield Calder Cambrian Canopy Cardinal Castleford Cedar Chalice Chestnut Clearwater Cliffside Clover
    Cobalt Compass Copperfield Coral Cornerstone Cotswold Crescent Crestview Crown Daybreak Deepdale Dovetail
    Eagle Eastgate Echo Eden Elmwood Ember Emerald Evergreen Fairway Falcon Fenland Fernhill Firefly Flagstone
    Foxglove Garnet Gateway Glenmore Goldcrest Granite Greenfield Greyfriars Halcyon Hampton Harbour Harrier
    Hawthorn Hazel Headland Heather Heritage Heron Highfield Hillcrest Horizon Hornbeam Iona Ironbridge Ivy
    Jasmine Jubilee Juniper Kestrel Keystone Kingfisher Kingsley Lakeside Langdale Larkspur Laurel Lighthouse
    Lime Linden Lodestar Lynx Magnolia Maple Maritime Marlowe Meadow Mercury Merlin Milestone Millbrook Monarch
    Moorland Mulberry Nightingale Northgate Nova Oakleaf Obsidian Olive Orbit Orchard Osprey Otter Oxbow Pebble
    Pegasus Pennine Peregrine Phoenix Pinewood Pioneer Pinnacle Poppy Primrose Quarry Quartz Quay Quill
    Ravenswood Redwood Regent Ridgeway Riverside Robin Rosewood Rowan Sable Saffron Sandstone Sapphire Saxon
    Sentinel Severn Shoreline Silverdale Skylark Slate Solent Southgate Sparrow Spruce Starling Sterling
    Stonebridge Summit Sunrise Swift Sycamore Tamar Teal Tempest Thistle Thornbury Tideway Topaz Trident Trinity
    Tudor Umber Union Valley Vanguard Velvet Vertex Vista Walnut Waterside Westbrook Wharf Whitestone Wildwood
    Willow Windmill Wren Yarrow Yellowstone Zenith Zephyr
    """
)
SECOND_EN = listed(
    """
    Bridge Brook Crest Dale Field Forge Gate Grove Harbor Hill House Lane Light Line Mark Mill Peak Point Port
    Ridge Road Rock Spring Star Stone Stream Trail Tree View Wave Way Well Wing Wood Works Yard Bay Cove Edge
    Fern
    """
)
STEMS_NO = listed(
    """
    Nordlys Fjord Fjell Vidde Havblikk Solsikke Bjørk Furu Gran Rogn Selje Hassel Eik Lønn Osp Lyng Tyttebær
    Blåbær Multe Røyr Storm Bris Kuling Bølge Brenning Skjær Holme Øy Nes Vik Sund Strøm Elv Foss Bekk Tjern
    Vann Myr Hei Ås Haug Topp Tind Egg Breen Snø Is Frost Rim Vår Sommer Høst Vinter Midnatt Dagny Aurora Polar
    Arktis Viking Saga Edda Odin Tor Frøya Balder Heimdal Brage Idun Loke Mimir Njord Ravn Ørn Falk Hauk Ugle
    Måke Terne Lunde Skarv Rype Tiur Elg Rein Hjort Rev Ulv Bjørn Gaupe Jerv Oter Bever Laks Ørret Torsk Sei
    Sild Makrell Hval Krabbe Reke Skjell Perle Rav Sølv Gull Kobber Jern Stål Granitt Skifer Marmor Kvarts
    Krystall Stjerne Måne Sol Regnbue Lykke Håp Trygg Fremtid Kompass Anker Ror Seil Brygge Havn Fyr Los Kaptein
    Skipper Naust Tun Gård Stabbur Seter Løe Kvern Smie Verk Mølle Sag Bru Veg Sti Port Tårn Borg Festning Kirke
    Torg Allé Park Hage Blomst Rose Lilje Fiol Klokke Trane Svale Spurv Kråke Bokfink Linerle Østvind Vestavind
    Nordavind Sønnavind Morgen Kveld Døgn Pilot Pioner Sentrum Krone Skjold
    """
)
SECOND_NO = listed(
    """
    bygg service consult data design eiendom elektro energi fisk frakt handel hus invest kraft logistikk maskin
    mat media miljø montasje partner produkt regnskap renhold sjø skog stål system teknikk tekstil transport
    utvikling verksted digital gruppen holding interiør hagen gården
    """
)
