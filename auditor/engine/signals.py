"""The signals: what rules can say was found. This vocabulary is public; asserts and reports build on it."""

from __future__ import annotations

SIGNALS: dict[str, tuple[str, frozenset[str]]] = {
    name: (meaning, frozenset(props.split()))
    for name, meaning, props in (
        ("origin.own-host", "the page stands on the own site of an agency or a publisher", "agency source"),
        ("origin.wire", "the text is credited to an agency", "agency form strength"),
        ("origin.wire-joint", "the text is credited to staff and an agency", "agency form strength"),
        ("origin.wire-generic", "the text is credited to unnamed agencies", "form strength"),
        ("origin.mention", "an agency is named in the text", "agency form"),
        ("origin.photo-credit", "an agency is credited for a picture", "agency form"),
        ("origin.logo", "a picture whose text for the blind is an agency's name", "form"),
        ("origin.staff-byline", "a person or the staff is named as author", "form author"),
        ("origin.press-release", "the text is a press release", "agency issuer form strength"),
        ("origin.release-furniture", "a part that press releases have", "form issuer strength"),
        ("origin.syndicated", "the text is taken over from another publisher", "source form strength agency"),
        ("origin.dateline", "a place and a date open the text", "form"),
        ("origin.copyright", "somebody who is no agency is named as holder of the rights", "form"),
        ("origin.publisher-byline", "the publisher is named as author", "form source"),
        (
            "sponsorship.label",
            "a word that labels the article as paid",
            "word class kind sponsor clarity form strength",
        ),
        (
            "sponsorship.notice",
            "a sentence saying that the article is paid",
            "kind sponsor word class clarity form strength",
        ),
        ("sponsorship.markup", "markup that says the article is paid", "form sponsor kind strength"),
        ("sponsorship.policy", "a statement on paid content in general", "kind form"),
        ("sponsorship.negated", "a statement that nobody paid", "kind form"),
        ("sponsorship.gifted", "the author got goods or travel", "sponsor kind form word"),
        ("sponsorship.own-promotion", "the publisher promotes its own offer", "kind form sponsor word"),
        ("sponsorship.ad-slot-label", "the label of an advertisement beside the article", "word form"),
        ("sponsorship.segment", "a part of the article is paid", "sponsor kind word form"),
        (
            "affiliate.link",
            "a link that pays a commission",
            "network merchant publisher strength rel kind form",
        ),
        ("affiliate.script", "a script that turns links into affiliate links", "network kind form"),
        (
            "affiliate.notice",
            "a notice that links pay a commission",
            "kind wording form network publisher strength word language",
        ),
        ("affiliate.policy", "a statement on affiliate links in general", "kind form wording language"),
        ("affiliate.legend", "the explanation of a mark on affiliate links", "kind form mark wording"),
        (
            "affiliate.landing",
            "the page was reached through an affiliate click",
            "network publisher merchant form",
        ),
        ("affiliate.coupon", "a voucher code or deal", "network merchant form kind"),
        ("affiliate.denied", "a statement that links pay nothing", "kind form"),
        ("disclosure.political", "words of a campaign, or the label of political advertising", "form word"),
        ("editorial.news-type", "the page's data call the text news", "form"),
        ("editorial.independence", "a claim that the choice or the judgement is independent", "form"),
        ("disclosure.vague-link", "a link whose words do not say that something is disclosed", "form"),
        ("disclosure.module", "a module that recommends paid and own items", "form"),
        ("disclosure.image-label", "a picture whose text for the blind says that it is paid", "form"),
        ("disclosure.title-label", "an advertising word in the title that search results show", "word"),
        ("disclosure.ai", "a statement on machine-written text", "kind form word"),
    )
}
"""Signal -> (meaning, the properties it may have). A user's own signals start with `x.`."""
