"""Trades: one row per line of business with its NACE class, words for names and what such a company buys, sells and hires."""

# ruff: noqa: E501 - tables are read row by row; a wrapped row is harder to check than a long one

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of business; NACE Rev. 2 class as text `14.13`, words per country as lists for names, jobs and texts."""

    key: str
    nace: str
    weight: int
    ua: tuple[str, ...]
    ru: tuple[str, ...]
    en: tuple[str, ...]
    no: tuple[str, ...]
    nace_ru: str
    sic: str
    nace_no: str
    formd: str
    jobs_ru: tuple[str, ...]
    specialisation: str
    goods_ua: tuple[tuple[str, str], ...]
    about_ua: str
    about_ru: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


def _goods(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.split(" ", 1) for line in text.split("|"))
    return tuple((code, label) for code, label in pairs)


def _trade(key: str, nace: str, weight: int, *rest: str) -> Trade:
    ua, ru, en, no, nace_ru, sic, nace_no, formd, jobs, spec, goods, about_ua, about_ru = rest
    return Trade(
        key, nace, weight, _words(ua), _words(ru), _words(en), _words(no), nace_ru, sic, nace_no, formd, _words(jobs), spec,
        _goods(goods), about_ua, about_ru,
    )  # fmt: skip


TRADES: tuple[Trade, ...] = (
    _trade("sewing", "14.13", 9, "Текстиль|Швейна фабрика|Стиль|Швейпром|Ательє|Мода|Спецодяг", "Текстиль|Швейная фабрика|Стиль|Ателье|Трикотаж|Спецодежда|Мода",
           "Garments|Clothing|Knitwear|Workwear|Apparel|Tailoring", "Tekstil|Søm|Konfeksjon|Arbeidstøy|Klær", "Производство прочей верхней одежды",
           "14131 - Manufacture of other men's outerwear", "Produksjon av yttertøy", "Manufacturing",
           "Швея|Швея-мотористка|Закройщик|Раскройщик материалов|Технолог швейного производства|Мастер швейного цеха|Портной", "Легкая промышленность",
           "18110000-3 Формений одяг|18220000-7 Штормовий одяг|18130000-9 Спеціальний робочий одяг|39510000-0 Вироби домашнього текстилю",
           "пошиття одягу", "пошив одежды"),
    _trade("textile", "13.92", 3, "Текстиль|Ткани|Домашній текстиль|Полотно", "Текстиль|Ткани|Ивтекс|Полотно|Домашний текстиль", "Textiles|Fabrics|Linens|Weaving", "Tekstil|Veveri|Sengetøy",
           "Производство готовых текстильных изделий, кроме одежды", "13921 - Manufacture of soft furnishings", "Produksjon av utstyrsvarer", "Manufacturing",
           "Швея|Ткач|Оператор вязального оборудования|Швея по пошиву постельного белья", "Легкая промышленность",
           "39510000-0 Вироби домашнього текстилю|19210000-1 Натуральні тканини", "виробництво текстилю", "производство текстиля"),
    _trade("cleaning", "81.21", 3, "Клінінг|Чистота|Клін Сервіс|Блиск", "Клининг|Чистота|Чистый дом", "Cleaning|Facilities|Hygiene", "Renhold|Rent|Vask", "Деятельность по общей уборке зданий",
           "81210 - General cleaning of buildings", "Rengjøring av bygninger", "Business Services", "Уборщик служебных помещений|Клинер|Дворник", "Услуги населению",
           "90910000-9 Послуги з прибирання|90911200-8 Послуги з прибирання будівель", "прибирання приміщень", "уборка помещений"),
    _trade("it", "62.01", 10, "Софт|Діджитал|ІТ Системи|Лабс|Дата", "Софт|Диджитал|АйТи|Системы|Технологии", "Software|Digital|Systems|Technologies|Data|Labs", "Data|Digital|Systemer|Programvare|IT",
           "Разработка компьютерного программного обеспечения", "62012 - Business and domestic software development", "Programmeringstjenester", "Other Technology",
           "Программист|Инженер-программист|Системный администратор|Аналитик данных|Веб-разработчик", "Информационные технологии, телекоммуникации, связь",
           "72260000-5 Послуги, пов'язані з програмним забезпеченням|48000000-8 Пакети програмного забезпечення та інформаційні системи|30210000-4 Машини для обробки даних (апаратна частина)"
           "|72400000-4 Інтернет-послуги|48760000-3 Пакети програмного забезпечення для захисту від вірусів|30230000-0 Комп'ютерне обладнання",
           "розробка програмного забезпечення", "разработка программ"),
    _trade("construction", "41.20", 12, "Буд|Будівельник|Ремонт|Монтаж", "Строй|СК|Монтаж|Ремонт|Строительная компания", "Construction|Builders|Contractors|Roofing|Developments", "Bygg|Entreprenør|Tak og Fasade",
           "Строительство жилых и нежилых зданий", "41202 - Construction of domestic buildings", "Oppføring av bygninger", "Construction",
           "Каменщик|Прораб|Маляр|Электромонтажник|Сварщик|Разнорабочий", "Строительство, ремонт, стройматериалы, недвижимость",
           "45450000-6 Інші завершальні будівельні роботи|45260000-7 Покрівельні роботи|45230000-8 Будівництво доріг", "будівництво та ремонт", "строительство и ремонт"),
    _trade("food", "10.71", 7, "Хліб|Пекарня|Смак|Кондитер", "Хлеб|Пекарня|Вкус|Кондитер", "Bakery|Foods|Kitchen|Confectionery", "Bakeri|Mat|Konditori", "Производство хлеба и мучных кондитерских изделий",
           "10710 - Manufacture of bread; manufacture of fresh pastry goods and cakes", "Produksjon av brød og ferske konditorvarer", "Agriculture",
           "Пекарь|Кондитер|Технолог пищевого производства|Фасовщик", "Пищевая промышленность",
           "15810000-9 Хлібопродукти, свіжовипечені хлібобулочні та кондитерські вироби|15510000-6 Молоко та вершки", "випікання хліба", "выпечка хлеба"),
    _trade("logistics", "49.41", 7, "Логістик|Транс|Авто|Карго", "Логистик|Транс|Карго|Автотранс", "Logistics|Haulage|Freight|Transport", "Transport|Logistikk|Spedisjon", "Деятельность автомобильного грузового транспорта",
           "49410 - Freight transport by road", "Godstransport på vei", "Other Transportation", "Водитель автомобиля|Логист|Диспетчер|Экспедитор", "Транспорт, автобизнес, логистика, склад, ВЭД",
           "60180000-3 Прокат вантажних транспортних засобів із водієм|09130000-9 Нафта і дистиляти", "вантажні перевезення", "грузовые перевозки"),
    _trade("retail", "47.11", 9, "Маркет|Крамниця|Торг|Рітейл", "Маркет|Торговый дом|Продукты|Ритейл", "Stores|Retail|Trading|Market", "Handel|Butikk|Marked", "Торговля розничная преимущественно пищевыми продуктами",
           "47110 - Retail sale in non-specialised stores with food predominating", "Butikkhandel med bredt vareutvalg", "Retailing", "Продавец|Кассир|Товаровед|Администратор магазина", "Продажи, закупки, снабжение, торговля",
           "15840000-8 Какао; шоколад та цукрові кондитерські вироби|15330000-0 Оброблені фрукти та овочі", "роздрібна торгівля", "розничная торговля"),
    _trade("wholesale", "46.90", 9, "Трейд|Постач|Експорт|Імпорт", "Трейд|Снаб|Экспорт|Опт", "Wholesale|Supplies|Distribution|Imports", "Engros|Import|Agentur", "Торговля оптовая неспециализированная",
           "46900 - Non-specialised wholesale trade", "Uspesialisert engroshandel", "Business Services", "Менеджер по продажам|Кладовщик|Менеджер по закупкам", "Продажи, закупки, снабжение, торговля",
           "30190000-7 Офісне устаткування та приладдя різне|33760000-5 Туалетний папір, носові хустинки, рушники для рук і серветки", "оптова торгівля", "оптовая торговля"),
    _trade("medical", "86.21", 6, "Мед|Клініка|Дентал|Здоров'я", "Мед|Клиника|Дентал|Здоровье", "Clinic|Dental|Health|Care", "Legesenter|Tannklinikk|Helse", "Общая врачебная практика", "86210 - General medical practice activities", "Allmenn legetjeneste", "Other Health Care",
           "Врач-терапевт|Медицинская сестра|Фельдшер|Санитар", "Здравоохранение и социальное обеспечение", "33140000-3 Медичні матеріали|33600000-6 Фармацевтична продукція", "медичні послуги", "медицинские услуги"),
    _trade("education", "85.59", 4, "Школа|Освіта|Академія", "Школа|Образование|Академия", "Training|Academy|Learning", "Kurs|Skole|Kompetanse", "Образование дополнительное детей и взрослых",
           "85590 - Other education not elsewhere classified", "Annen undervisning", "Business Services", "Преподаватель|Воспитатель|Методист", "Образование, наука",
           "80500000-9 Навчальні послуги|22110000-4 Друковані книги", "навчання", "обучение"),
    _trade("agro", "01.11", 6, "Агро|Фермер|Нива|Зерно", "Агро|Колос|Нива|Зерно", "Farms|Agri|Grain", "Landbruk|Gård|Korn", "Выращивание зерновых культур", "01110 - Growing of cereals", "Dyrking av korn", "Agriculture",
           "Тракторист|Агроном|Доярка|Комбайнер", "Сельское хозяйство, экология, ветеринария", "03110000-5 Сільськогосподарські культури|16610000-1 Сільськогосподарська техніка", "вирощування зернових", "выращивание зерна"),
    _trade("metal", "25.11", 5, "Метал|Сталь|Конструкція", "Металл|Сталь|Металлоконструкция", "Steel|Fabrications|Metalworks", "Stål|Mekaniske|Sveis", "Производство строительных металлических конструкций",
           "25110 - Manufacture of metal structures and parts of structures", "Produksjon av metallkonstruksjoner", "Manufacturing", "Сварщик|Токарь|Слесарь|Фрезеровщик", "Металлургия, металлообработка",
           "44210000-5 Конструкції та їх частини|44160000-9 Магістралі, трубопроводи, труби", "металоконструкції", "металлоконструкции"),
    _trade("furniture", "31.09", 4, "Меблі|Інтер'єр|Столяр", "Мебель|Интерьер|Столяр", "Furniture|Joinery|Interiors", "Møbler|Interiør|Snekkeri", "Производство прочей мебели", "31090 - Manufacture of other furniture", "Produksjon av andre møbler", "Manufacturing",
           "Столяр|Сборщик мебели|Обивщик мебели", "Производство", "39150000-8 Меблі та приспособи різні|39160000-1 Шкільні меблі", "виготовлення меблів", "изготовление мебели"),
    _trade("restaurant", "56.10", 5, "Кафе|Ресторан|Кав'ярня|Піцерія", "Кафе|Ресторан|Кофейня|Столовая", "Restaurants|Cafe|Catering|Grill", "Kafe|Restaurant|Catering", "Деятельность ресторанов и кафе", "56101 - Licensed restaurants", "Drift av restauranter og kafeer", "Restaurants",
           "Повар|Официант|Бармен|Кухонный рабочий", "Туризм, гостиницы, рестораны", "55320000-9 Послуги з організації харчування", "ресторан", "ресторан"),
    _trade("hotel", "55.10", 3, "Готель|Відпочинок|Санаторій", "Отель|Гостиница|Санаторий", "Hotels|Lodge|Inns", "Hotell|Gjestegård|Overnatting", "Деятельность гостиниц", "55100 - Hotels and similar accommodation", "Drift av hoteller", "Lodging and Conventions",
           "Горничная|Администратор гостиницы|Портье", "Туризм, гостиницы, рестораны", "55110000-4 Послуги з розміщення у готелях", "готель", "гостиница"),
    _trade("consulting", "70.22", 7, "Консалт|Бізнес Рішення|Аудит", "Консалт|Бизнес|Аудит", "Consulting|Advisory|Partners|Management", "Consult|Rådgivning|Regnskap", "Консультирование по вопросам коммерческой деятельности",
           "70229 - Management consultancy activities other than financial management", "Bedriftsrådgivning", "Business Services", "Бухгалтер|Юрист|Экономист", "Бухгалтерия, налоги, управленческий учет",
           "79210000-9 Бухгалтерські та аудиторські послуги|79110000-8 Послуги з юридичного консультування", "консалтинг", "консалтинг"),
    _trade("realestate", "68.20", 6, "Нерухомість|Оренда|Девелопмент", "Недвижимость|Аренда|Девелопмент", "Properties|Estates|Lettings|Holdings", "Eiendom|Utleie|Invest", "Аренда и управление собственным недвижимым имуществом",
           "68209 - Other letting and operating of own or leased real estate", "Utleie av fast eiendom", "Commercial", "Управляющий недвижимостью|Сантехник|Электрик", "Строительство, ремонт, стройматериалы, недвижимость",
           "70130000-1 Послуги здавання під найм нерухомості", "оренда нерухомості", "аренда недвижимости"),
    _trade("energy", "35.11", 3, "Енерго|Сонце|Тепло", "Энерго|Тепло|Свет", "Energy|Solar|Power", "Kraft|Energi|Sol", "Производство электроэнергии", "35110 - Production of electricity", "Produksjon av elektrisitet", "Energy Conservation",
           "Электромонтер|Инженер-энергетик|Машинист котельной", "Электроэнергетика", "09310000-5 Електрична енергія|31120000-3 Генератори", "енергетика", "энергетика"),
    _trade("advertising", "73.11", 4, "Медіа|Реклама|Продакшн|Принт", "Медиа|Реклама|Продакшн", "Media|Marketing|Creative|Studios", "Media|Reklame|Design", "Деятельность рекламных агентств", "73110 - Advertising agencies", "Reklamebyråer", "Business Services",
           "Дизайнер|Маркетолог|Менеджер по рекламе", "Маркетинг, реклама, PR", "79340000-9 Рекламні та маркетингові послуги|22450000-9 Друкована продукція з елементами захисту", "реклама", "реклама"),
    _trade("repair", "45.20", 5, "Автосервіс|СТО|Шини", "Автосервис|СТО|Шины", "Motors|Garage|Autos", "Bil|Verksted|Dekk", "Техническое обслуживание и ремонт автотранспортных средств", "45200 - Maintenance and repair of motor vehicles", "Vedlikehold og reparasjon av motorvogner", "Other",
           "Автослесарь|Автомеханик|Шиномонтажник", "Транспорт, автобизнес, логистика, склад, ВЭД", "50110000-9 Послуги з ремонту і технічного обслуговування мототранспортних засобів", "ремонт авто", "ремонт авто"),
)  # fmt: skip
BY_KEY = {trade.key: trade for trade in TRADES}
WHEEL: tuple[Trade, ...] = tuple(trade for trade in TRADES for _ in range(trade.weight))
# What public buyers buy beyond the goods of the trades above: cleaning and IT come often, the profiles live on them.
PUBLIC_NEEDS: tuple[tuple[str, int], ...] = (
    ("cleaning", 10), ("it", 22), ("sewing", 8), ("construction", 12), ("food", 12), ("medical", 12), ("logistics", 5), ("furniture", 6),
    ("wholesale", 8), ("energy", 6), ("repair", 4), ("education", 3), ("metal", 4), ("advertising", 3),
)  # fmt: skip
NEEDS_WHEEL: tuple[str, ...] = tuple(key for key, weight in PUBLIC_NEEDS for _ in range(weight))
