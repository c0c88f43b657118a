"""Honest articles that use the words of labels, credits and notices: nothing on them may be an accusation."""

from __future__ import annotations

import pytest

from auditor import Auditor, Capture
from auditor.model import OriginKind, Outcome, SponsorshipState

AUDITOR = Auditor(model=False)
FILL = {
    "en": "The council met on Tuesday in a room that was warmer than anybody had planned, and voted twice.",
    "de": "Der Saal war am Dienstagabend voll, die Fenster standen offen, und es wurde zweimal abgestimmt.",
    "fr": "La salle était pleine mardi soir, les fenêtres étaient ouvertes et l'on a voté deux fois.",
    "ru": "Зал во вторник вечером был полон, окна были открыты, и голосовали дважды.",
    "es": "El salón estaba lleno el martes por la noche, había mucha gente joven y los vecinos votaron dos veces.",
    "it": "La sala era piena martedì sera, le finestre erano aperte e si è votato due volte.",
    "nl": "De zaal was dinsdagavond vol, de ramen stonden open en er werd twee keer gestemd.",
    "pt": "A sala estava cheia na noite de terça-feira, as janelas estavam abertas e votou-se duas vezes.",
    "pl": "Sala była we wtorek wieczorem pełna, okna stały otwarte i głosowano dwa razy.",
    "tr": "Salon salı akşamı doluydu, pencereler açıktı ve iki kez oylama yapıldı.",
    "vi": "Hội trường chật kín vào tối thứ ba, các cửa sổ đều mở và mọi người bỏ phiếu hai lần.",
    "ja": "火曜日の夜、会場は満員で、窓は開いており、投票は二回行われた。",
    "ko": "화요일 저녁 회의장은 가득 찼고 창문은 열려 있었으며 투표는 두 번 이루어졌다.",
    "zh": "星期二晚上大厅坐满了人，窗户都开着，大家一共投票表决了两次。",
    "uk": "Зала у вівторок увечері була повна, вікна були відчинені, і голосували двічі.",
    "cs": "Sál byl v úterý večer úplně plný, lidé seděli při otevřených oknech a hlasovali dvakrát, než odešli domů.",
    "sv": "Salen var full på tisdagskvällen, fönstren stod öppna och man röstade två gånger.",
    "da": "Salen var fuld tirsdag aften, vinduerne stod åbne, og der blev stemt to gange.",
    "no": "Salen var full tirsdag kveld, vinduene sto åpne, og det ble stemt to ganger.",
    "fi": "Sali oli tiistai-iltana täynnä, ikkunat olivat auki ja äänestettiin kahdesti.",
    "hu": "A terem kedd este tele volt, az ablakok nyitva álltak, és kétszer szavaztak.",
    "ro": "Sala era plină marți seara, ferestrele erau deschise și s-a votat de două ori.",
    "el": "Η αίθουσα ήταν γεμάτη το βράδυ της Τρίτης, τα παράθυρα ήταν ανοιχτά και ψήφισαν δύο φορές.",
    "ar": "كانت القاعة ممتلئة مساء الثلاثاء، وكانت النوافذ مفتوحة، وجرى التصويت مرتين.",
    "hi": "बैठक मंगलवार को शाम के समय शहर के बड़े सभागार में हुई और उसमें लोगों ने दो बार मतदान किया है।",
    "id": "Aula itu penuh pada Selasa malam, jendela-jendela terbuka, dan pemungutan suara dilakukan dua kali.",
}


def accuse_nobody(language: str, title: str, paragraphs: list[str]) -> None:
    """Assert that an article is read in its own language, and that nothing in it is held against it."""
    body = (
        f"<html lang={language}><head><title>{title} | Example Post</title></head><body><article><h1>{title}</h1>"
        f"{''.join(f'<p>{text}</p>' for text in paragraphs)}</article></body></html>"
    )
    report = AUDITOR.audit(Capture(uri="https://news.example/article", body=body.encode()))
    assert report.subject.language == language
    assert report.conclusions.origin.kind in (OriginKind.ORIGINAL, OriginKind.UNDETERMINED)
    assert report.conclusions.sponsorship.state is SponsorshipState.NONE_FOUND
    assert report.conclusions.affiliate.notice in ("none", "not-applicable")
    assert not [finding.rule for finding in report.findings if finding.outcome is Outcome.FAIL]


ARTICLES = [
    ("en", "Sponsored swim raises 4,000", "Sixty swimmers crossed the bay in the yearly sponsored swim."),
    ("en", "For immediate release: a diary from a cell", "The book sold forty copies and is printed again."),
    (
        "en",
        "Corrections",
        "Correction: An earlier version of this article said it was sponsored by the egg board. It was not.",
    ),
    (
        "en",
        "Label sued over a scheme",
        "“As an Amazon Associate I earn from qualifying purchases” stood on one of the blogs, the suit says.",
    ),
    (
        "de",
        "Anzeige: Mann soll Akten vernichtet haben",
        "Die Anzeige ging am Montag ein, er weist sie zurück.",
    ),
    (
        "de",
        "Zitat der Woche",
        "„Dieser Beitrag enthält Werbung“, stand über dem Grußwort, und niemand fand das lustig.",
    ),
    ("de", "Korrektur", "In einer früheren Fassung dieses Textes hieß es, die Beilage sei eine Anzeige."),
    (
        "fr",
        "Précision",
        "Dans une version précédente de cet article, nous indiquions qu'il était sponsorisé par la coopérative.",
    ),
    ("ru", "Штраф", "Пометка «на правах рекламы» появилась в ролике позже, говорится в решении суда."),
]


