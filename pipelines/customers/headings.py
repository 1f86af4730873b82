"""What people call the columns of their client and order files, in English, Russian and Ukrainian, and the field each is."""

# ruff: noqa: E501 - tables are read row by row; a wrapped row is harder to check than a long one

from __future__ import annotations

import re

CLIENT = (
    "code", "name", "number", "country", "region", "city", "address", "postcode", "website", "email", "phone", "industry", "owner",
    "since", "person",
)  # fmt: skip
"""Fields of a client. `person` is somebody who works there: kept only as a token of the vault."""
ORDER = ("order_number", "day", "amount", "currency", "profit", "cost", "margin", "product")
"""Fields of an order. `cost` gives the profit as amount less cost, `margin` as a percentage of the amount."""
OTHER = ("custom", "skip")
"""A column that is kept under its own heading, and one that is not kept."""
FIELDS = (*CLIENT, *ORDER, *OTHER)

WORDS: dict[str, str] = {
    "code": "client id|customer id|client code|customer code|client no|client number|customer number|customer no|account|account id|account no"
    "|код клиента|код контрагента|id клиента|ид клиента|номер клиента|лицевой счет|код покупателя|код партнера|код"
    "|код клієнта|код контрагента|ід клієнта|id клієнта|номер клієнта|особовий рахунок|id|ид",
    "name": "name|client|customer|company|company name|client name|customer name|organisation|organization|account name|buyer|firm|legal name"
    "|клиент|контрагент|покупатель|заказчик|название|наименование|организация|компания|фирма|название компании|наименование организации"
    "|наименование контрагента|наименование клиента|имя клиента|партнер|юрлицо|предприятие|полное наименование|название клиента"
    "|клієнт|контрагент|покупець|замовник|назва|найменування|організація|компанія|фірма|назва компанії|назва клієнта|назва організації"
    "|підприємство|найменування клієнта|повна назва|найменування контрагента",
    "number": "registration number|register number|company number|tax id|tax number|vat|vat number|vat no|vat id|tin|ein|reg no|org nr"
    "|organisation number|organization number|orgnr|organisasjonsnummer|companies house|crn|company reg no"
    "|инн|огрн|инн/кпп|регистрационный номер|налоговый номер|окпо|бин|егрпоу|едрпоу|код егрпоу|код едрпоу|инн организации|инн контрагента"
    "|єдрпоу|код єдрпоу|код за єдрпоу|едрпоу|іпн|реєстраційний номер|податковий номер|єдрпоу клієнта|код едрпоу|егрпоу",
    "country": "country|country code|страна|країна|государство|держава",
    "region": "region|state|county|oblast|province|регион|область|субъект|край|регіон|федеральный округ",
    "city": "city|town|place|locality|город|населенный пункт|місто|населений пункт|г|м",
    "address": "address|street|street address|legal address|postal address|delivery address|адрес|юридический адрес|фактический адрес|улица"
    "|почтовый адрес|адреса|юридична адреса|фактична адреса|вулиця|поштова адреса|адрес доставки|адреса доставки",
    "postcode": "postcode|post code|zip|zip code|postal code|индекс|почтовый индекс|індекс|поштовий індекс",
    "website": "website|web site|site|url|web|homepage|domain|web page|сайт|веб сайт|вебсайт|домен|адрес сайта|веб-сайт|адреса сайту",
    "email": "email|e-mail|mail|email address|почта|электронная почта|эл почта|имейл|емейл|e mail|пошта|електронна пошта|ел пошта|мейл",
    "phone": "phone|telephone|tel|mobile|phone number|телефон|тел|мобильный|номер телефона|телефоны|контактный телефон|мобільний"
    "|номер телефону|моб телефон|рабочий телефон|телефони",
    "industry": "industry|sector|branch|line of business|activity|nace|sic|отрасль|сфера деятельности|вид деятельности|оквэд|направление"
    "|сфера|галузь|сфера діяльності|вид діяльності|квед|напрям",
    "owner": "owner|account manager|manager|responsible|sales rep|salesperson|sales person|rep|account owner|assigned to|sales manager"
    "|менеджер|ответственный|ответственный менеджер|куратор|продавец|торговый представитель|ведущий менеджер"
    "|відповідальний|відповідальний менеджер|продавець|торговий представник|менеджер клиента|менеджер клієнта",
    "since": "client since|customer since|since|create date|date created|creation date|first contact|registered|created|created at|date added|created on|start date"
    "|клиент с|дата регистрации|дата добавления|дата создания|начало сотрудничества|дата заведения|дата первой покупки"
    "|клієнт з|дата реєстрації|дата додавання|дата створення|початок співпраці",
    "person": "contact|contact person|contact name|full name|first name|last name|surname|director|ceo|birthday|date of birth|decision maker"
    "|контакт|контактное лицо|фио|фамилия|имя|отчество|директор|руководитель|лпр|день рождения|дата рождения|фио контактного лица|контактна особа"
    "|піб|прізвище|ім'я|по батькові|керівник|день народження|дата народження|контактные лица|паспорт|снилс|мобильный директора",
    "order_number": "order|order id|order no|order number|invoice|invoice no|invoice number|document|document no|deal id|deal|sale id|receipt"
    "|номер заказа|заказ|№ заказа|счет|номер счета|накладная|номер накладной|документ|номер документа|сделка|id сделки|id заказа|реализация"
    "|№ документа|номер реализации|номер замовлення|замовлення|№ замовлення|рахунок|номер рахунку|накладна|номер накладної|чек|номер чека"
    "|документ продажи|заказ клиента|замовлення клієнта|номер|№ рахунку|№ счета|№ накладной|№ накладної|угода",
    "day": "date|order date|invoice date|sale date|day|purchase date|deal date|transaction date|invoiced on|date of order|ordered on|closed at"
    "|close date|paid on|дата|дата заказа|дата продажи|дата счета|дата отгрузки|дата оплаты|дата сделки|дата документа|дата покупки|период|день"
    "|дата реализации|дата закрытия|дата замовлення|дата продажу|дата рахунку|дата відвантаження|дата оплати|дата угоди|дата документа"
    "|дата покупки|період|дата документу",
    "amount": "amount|total|sum|revenue|value|price|order total|net|net amount|gross|turnover|sales|order value|invoice total|deal value|amount due"
    "|сумма|стоимость|выручка|итого|всего|сумма заказа|сумма продажи|оборот|продажи|сумма с ндс|сумма без ндс|сумма сделки|сумма оплаты"
    "|сума|вартість|виручка|разом|сума замовлення|сума продажу|продажі|сума з пдв|сума без пдв|сума угоди|дохід|доход|сума оплати",
    "currency": "currency|currency code|валюта|вал",
    "profit": "profit|margin|gross profit|gross margin|contribution|earnings|прибыль|маржа|валовая прибыль|доходность|наценка|чистая прибыль"
    "|прибуток|валовий прибуток|чистий прибуток|маржинальный доход|маржинальний дохід",
    "cost": "cost|cost price|cogs|cost of goods|purchase price|себестоимость|затраты|закупка|расходы|закупочная стоимость|собівартість|витрати"
    "|закупівля|закупівельна вартість",
    "margin": "margin %|margin percent|% margin|profit %|рентабельность|рентабельность %|маржа %|% маржи|маржинальность|рентабельність"
    "|рентабельність %|маржинальність|маржинальность %|% прибыли",
    "product": "product|item|goods|service|sku|description|product name|products|article|category|товар|номенклатура|продукт|услуга|артикул"
    "|наименование товара|товары|вид услуги|категория|что купил|послуга|найменування товару|товари|категорія|назва товару|наименование услуги",
    "skip": "№|n|no|#|№ п/п|п/п|номер по порядку|№ з/п|з/п|row|line|nr|номер п/п|номер строки",
}  # fmt: skip
"""Field → what its column is called, in lower case; whoever stands earlier in the table wins where two fields have the same words."""


