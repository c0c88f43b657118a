"""Publishers who do what their country's standards ask: no check may find fault with any of their pages."""

from __future__ import annotations

from functools import cache

import pytest

from auditor import Auditor, Capture, Report
from auditor.engine.load import load_ruleset
from auditor.model import Outcome

TEXTS = {
    "en": "Small firms that export to three countries say that the forms cost them more time than a year ago. A new service reads invoices, asks two questions and sends the declaration by itself.",
    "de": "Kleine Betriebe, die in drei Länder liefern, verlieren nach eigenen Angaben mehr Zeit mit Formularen als vor einem Jahr. Ein neuer Dienst liest Rechnungen und schickt die Anmeldung von selbst ab.",
    "fr": "Les petites entreprises qui exportent disent que les formulaires leur prennent plus de temps qu'il y a un an. Un nouveau service lit les factures et envoie la déclaration tout seul.",
    "es": "Las pequeñas empresas que exportan dicen que los trámites les llevan más tiempo que hace un año. Un nuevo servicio lee las facturas y envía la declaración por sí mismo.",
    "it": "Le piccole imprese che esportano dicono che le pratiche richiedono più tempo di un anno fa. Un nuovo servizio legge le fatture e invia la dichiarazione da solo.",
    "nl": "Kleine bedrijven die exporteren zeggen dat het papierwerk meer tijd kost dan een jaar geleden. Een nieuwe dienst leest de facturen en verstuurt de aangifte vanzelf.",
    "pl": "Małe firmy, które eksportują, mówią, że formularze zabierają im więcej czasu niż rok temu. Nowa usługa czyta faktury i sama wysyła zgłoszenie do urzędu celnego.",
    "sv": "Små företag som exporterar säger att pappersarbetet tar mer tid än för ett år sedan. En ny tjänst läser fakturor och skickar deklarationen alldeles av sig själv.",
    "da": "Små firmaer, der eksporterer, siger, at papirarbejdet tager mere tid end for et år siden. En ny tjeneste læser fakturaer og sender angivelsen helt af sig selv.",
    "no": "Små bedrifter som eksporterer, sier at papirarbeidet tar mer tid enn for et år siden. En ny tjeneste leser fakturaer og sender deklarasjonen helt av seg selv.",
    "fi": "Pienet yritykset, jotka vievät tuotteita, sanovat paperityön vievän enemmän aikaa kuin vuosi sitten. Uusi palvelu lukee laskut ja lähettää ilmoituksen itse.",
    "pt": "As pequenas empresas que exportam dizem que os formulários levam mais tempo do que há um ano. Um novo serviço lê as faturas e envia a declaração sozinho.",
    "ja": "輸出する小さな会社は、書類に一年前より多くの時間がかかると話しています。新しいサービスは請求書を読み、二つの質問をして申告を自動で送ります。",
    "ko": "수출하는 작은 회사들은 서류에 일 년 전보다 더 많은 시간이 든다고 말합니다. 새로운 서비스는 송장을 읽고 두 가지를 물은 뒤 신고서를 스스로 보냅니다.",
    "hi": "निर्यात करने वाली छोटी कंपनियों का कहना है कि कागज़ी काम में पिछले साल से अधिक समय लगता है। एक नई सेवा बिल पढ़ती है और घोषणा अपने आप भेज देती है।",
}
LINK = '<a rel="sponsored" href="https://www.awin1.com/cread.php?awinmid=1&amp;awinaffid=2&amp;p=https%3A%2F%2Fshop.example%2F">Greenline 45</a>'

