"""Files of clients and orders as people keep them, small and made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rustpy_xlsxwriter import write_worksheets

CLIENTS_RU = """Отчет по клиентам за 2026 год;;;;;;;;
;;;;;;;;
№ п/п;Наименование контрагента;ИНН;Город;Телефон;Эл. почта;Менеджер;Контактное лицо;Скидка
1;ООО "Ромашка";7707083893;Москва;8 (495) 123-45-67;info@romashka.ru;Иванова;Петров Петр Петрович;5%
2;ИП Сидоров Сидор Сидорович;500100732259;Тверь;;;Иванова;;
3;АО Вектор;7736050003;Москва;;ivan.petrov@mail.ru;Смирнов;;10%
4;ООО Плохой ИНН;7707083890;Омск;123;;;;
Итого;;;;;;;;15
"""
"""A title, row numbers, a sole trader, a person to talk to, a personal mailbox, a wrong number, totals."""

ORDERS_RU = """Дата;Контрагент;Номер документа;Сумма, руб.;Себестоимость;Товар;Канал
03.01.2026;ООО "Ромашка";15;"12 500,50";8000;Швейная машина;сайт
15.02.2026;Ромашка ООО;16;1 200,00;;Нитки;
15.02.2026;АО Вектор;17;abc;;Нитки;
16.02.2026;ИП Сидоров Сидор Сидорович;18;100,00;;Нитки;
17.02.2026;Новый клиент ТОО;19;-300,00;;Нитки;
Итого;;;13400,50;;;
"""
"""The same client spelled two ways, a text for an amount, a sole trader, goods returned, totals."""


def write(path: Path, text: str, encoding: str = "cp1251") -> Path:
    """A text file in an encoding."""
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path) -> Path:
    """Two sheets in Ukrainian: clients and their orders, with typed cells."""
    clients = [
        {"Назва контрагента": "ТОВ «Калина»", "Код за ЄДРПОУ": "00032129", "Місто": "Львів", "Знижка": 5},
        {"Назва контрагента": "ПП Явір", "Код за ЄДРПОУ": None, "Місто": "Стрий", "Знижка": None},
    ]
    orders = [
        {"Дата": date(2026, 3, 4), "Контрагент": "ТОВ «Калина»", "Сума, грн": 1500.5, "Прибуток": 300},
        {"Дата": date(2026, 4, 4), "Контрагент": "ПП Явір", "Сума, грн": 700, "Прибуток": -20},
    ]
    write_worksheets([("Клієнти", clients), ("Замовлення", orders)], str(path))
    return path
