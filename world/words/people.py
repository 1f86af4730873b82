"""Given names and surnames from which invented persons are put together; no real person is meant."""

from __future__ import annotations

from world.words import listed

GIVEN = {
    "UA": listed(
        """
        Андрій Олена Богдан Ірина Василь Галина Дмитро Оксана Ігор Наталія Микола Леся Остап Христина Петро Юлія
        Роман Соломія Степан Тетяна Тарас Марія Юрій Світлана Ярослав Зоряна Олег Вікторія
        """
    ),
    "RU": listed(
        """
        Александр Елена Алексей Ольга Сергей Наталья Дмитрий Ирина Андрей Татьяна Михаил Светлана Игорь Марина
        Владимир Анна Павел Юлия Николай Екатерина Виктор Людмила Олег Галина
        """
    ),
    "GB": listed(
        """
        James Olivia Thomas Amelia George Isla Harry Emily Jack Sophie Oliver Grace Daniel Lucy Samuel Hannah Priya
        Imran Fatima Chidi Aoife Rhys Megan Callum
        """
    ),
    "NO": listed(
        """
        Lars Ingrid Ola Kari Per Anne Bjørn Marit Knut Liv Erik Solveig Jan Astrid Nils Berit Tor Hilde Arne Randi
        Øyvind Åse Håkon Gro
        """
    ),
    "US": listed(
        """
        Michael Jessica Christopher Ashley Joshua Sarah David Amanda Robert Jennifer Daniel Maria Carlos Linda Kevin
        Nancy Brian Karen Wei Mei Jose Rosa Tyler Brittany
        """
    ),
}
SURNAMES = {
    "UA": listed(
        """
        Ковальчук Шевчук Бойко Мельник Коваленко Лисенко Савчук Кравець Гнатюк Романюк Паньків Дзюба Струк Федорів
        Яремко Галущак Пасічник Климчук Сеник Войтович Цимбал Підлісний Заверуха Химка Ґудзь Осадчук Білик Верес
        """
    ),
    "RU": listed(
        """
        Иваненков Петрухин Соколовский Лебедянский Морозкин Зайченко Голубкин Виноградский Беляков Тарасенков
        Журавский Комаровский Орловский Макарьев Захарченков Борисенков Киселёвский Ершовский Полянский Щукинский
        """
    ),
    "GB": listed(
        """
        Ashworth Barlow Cartwright Dunmore Ellery Fairfax Greaves Hartley Inglewood Jarvis Kendrick Langley Marlow
        Norbury Oakden Pemberton Quinton Rushton Selwyn Thornley Upton Vickers Whitcombe Yardley
        """
    ),
    "NO": listed(
        """
        Aasland Bakkejord Dalheim Engebakk Fossnes Granli Hauglund Isdal Jordheim Kvalnes Lundamo Myrvang Nesbakk
        Opsal Rognli Solbakk Tveitnes Ulvedal Vikanes Østgård Ålesund Sætermo
        """
    ),
    "US": listed(
        """
        Abernathy Blackwell Castellano Delgado Eastman Fitzroy Gallardo Hollister Ibanez Jernigan Kowalski Lindqvist
        Montague Nakamura Ostrander Pruitt Quesada Ridgeway Sandoval Thackeray Underhill Villanueva Whitlock
        Yarborough
        """
    ),
}
PATRONYMICS = {
    "UA": listed(
        """
        Іванович Петрович Васильович Миколайович Степанович Богданович Ярославович Олегович
        """
    ),
    "RU": listed(
        """
        Иванович Петрович Сергеевич Николаевич Андреевич Викторович Михайлович Олегович
        """
    ),
}
FEMALE_PATRONYMICS = {
    "UA": listed(
        """
        Іванівна Петрівна Василівна Миколаївна Степанівна Богданівна Ярославівна Олегівна
        """
    ),
    "RU": listed(
        """
        Ивановна Петровна Сергеевна Николаевна Андреевна Викторовна Михайловна Олеговна
        """
    ),
}
