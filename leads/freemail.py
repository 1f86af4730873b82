"""Words that tell a personal mailbox from an organisation's: free-mail domains, role words, common first names.

Domains: the public mail services of the countries our sources cover, as their own sign-up pages offer them. Role words:
RFC 2142 and the habits of Ukrainian, Russian, Norwegian, German, French and English firms. First names: the most given
ones, in Latin letters.
"""

from __future__ import annotations

FREE_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com icloud.com
    me.com mac.com aol.com proton.me protonmail.com pm.me gmx.com gmx.net gmx.de web.de mail.com zoho.com fastmail.com
    tutanota.com hushmail.com mail.ru bk.ru list.ru inbox.ru internet.ru xmail.ru yandex.ru ya.ru yandex.com yandex.by
    yandex.kz yandex.ua narod.ru rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru nm.ru pochta.ru e1.ru ngs.ru
    ukr.net i.ua ua.fm email.ua meta.ua bigmir.net online.ua mail.ua ex.ua 3g.ua voliacable.com tut.by mail.by
    outlook.no hotmail.no live.no yahoo.no online.no frisurf.no broadpark.no c2i.net getmail.no lyse.net start.no
    sensewave.com bluezone.no hotmail.co.uk outlook.co.uk live.co.uk yahoo.co.uk btinternet.com btopenworld.com
    sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk aol.co.uk plus.com comcast.net
    verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net
    hotmail.fr live.fr yahoo.fr orange.fr wanadoo.fr free.fr laposte.net sfr.fr hotmail.de outlook.de yahoo.de
    t-online.de freenet.de wp.pl o2.pl onet.pl interia.pl gazeta.pl seznam.cz centrum.cz azet.sk
    """.split()
)

ROLE_WORDS = frozenset(
    """
    info information office mail email post contact contacts kontakt kontakti hello hi admin administrator
    administration webmaster postmaster hostmaster abuse support help helpdesk service services servis sales sale sell
    prodazhi prodaja zbut marketing market reklama pr press media zakupki zakupivli zakupivlya tender tenders tendery
    torgi procurement purchasing buyer supply snab snabzhenie postachannya order orders zakaz zakazy zamovlennya buh
    buhgalter buhgalteria bukh accounting accounts account finance finans billing invoice invoices faktura regnskap hr
    hrd jobs job career careers rekrut recruitment kadry kadr personal vacancy vakansii team staff director direktor
    secretary sekretar kanc kancelaria kantselyaria kanceliaria priemnaya pryimalnya reception firmapost firma company
    kompaniya postmottak kundeservice salg ordre booking legal law jurist urist yurist privacy gdpr dpo it tech
    technical noreply reply enquiries enquiry inquiries general shop store magazin sklad zavod ooo tov llc ltd group
    holding school shkola hospital likarnya bolnica clinic klinika rada otg gromada quality compliance estimating bids
    bid contracts commercial export import logistics logist dispatch
    """.split()
)

FIRST_NAMES = frozenset(
    """
    oleksandr aleksandr alexander alexandr sasha oleksii oleksiy alexey aleksey alexei andrii andriy andrey andrei
    anton artem bohdan bogdan borys boris vadym vadim valentyn valentin vasyl vasily vasiliy viktor victor vitalii
    vitaliy vitaly volodymyr vladimir vladyslav vladislav viacheslav vyacheslav hryhorii grigory denys denis dmytro
    dmitry dmitriy yevhen evgeny evgeniy eugene ihor igor ivan illia ilya kyrylo kirill kostiantyn konstantin leonid
    maksym maxim maksim mykhailo mikhail michael mykola nikolai nikolay oleh oleg pavlo pavel petro petr roman ruslan
    serhii serhiy sergey sergei sergiy stanislav stepan taras tymofii timur fedir fedor yurii yuriy yury yuri yaroslav
    alina alla anastasiia anastasia anna hanna ganna valentyna valentina valeriia viktoriia victoria vira vera halyna
    galina daria darya yevheniia evgenia kateryna ekaterina iryna irina inna karina kseniia ksenia larysa larisa lesia
    liliia lilia liudmyla ludmila lyudmila maryna marina mariia maria natalia nataliia natalya nadiia nadezhda nina
    oksana olena elena olha olga polina svitlana svetlana sofiia tamara tetiana tatiana tatyana yuliia yulia julia
    yana john david james robert william richard thomas mark paul peter andrew steven stephen kevin brian george simon
    daniel matthew chris christopher martin ian neil alan mary sarah emma laura susan karen helen linda jane kate
    emily claire nicola lisa jennifer jan per bjorn ole lars kjell knut svein arne geir hans erik morten terje odd tor
    trond anne inger kari marit ingrid liv eva berit astrid bente kristin hilde silje marianne randi jurgen wolfgang
    klaus stefan andreas pierre jean michel marie sophie
    """.split()
)