def folded(heading: str) -> str:
    """A heading as it is looked up: lower case, ё as е, signs as blanks, units in brackets left out."""
    plain = heading.casefold().replace("ё", "е").replace("’", "'").replace("`", "'")
    plain = re.sub(r"\((?!%)[^)]*\)|\[[^]]*\]", " ", plain)
    plain = re.sub(r"[_,.;:!?*\"«»]+", " ", plain).replace("-", " ")
    return " ".join(plain.split())


_EXACT: dict[str, str] = {}
for _field, _written in WORDS.items():
    for _word in _written.split("|"):
        _EXACT.setdefault(folded(_word), _field)


def fields_of(heading: str) -> list[tuple[str, int]]:
    """The fields a heading may name, the surest first: 100 for its very words, else the length of the words found in it."""
    whole = folded(heading)
    for part in dict.fromkeys((whole, folded(heading.rpartition(":")[2]))):
        if part in _EXACT:
            return [(_EXACT[part], 100)]
    found: dict[str, int] = {}
    words = whole.split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            phrase = " ".join(words[start:end])
            field = _EXACT.get(phrase)
            if field and len(phrase) > 2 and field != "skip":
                found[field] = max(found.get(field, 0), min(len(phrase), 99))
    return sorted(found.items(), key=lambda each: -each[1])


def field_of(heading: str) -> str | None:
    """The field a heading names most likely."""
    found = fields_of(heading)
    return found[0][0] if found else None


def known(cell: str) -> bool:
    """Whether a cell could be a heading."""
    return bool(cell) and len(cell) < 60 and any(sure >= 4 for _, sure in fields_of(cell))