# The profile, the language, the label above the headline, and what stands before the headline in the title element.
LABELLED = [
    ("us", "en", "Paid advertisement by Acme Tools", "Ad: "),
    ("us", "en", "Advertisement from Acme Tools", "Advertisement: "),
    ("uk", "en", "Advertisement feature by Acme Tools", ""),
    ("ie", "en", "Ad – paid for by Acme Tools", ""),
    ("ca", "en", "Ad – Acme Tools", ""),
    ("au", "en", "Paid partnership with Acme Tools", ""),
    ("in", "hi", "Advertisement", ""),
    ("de", "de", "Anzeige von Acme Werkzeuge GmbH", ""),
    ("de", "de", "Anzeige im Auftrag der Acme Werkzeuge GmbH", ""),
    ("at", "de", "Entgeltliche Einschaltung der Acme Werkzeuge GmbH", ""),
    ("ch", "de", "Werbung von Acme Werkzeuge AG", ""),
    ("fr", "fr", "Publicité – Acme Outils", ""),
    ("es", "es", "Publicidad de Acme Herramientas", ""),
    ("it", "it", "Pubblicità di Acme Utensili", "Pubblicità: "),
    ("nl", "nl", "Advertentie van Acme Gereedschap", ""),
    ("pl", "pl", "Reklama marki Acme", ""),
    ("nordics", "sv", "Annons från Acme Verktyg", "Annons: "),
    ("nordics", "da", "Annonce for Acme Værktøj", "Annonce: "),
    ("nordics", "no", "Annonse for Acme Verktøy", "Annonse: "),
    ("nordics", "fi", "Mainos: Acme Työkalut", "Mainos: "),
    ("br", "pt", "Publicidade de Acme Ferramentas", ""),
    ("jp", "ja", "広告：アクメ工具株式会社", ""),
    ("kr", "ko", "[광고] 아크메 공구", ""),
]
# What the check suggests where a notice is missing; the German text of it describes the notice and quotes none.
SUGGESTED_BY = "compliance.affiliate-notice-before-first-link"
COUNTRIES = {"no": "nordics", "sv": "nordics", "da": "nordics", "fi": "nordics", "pt": "br", "ja": "jp", "ko": "kr", "en": "us"}  # fmt: skip
NOTICES = {
    "en": "I get commissions for purchases made through links in this post.",
    "de": "Werbung: Für Käufe über die Links in diesem Artikel erhalten wir eine Provision.",
    "fr": "Publicité : nous touchons une commission sur les achats effectués par les liens de cet article.",
    "es": "Publicidad: recibimos una comisión por las compras hechas a través de los enlaces de este artículo.",
    "it": "Pubblicità: riceviamo una commissione sugli acquisti fatti tramite i link di questo articolo.",
    "nl": "Advertentie: wij ontvangen een commissie voor aankopen via de links in dit artikel.",
    "pl": "Reklama: za zakupy przez linki w tym artykule otrzymujemy prowizję.",
    "sv": "Reklam: vi får provision på köp via länkarna i artikeln.",
    "da": "Reklame: Vi får provision af køb via links i artiklen.",
    "no": "Reklame: Vi får provisjon av kjøp via lenkene i artikkelen.",
    "fi": "Mainos: saamme komission artikkelin linkkien kautta tehdyistä ostoksista.",
    "pt": "Publicidade: recebemos uma comissão pelas compras feitas através dos links deste artigo.",
}
AGENCIES = [
    ("newsroom", "de", '<p class="byline">dpa</p>', "Hamburg (dpa) - ", "", "dpa"),
    ("reprint", "de", '<p class="byline">Von Anna Muster, dpa</p>', "Hamburg (dpa) - ", "<p>© dpa-infocom, dpa:251103-930-241234/1</p>", "dpa"),
    ("reprint", "en", '<p class="byline">By Jane Sample, Reuters</p>', "LONDON, Nov 3 (Reuters) - ", "<p>Reporting by Jane Sample; Editing by John Sample</p>", "Reuters"),
    ("newsroom", "en", '<p class="byline">By JANE SAMPLE, Associated Press</p>', "LONDON (AP) — ", "", "Associated Press"),
]  # fmt: skip


@cache
def _auditor(profile: str) -> Auditor:
    return Auditor(profiles=(profile,), model=False)


def _page(language, *, above="", below="", before="", after="", data="", link="", titled=""):
    sentences = TEXTS[language]
    return (
        f'<!doctype html><html lang="{language}"><head><title>{titled}{sentences[:50]}</title>{data}</head><body>'
        f'<header><nav><a href="/">A</a> <a href="/b">B</a></nav></header><main><article>{above}'
        f"<h1>{sentences[:50]}</h1>{below}<p>{before}{sentences}</p><p>{sentences[60:]} {link}</p>{after}</article>"
        "</main><footer><p>© 2025 The Example Paper</p></footer></body></html>"
    )


def _data(kind, names):
    return f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"{kind}",{names}}}</script>'


def _faults(profile, html):
    report = _auditor(profile).audit(Capture(uri="https://news.example/article", body=html.encode()))
    assert isinstance(report, Report)
    return report, [each.message for each in report.findings if each.outcome in (Outcome.FAIL, Outcome.ERROR)]


@pytest.mark.parametrize(("profile", "language", "label", "titled"), LABELLED)
def test_a_labelled_advertisement_is_found_fault_with_by_no_check(profile, language, label, titled):
    data = _data("AdvertiserContentArticle", '"sponsor":{"@type":"Organization","name":"Acme"}')
    html = _page(language, above=f'<p class="kicker">{label}</p>', data=data, titled=titled)
    report, faults = _faults(profile, html)
    assert report.conclusions.sponsorship.state == "declared"
    assert faults == []


@pytest.mark.parametrize("language", NOTICES)
def test_a_guide_with_the_suggested_notice_is_found_fault_with_by_no_check(language):
    notice, profile = NOTICES[language], COUNTRIES.get(language, language)
    report, faults = _faults(profile, _page(language, below=f"<p>{notice}</p>", link=LINK))
    assert report.conclusions.affiliate.notice == "before-first-link"
    assert report.conclusions.sponsorship.state == "none-found"
    assert faults == []


def test_the_notices_are_those_that_the_check_suggests():
    suggested = load_ruleset().rules[SUGGESTED_BY].fix
    told = {language: text.rstrip(".") for language, text in NOTICES.items() if language != "de"}
    assert [language for language, text in told.items() if text not in suggested[language]] == []


@pytest.mark.parametrize(("profile", "language", "byline", "dateline", "credit", "agency"), AGENCIES)
def test_agency_text_with_its_credit_is_found_fault_with_by_no_check(
    profile, language, byline, dateline, credit, agency
):
    data = _data("NewsArticle", f'"author":{{"@type":"Organization","name":"{agency}"}}')
    report, faults = _faults(profile, _page(language, below=byline, before=dateline, after=credit, data=data))
    assert report.conclusions.origin.kind == "wire"
    assert faults == []


@pytest.mark.parametrize(
    ("profile", "below"),
    [
        ("us", "Acme Tools sent us the machine free of charge for this review. We were not paid."),
        ("ca", "Gifted: Acme Tools gave us the machine for this review."),
    ],
)
def test_a_gift_that_is_told_at_the_start_is_found_fault_with_by_no_check(profile, below):
    gifted = f'<p class="disclosure">{below}</p>'
    _, faults = _faults(profile, _page("en", above="<p>Gifted</p>" if profile == "ca" else "", below=gifted))
    assert faults == []