@pytest.mark.parametrize(("language", "title", "text"), ARTICLES)
def test_honest_articles_are_accused_of_nothing(language, title, text):
    accuse_nobody(language, title, [text, FILL[language], FILL[language]])


SENTENCES = [
    ("en", "Water samples were sent by the county for testing on Monday."),
    ("en", "The bike is on loan from the museum until May."),
    ("en", "The senator's flight was paid for by a casino."),
    ("en", "Originally from Leeds, he writes for a living."),
    ("de", "Der Saal wird den Vereinen kostenlos zur Verfügung gestellt."),
    ("de", "Auf Einladung des Verlags las die Autorin in der Aula."),
    ("de", "Gegen den Verfasser des Artikels wurde Anzeige erstattet."),
    ("de", "Das Video wurde von der Stadt bezahlt."),
    ("fr", "Le ministre était en voyage à l'invitation de son homologue."),
    ("fr", "Le trophée a été offert par la maison Lind."),
    ("es", "El rey viajó invitado por el gobierno de Chile."),
    ("it", "È ospite della compagnia teatrale fino a domenica."),
    ("nl", "De minister sprak op uitnodiging van de universiteit."),
    ("pt", "O ministro viajou a convite do governo de Angola."),
    ("pl", "Prezydent przybył na zaproszenie firmy z Katowic."),
    ("tr", "Cumhurbaşkanı, mevkidaşının davetlisi olarak Ankara'ya geldi."),
    ("vi", "Theo lời mời của Tổng thống, Thủ tướng thăm chính thức ba ngày."),
    ("ja", "市は商品提供を停止すると発表した。"),
    ("ko", "주민들은 생수를 무료로 제공받아 급한 불을 껐다."),
    ("zh", "产品由三家工厂提供，质检合格。"),
    ("ru", "Поездка депутата была оплачена бизнесменом."),
    ("uk", "Товар надано компанією безкоштовно жителям села."),
    ("cs", "Přednášel na pozvání společnosti Člověk v tísni."),
    ("sv", "Ministerns pressresa kostade en miljon."),
    ("da", "Statuen er en gave fra kongen."),
    ("no", "Ministerens pressereise kostet en million."),
    ("fi", "Ministerin lehdistömatka peruttiin."),
    ("hu", "A könyvet a múzeum bocsátotta rendelkezésünkre, mondta az igazgató."),
    ("ro", "Ministrul a venit la invitația companiei de stat."),
    ("el", "Το βιβλίο προσφέρθηκε στη βιβλιοθήκη από τη χήρα του."),
    ("ar", "تم توفير المنتج من قبل التعاونية للمدارس."),
    ("hi", "समिति को समीक्षा के लिए दस्तावेज़ प्रदान किए गए।"),
    ("id", "Produk ini disediakan oleh koperasi untuk sekolah."),
    ("en", "Thanks to Acme Heat for sponsoring the shirts of the under-nines."),
    ("fr", "Cette vidéo a été payée par le ministère, révèle l'enquête."),
    ("es", "Este vídeo fue pagado por el ministerio, revela la investigación."),
    ("nl", "Deze video werd betaald door het ministerie, blijkt uit onderzoek."),
    ("en", "The photograph was distributed by the Associated Press in 1963."),
    ("en", "The bill passed without any modifications to the text."),
    ("de", "Leserbriefe werden redaktionell nicht bearbeitet."),
    ("es", "La empresa ganó 12 millones, según el comunicado remitido a la CNMV."),
    ("pl", "To cenne źródło informacji o dawnych czasach."),
    ("ja", "同社はプレスリリース配信事業を売却する。"),
    ("en", "Refreshments were kindly provided by Lind Bakery."),
    ("en", "He had no role in the preparation of the attack."),
    ("en", "The material was supplied by the client, the court heard."),
    ("de", "Die Redaktion ist für den Inhalt der Anzeigen nicht verantwortlich."),
    ("de", "Es handelt sich um eine Anzeige wegen Beleidigung."),
    ("ro", "Redacția nu răspunde la telefon."),
    ("tr", "Bu reklamdır, dedi yargıç."),
    ("sv", "Detta är reklam, sade domaren."),
    ("en", "We earn a small commission on every ticket we sell at the door, the choir says."),
    ("de", "Der Makler bekommt eine Provision, wenn Sie das Haus kaufen."),
    ("fr", "L'agent touche une commission si vous achetez la maison."),
    ("sv", "Mäklaren får provision om du köper huset."),
    ("pl", "Pośrednik dostaje prowizję, jeśli kupi pan dom."),
    ("id", "Makelar mendapat komisi jika Anda membeli rumah itu."),
    ("vi", "Môi giới nhận hoa hồng nếu bạn mua nhà."),
    ("el", "Ο μεσίτης παίρνει προμήθεια αν αγοράσετε το σπίτι."),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
@pytest.mark.parametrize("place", ["start", "end"])
def test_honest_sentences_are_accused_of_nothing(language, text, place):
    """Gifts, invitations, commissions, corrections and releases that the news tells of are not the page's own."""
    around = [FILL[language]] * 3
    accuse_nobody(language, "Storm", [text, *around] if place == "start" else [*around, text])
