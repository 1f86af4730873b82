"""Russian companies as the day files of ЕГРЮЛ publish them (shape of VO_RUGFO files, version 4.07)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from xml.sax.saxutils import escape

from world.dice import Dice
from world.numbers import spoil
from world.population import Company, Population
from world.truth_rows import Mention

SOURCE = "ru_egrul"
PER_FILE = 1000
_QUOTE = {'"': "&quot;"}
_FORM_NAMES = {
    "12300": "Общества с ограниченной ответственностью",
    "12267": "Непубличные акционерные общества",
    "71400": "Автономные некоммерческие организации",
    "14000": "Производственные кооперативы (артели)",
}
_STATUS = (
    (
        "105",
        "Регистрирующим органом принято решение о предстоящем исключении юридического лица из ЕГРЮЛ "
        "(недействующее юридическое лицо)",
    ),
    ("101", "Находится в стадии ликвидации"),
    ("117", "Юридическое лицо признано несостоятельным (банкротом) и в отношении него открыто конкурсное производство"),
)


def _element(tag: str, attributes: dict[str, str], inner: str = "") -> str:
    text = "".join(f' {key}="{escape(value, _QUOTE)}"' for key, value in attributes.items() if value)
    return f"<{tag}{text}>{inner}</{tag}>" if inner else f"<{tag}{text} />"


def _address(company: Company, dice: Dice, mark: str) -> str:
    town, region, house = company.place.town.upper(), company.place.region.upper(), company.house
    if dice.chance(0.6):
        inner = _element("Регион", {"НаимРегион": region})
        if region != f"Г. {town}":
            inner += _element("Город", {"ТипГород": "Г.", "НаимГород": town})
        inner += _element("Улица", {"ТипУлица": "УЛ.", "НаимУлица": company.street.upper()}) + mark
        body = _element(
            "АдресРФ",
            {
                "Индекс": company.postcode,
                "КодРегион": company.place.code,
                "Дом": f"Д. {house}",
                "Кварт": f"ОФИС {dice.between(1, 60)}" if dice.chance(0.6) else "",
            },
            inner,
        )
    else:
        inner = f"<НаимРегион>{company.place.region}</НаимРегион>"
        inner += _element("МуниципРайон", {"ВидКод": "2", "Наим": f"городской округ {company.place.town}"})
        inner += _element("НаселенПункт", {"Вид": "г.", "Наим": company.place.town})
        inner += (
            _element("ЭлУлДорСети", {"Тип": "ул.", "Наим": company.street})
            + _element("Здание", {"Тип": "д.", "Номер": house})
            + mark
        )
        body = _element(
            "СвАдрЮЛФИАС",
            {"ИдНом": dice.uuid(), "Индекс": company.postcode},
            f"<Регион>{company.place.code}</Регион>" + inner,
        )
    return f"<СвАдресЮЛ>{body}</СвАдресЮЛ>"


def document(company: Company, seed: int, issued: date, ceased: bool) -> str:
    """One Документ with its СвЮЛ; `ceased` writes СвПрекрЮЛ as of the day of issue."""
    dice = Dice(seed, SOURCE, company.position)
    founded = company.day.isoformat()
    mark = _element("ГРНДата", {"ГРН": company.number, "ДатаЗаписи": founded})
    wrong = company.position % 71 == 11
    tax = spoil(company.tax) if wrong else company.tax
    parts = [
        _element(
            "СвНаимЮЛ",
            {"НаимЮЛПолн": company.full},
            mark + (_element("СвНаимЮЛСокр", {"НаимСокр": company.short.upper()}, mark) if dice.chance(0.9) else ""),
        ),
        _address(company, dice, mark),
    ]
    email = company.email
    if email and dice.chance(0.6):
        parts.append(_element("СвАдрЭлПочты", {"E-mail": email.upper() if dice.chance(0.9) else "NO@NO.RU"}, mark))
    parts.append(
        _element(
            "СвОбрЮЛ",
            {"ОГРН": company.number, "ДатаОГРН": founded},
            _element("СпОбрЮЛ", {"КодСпОбрЮЛ": "11", "НаимСпОбрЮЛ": "Создание юридического лица"}) + mark,
        )
    )
    office = f"Управление Федеральной налоговой службы ({company.place.region})"
    parts.append(_element("СвРегОрг", {"КодНО": company.place.code + "00", "НаимНО": office}, mark))
    if not company.alive and not ceased:
        code, label = dice.pick(_STATUS)
        parts.append(f"<СвСтатус>{_element('СвСтатус', {'КодСтатусЮЛ': code, 'НаимСтатусЮЛ': label})}{mark}</СвСтатус>")
    if ceased:
        how = _element(
            "СпПрекрЮЛ",
            {
                "КодСпПрекрЮЛ": "701",
                "НаимСпПрекрЮЛ": "Прекращение деятельности юридического лица в связи с его ликвидацией",
            },
        )
        parts.append(_element("СвПрекрЮЛ", {"ДатаПрекрЮЛ": issued.isoformat()}, how + mark))
    kpp = f"{company.place.code}0101001"
    parts.append(
        _element(
            "СвУчетНО",
            {"ИНН": tax, "КПП": kpp, "ДатаПостУч": founded},
            _element("СвНО", {"КодНО": company.place.code + "01", "НаимНО": office}) + mark,
        )
    )
    if company.form.code == "12300":
        parts.append(
            _element(
                "СвУстКап",
                {
                    "НаимВидКап": "УСТАВНЫЙ КАПИТАЛ",
                    "СумКап": dice.pick(("10000", "10000", "20000", "100000", "1500000.5")),
                },
                mark,
            )
        )
    surname, given, patronymic = company.person
    human = _element(
        "СвФЛ",
        {
            "Фамилия": surname.upper(),
            "Имя": given.upper(),
            "Отчество": patronymic.upper(),
            "ИННФЛ": f"{company.place.code}{dice.below(10**10):010d}",
        },
        mark,
    )
    post = _element(
        "СвДолжн",
        {
            "ВидДолжн": "02",
            "НаимВидДолжн": "Руководитель юридического лица",
            "НаимДолжн": dice.pick(("ГЕНЕРАЛЬНЫЙ ДИРЕКТОР", "ДИРЕКТОР")),
        },
        mark,
    )
    parts.append(
        "<СведДолжнФЛ>"
        f"{_element('ГРНДатаПерв', {'ГРН': company.number, 'ДатаЗаписи': founded})}{human}{post}</СведДолжнФЛ>"
    )
    parts.append(f"<СвУчредит>{_element('УчрФЛ', {}, human)}</СвУчредит>")
    trade = company.trade
    main = _element("СвОКВЭДОсн", {"КодОКВЭД": trade.nace, "НаимОКВЭД": trade.nace_ru, "ПрВерсОКВЭД": "2014"}, mark)
    more = _element(
        "СвОКВЭДДоп",
        {"КодОКВЭД": "46.90", "НаимОКВЭД": "Торговля оптовая неспециализированная", "ПрВерсОКВЭД": "2014"},
        mark,
    )
    parts.append(f"<СвОКВЭД>{main}{more if dice.chance(0.5) else ''}</СвОКВЭД>")
    record = _element("ВидЗап", {"КодСПВЗ": "11201", "НаимВидЗап": "Создание юридического лица"})
    parts.append(
        _element(
            "СвЗапЕГРЮЛ",
            {"ИдЗап": str(150_000_000_000_000 + company.position), "ГРН": company.number, "ДатаЗап": founded},
            record,
        )
    )
    head = {
        "ДатаВып": issued.isoformat(),
        "ОГРН": company.number,
        "ДатаОГРН": founded,
        "ИНН": tax,
        "КПП": kpp,
        "СпрОПФ": "ОКОПФ",
        "КодОПФ": company.form.code,
        "ПолнНаимОПФ": _FORM_NAMES[company.form.code],
    }
    return _element("Документ", {"ИдДок": dice.uuid()}, _element("СвЮЛ", head, "\n  " + "\n  ".join(parts) + "\n"))


class EgrulRows:
    """Day files: companies founded on the day, and a few older ones that changed or ceased."""

    def __init__(self, population: Population) -> None:
        self.population = population

    def _positions(self, day: date) -> list[tuple[int, bool]]:
        """(position, ceased) of the companies in the file of the day."""
        if day.weekday() > 4:
            return []
        low, high = self.population.timelines["RU"].span(day, day)
        chosen = [(position, False) for position in range(low, high)]
        dice = Dice(self.population.seed, SOURCE + "/changed", day.toordinal())
        older = max(1, (high - low) // 4)
        picked = {self._older(dice, low) for _ in range(older)} if low else set()
        dead = {position for position in picked if not self.population.company("RU", position).alive}
        return chosen + [(position, position in dead and position % 3 > 0) for position in sorted(picked)]

    def _older(self, dice: Dice, low: int) -> int:
        """An older company; every third draw looks for one that is no longer alive."""
        position = dice.below(low)
        if dice.chance(0.33):
            for _ in range(20):
                if not self.population.company("RU", position).alive:
                    break
                position = dice.below(low)
        return position

    def members(self, day: date) -> list[tuple[str, bytes]]:
        """XML files of at most a thousand documents."""
        positions = self._positions(day)
        files = []
        for start in range(0, len(positions), PER_FILE):
            part = positions[start : start + PER_FILE]
            dice = Dice(self.population.seed, SOURCE + "/file", day.toordinal() * 100 + start // PER_FILE)
            name = f"VO_RUGFO_0000_9965_{day:%Y%m%d}_{dice.uuid()}"
            body = "\n  ".join(
                document(self.population.company("RU", p), self.population.seed, day, ceased) for p, ceased in part
            )
            officer = '<ФИООтв Фамилия="МОРОЗКИН" Имя="ИГОРЬ" Отчество="ПЕТРОВИЧ" />'
            text = (
                f'<?xml version="1.0" encoding="windows-1251"?>\n<Файл ИдФайл="{name}" ВерсФорм="4.07" '
                'ТипИнф="ЕГРЮЛ_ОТКР_СВЕД" '
                f'ВерсПрог="1.0.0.2" КолДок="{len(part):10d}">\n  <ИдОтпр ДолжОтв="Специалист" '
                f'Тлф="(495)0000000">{officer}</ИдОтпр>\n  {body}\n</Файл>\n'
            )
            files.append((name + ".xml", text.encode("cp1251", "xmlcharrefreplace")))
        return files

    def mentions(self, today: date) -> Iterator[Mention]:
        """Who is behind each record of the last ninety days' files."""
        seen: set[int] = set()
        for back in range(90, -1, -1):
            for position, _ in self._positions(today - timedelta(days=back)):
                if position not in seen:
                    seen.add(position)
                    company = self.population.company("RU", position)
                    yield Mention(SOURCE, company.number, "registered", company.wid, company.full)
