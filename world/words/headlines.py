"""Headlines and first sentences of news in three languages: (topic, title, text) about a company, and noise without one."""

# ruff: noqa: E501 - tables are read row by row; a wrapped row is harder to check than a long one

from __future__ import annotations

STORIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "uk": (
        ("opening", "{Where} відкрився новий об'єкт {name}", "Компанія {name} ({about}) відкрила новий офіс {where}, вул. {street}, {house}. Працюватимуть {size} осіб."),
        ("opening", "{name} відкриває заклад площею {size}0 кв. м у м. {town}", "{In_region} запрацював новий заклад {name}. Адреса: {town}, вул. {street}, {house}. Напрям: {about}."),
        ("registered", "{Where} зареєстровано нову компанію {name}", "{day} {where} ({region}) зареєстровано {name}. Основний вид діяльності: {about}."),
        ("registered", "Нові компанії тижня: {name}", "Серед новостворених компаній — {name}, м. {town}. Зареєстрована {day}, напрям діяльності: {about}."),
        ("funding", "{name} залучила {sum} млн доларів інвестицій", "Українська компанія {name} з міста {town} залучила {sum} млн доларів. Компанія працює у сфері «{about}»."),
        ("expansion", "{name} розширює виробництво {where}", "{name} планує вкласти {sum} млн гривень у розширення. Підприємство ({about}) розташоване {in_region}."),
        ("hiring", "{name} шукає {size} працівників", "Підприємство {name}, {town}, оголосило набір: потрібно {size} працівників. Сфера: {about}."),
        ("contract", "{name} виграла тендер на {sum} млн грн", "Переможцем торгів стала компанія {name} ({town}). Сума договору — {sum} млн грн."),
    ),
    "ru": (
        ("opening", "{name} открыла новый цех в городе {town}", "Компания {name} ({about}) запустила новую площадку: {region}, {town}, ул. {street}, {house}. Создано {size} рабочих мест."),
        ("expansion", "{name} вложит {sum} млн рублей в оборудование", "{name}, {town}, закупит оборудование на {sum} млн рублей. Вид деятельности: {about}."),
        ("hiring", "{name} наберёт {size} сотрудников", "{name} ({region}) объявила о наборе персонала: {size} вакансий. Отрасль: {about}."),
        ("contract", "{name} получила госконтракт", "Победителем закупки стала компания {name}, {town}. Цена контракта {sum} млн рублей."),
        ("registered", "В городе {town} зарегистрирована {name}", "{day} зарегистрировано новое предприятие {name}. Направление: {about}."),
    ),
    "en": (
        ("contract", "{name} wins contract worth £{sum}m", "{name} of {town} has been awarded a contract worth £{sum} million for {about}."),
        ("expansion", "{name} to create {size} jobs in {town}", "{name}, based at {house} {street}, {town}, will create {size} jobs as its {about} business grows."),
        ("funding", "Innovation grant for {name}", "{name} ({about}) in {town} receives £{sum} million of growth funding."),
        ("opening", "Minister opens new {name} site in {town}", "A new site of {name} opened today at {house} {street}, {town}."),
    ),
}  # fmt: skip
NOISE: dict[str, tuple[tuple[str, str], ...]] = {
    "uk": (
        ("Погода на вихідні: дощ і мокрий сніг", "Синоптики прогнозують дощ на заході країни."), ("Курс валют на сьогодні", "НБУ оприлюднив офіційний курс гривні."),
        ("Як підготувати авто до зими", "П'ять порад для водіїв перед першим снігом."), ("У центрі Львова перекриють рух", "Через ремонт обмежать рух транспорту."),
        ("Що змінюється для ФОП із січня", "Пояснюємо нові правила звітності для підприємців."), ("Огляд: найкращі навушники року", "Порівнюємо п'ять моделей."),
    ),
    "ru": (
        ("Прогноз погоды на неделю", "Синоптики ожидают похолодание."), ("Курс валют на завтра", "Опубликованы официальные курсы."),
        ("Итоги торгов", "Индексы завершили день разнонаправленно."), ("Как оформить налоговый вычет", "Разъясняем порядок."),
    ),
    "en": (
        ("Guidance: keeping warm this winter", "Advice for households."), ("Statistics: monthly bulletin published", "The bulletin is available online."),
        ("Speech: the future of our towns", "Full transcript."), ("Travel advice updated", "Check before you travel."),
    ),
}  # fmt: skip
