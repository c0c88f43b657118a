"""Why a check failed, or needs a person: the closed list of reasons that the core pack gives in findings.

Views, counts and baselines of others build on these words, so one is never reused for something else. A user's
own pack may bring reasons of its own.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    # A check failed.
    "missing": "what is asked for is not on the page",
    "late": "it stands after the place where it is asked for",
    "far-from-headline": "other text lies between it and the headline",
    "at-the-end": "it stands only after the text",
    "below-headline": "it stands below the headline only",
    "no-label-at-headline": "no label stands in or above the headline",
    "site-wide-only": "it speaks of the site, not of this article",
    "hidden": "the page carries it and does not show it",
    "machines-only": "only the page's data say it",
    "not-in-markup": "the page's data do not say it",
    "not-in-title": "neither headline nor title nor address say it",
    "unmarked": "links or texts lack the mark that is asked for",
    "no-links": "a notice speaks of links that are not there",
    "no-payer": "nobody is named as the one who paid",
    "no-counter": "the counter that a licence asks for is not there",
    "wording-bare": "the words do not say that somebody is paid",
    "wording-conditional": "the words leave open whether somebody is paid",
    "wording-ambiguous": "the words are accepted by some and doubted by others",
    "wording-unclear": "the words count as unclear",
    "redirect": "the address is a redirect of the site itself",
    "link-vague": "only a link with vague words stands there",
    "image-only": "only a picture says it",
    "other-language": "the words are of another language than the text",
    "several-words": "several kinds of words are used for one thing",
    "support-plea": "readers are asked to buy in support of the site",
    "news-type": "the page's data call a paid text news",
    "staff-named": "the staff is named as author of somebody else's text",
    "publisher-named": "the publisher is named as author of somebody else's text",
    "other-author-named": "somebody else is named as author",
    "agency-missing": "the agency's name is missing where it belongs",
    "other-holder": "somebody else is named as holder of the rights",
    # A person has to look.
    "not-all-seen": "only a part of the page could be read",
    "not-rendered": "it shows only on a rendered page",
    "listing-not-read": "it shows only on another page",
    "added-by-script": "a script may add it when the page is opened",
    "image-not-read": "it is written in the file of a picture",
    "target-not-followed": "where a link leads was not followed",
    "marks-unread": "marks beside the links were not read",
    "language-not-covered": "the rules do not know the words of the page's language",
    "outside-text": "the only links that earn money stand outside the text",
    "marked-as-ad": "an advertising word stands beside them",
    "labelled-as-ad": "a label of the article may be meant for them, too",
    "label-unsure": "the words may tell of a payment or of something else",
    "address-only": "only the page's address says it",
    "links-elsewhere": "links that earn money stand in other parts of the page",
    "issuer-unknown": "whether the page is the issuer's own cannot be told",
    "policy-only": "only a statement on the whole site speaks of it",
    "independence-claimed": "a claim stands beside a commission",
    "political-words": "words of a campaign stand in a paid text",
    # Given by the engine where a condition cannot be known.
    "visibility-unknown": "whether readers see it cannot be told from the HTML",
    "wording-unknown": "the words are in no list",
    "undetermined": "the answer it rests on is open",
    "classifier-only": "only the classifier could tell",
    "rule-error": "the check could not be made",
}
