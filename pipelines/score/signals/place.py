"""Signals from where the company is. They rest on no day."""

from __future__ import annotations

from pipelines.score import gazetteer
from pipelines.score.registry import Number, Place, Query, Regions, Texts, signal


@signal()
def region(regions: Regions) -> Query:
    """Its address is in one of the regions (ISO 3166-2, such as "UA-46").

    en: region | in {region:region}[, {city}]
    ru: регион | находится: {region:region}[, {city}]
    uk: регіон | розташування: {region:region}[, {city}]
    """
    return Query(
        """
        SELECT company_id, 'region' AS field, to_json({'region': region, 'city': city}) AS params
        FROM companies
        WHERE list_contains($regions, region)
        """,
        regions=regions,
    )


@signal()
def city(cities: Texts) -> Query:
    """Its address is in one of the towns; write each spelling that occurs.

    en: town | in {city}
    ru: город | город: {city}
    uk: місто | місто: {city}
    """
    return Query(
        """
        SELECT company_id, 'city' AS field, to_json({'city': city}) AS params
        FROM companies
        WHERE list_contains($cities, lower(trim(city)))
        """,
        cities=[c.strip().lower() for c in cities],
    )


@signal()
def near(place: Place, within_km: Number = 50) -> Query:
    """Its town is at most so many kilometres, as the crow flies, from the place ("Львів"; "US:Boston" where several countries have one).

    en: near | [{km} km from {place:town}][{here!}in {place:town}][ ({city})]
    ru: близко | [{km} км от: {place}][{here!}в городе {place}][ ({city})]
    uk: поруч | [{km} км від: {place}][{here!}у місті {place}][ ({city})]
    """
    here = gazetteer.find(place)
    assert here is not None, "a profile's place is looked up when it is loaded"
    return Query(
        """
        WITH reach AS (
            SELECT country, region, word, home,
                round(2 * 6371 * asin(sqrt(power(sin(radians(lat - $lat) / 2), 2)
                    + cos(radians($lat)) * cos(radians(lat)) * power(sin(radians(lon - $lon) / 2), 2))))::BIGINT AS km
            FROM score_towns
        ), placed AS (
            SELECT company_id, city, country, coalesce(region, '') AS region, town_word(city) AS word
            FROM companies SEMI JOIN eligible USING (company_id)
            WHERE city <> ''
        ), known AS (
            SELECT company_id, placed.city, coalesce(exact.km, alone.km) AS km
            FROM placed
                LEFT JOIN reach exact ON exact.region <> '' AND exact.region = placed.region
                    AND exact.country = placed.country AND exact.word = placed.word
                LEFT JOIN reach alone ON alone.region = '' AND alone.country = placed.country AND alone.word = placed.word
                    AND (placed.region = '' OR alone.home = '')
        )
        SELECT company_id, 'city' AS field, to_json({'km': nullif(km, 0), 'here': nullif(km = 0, false), 'place': $place,
            'city': if(km = 0, NULL, city)}) AS params
        FROM known
        WHERE km <= $within_km
        """,
        place=place.rpartition(":")[2].strip(),
        lat=here.lat,
        lon=here.lon,
        within_km=within_km,
    )


@signal()
def mass_address(at_least: Number = 20) -> Query:
    """At least so many companies give the same street and town: often a registration agent's address. Give it points below 0.

    en: mass address | {count:company|companies} at the same address
    ru: массовый адрес | по тому же адресу {count:компания|компании|компаний}
    uk: масова адреса | за тією ж адресою {count:компанія|компанії|компаній}
    """
    return Query(
        """
        SELECT company_id, 'street' AS field, to_json({'count': crowd}) AS params
        FROM crowded
        WHERE crowd >= $at_least
        """,
        at_least=max(at_least, 2),
    )
