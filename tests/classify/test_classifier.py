"""The shipped model, and what keeps a wrong one from being used."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest

from auditor.classify.classifier import MODEL, ModelFile, digest_of, load_classifier
from auditor.classify.features import features_of, features_of_opening, features_of_text
from auditor.errors import RuleError
from auditor.model import Capture, Extent
from auditor.page.page import read_page

# Written for this test in the manner of each class; no label word, no agency, no dateline.
TEXTS = {
    "editorial": """
The bridge nobody wanted
My grandmother refused to cross the old bridge, and for years I did not ask her why. It stands a mile below the mill,
and its planks have been replaced so often that the question of whether it is still the same bridge is a favourite of the
schoolteacher. Perhaps she was right to stay away. The council has argued about it for three decades, and yet the river
keeps moving the stones. When I walked there last winter, the man who sells honey at the corner told me that his father
had helped to build it, though he was never paid. "They still owe us," he says, and laughs. I think of the letters in the
archive, which nobody reads, and of the plan that would have moved the whole village uphill. It was a mad idea. But it is
hard not to wonder what would have become of the place if somebody had listened. The film about it, which was shown only
once, is lost; the director, who died in the spring, had always insisted that it was a comedy.
""",
    "wire": """
Floods kill dozens as rivers burst banks
At least 41 people were killed and thousands were forced to flee their homes after heavy rain caused rivers to burst their
banks in the northern provinces, officials said on Tuesday. Rescue workers were searching for dozens of missing people in
the worst-hit district, where a dam broke late on Monday, a government spokesman told reporters. The army has sent troops
and helicopters to the region, the defence ministry said. "The situation is extremely serious," Interior Minister Tomas
Example said, adding that the death toll was expected to rise. The president declared three days of national mourning and
cancelled a visit to a summit of foreign ministers. Opposition leaders accused the government of ignoring warnings.
Authorities said more than 12,000 people had been evacuated by Tuesday evening. The United Nations said it was ready to
send aid. Floods killed more than 200 people in the same area in 2014, according to official figures.
""",
    "press-release": """
Example Systems Announces Strategic Partnership to Expand Cloud Platform
Example Systems, a leading provider of cloud solutions for the logistics industry, today announced a strategic partnership
with Sample Freight to deliver innovative tools that empower customers across the region. The collaboration will expand
the company's platform and ensure seamless integration for enterprise clients. "We are proud to work with a company that
shares our commitment to excellence," said Jane Sample, Chief Executive Officer of Example Systems. "Together we will
deliver world-class service to our customers." The new platform will be available in the first quarter. "This milestone
reflects our dedication to our communities," said John Sample, President of Sample Freight. About Example Systems: Example
Systems is a global leader in logistics software, serving more than 400 customers in 30 countries. For more information,
visit the company's website or contact the media relations office by email or phone.
""",
    "advertorial": """
7 Reasons Women Over 50 Are Throwing Out Their Creams
If you have tried everything and your skin still looks tired, you are not alone, and it is not your fault. For years I hid
my neck under scarves. Then a friend told me about a simple trick that takes 30 seconds a day. I did not believe her! But
after just two weeks my husband asked what I had done. The secret is a natural ingredient that penetrates deep into the
skin and works where ordinary creams cannot. Imagine looking in the mirror and finally loving what you see. Most women
notice results within days: smoother skin, fewer wrinkles, more energy. No needles. No side effects. And right now you can
try it with a 60-day money-back guarantee, so you have nothing to lose. Over 90,000 customers have already made the switch.
Stock is limited, and the 50% discount ends today. Click the button below to check if it is still available, and claim
your free bottle before it sells out. You deserve to feel confident again. Your skin will thank you.
""",
    "affiliate-commerce": """
Best Camping Stoves in 2024: Reviews and Buying Guide
Choosing the best camping stove is not easy because there are so many models on the market. We have compared the top
products to help you find the right one for your budget. 1. Sample Flame 200. This lightweight stove is durable, easy to
use and comes with a carry case. The burner is made of stainless steel, and the adjustable valve gives good control. Pros:
lightweight, fast boil, affordable price. Cons: no windscreen. 2. Example Cook Pro. If you need a larger size, this model
is a great pick. Its two burners are powerful and the quality is excellent for the price. Pros: large cooking area, easy to
clean. Cons: heavy. What to look for when buying a camping stove: consider weight, fuel type, size and features. Check the
rating and customer reviews before you buy. Our verdict: the Sample Flame 200 is the best overall choice for most people,
while the Example Cook Pro is perfect for families. Both products have a two-year warranty and are good value for money.
""",
}


@pytest.fixture(scope="module")
def shipped():
    return load_classifier()


def predict(classifier, text: str, language: str | None = "en", title: str = ""):
    return classifier.predict(features_of_text(title, text, language), language)


@pytest.mark.parametrize("label", TEXTS)
def test_a_clear_text_of_each_class_is_recognised_and_says_why(shipped, label):
    title, _, text = TEXTS[label].strip().partition("\n")
    found = predict(shipped, text, title=title)

    assert found.label == label
    assert sum(found.probabilities.values()) == pytest.approx(1, abs=0.001)
    assert found.probability == max(found.probabilities.values())
    sizes = [abs(reason.weight) for reason in found.contributions]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 < len(sizes) <= 8
    assert any(reason.weight > 0 for reason in found.contributions)
    assert not {f"word: “{word}”" for word in ("the", "and", "of", "to")} & {
        reason.feature for reason in found.contributions
    }


def test_what_is_left_of_a_contraction_is_no_reason(shipped):
    found = predict(shipped, "I've said that we've seen what they've done and you've heard it. " * 12)

    assert "word: “ve”" not in {reason.feature for reason in found.contributions}


def test_only_the_sales_letter_is_suspected(shipped):
    for label, text in TEXTS.items():
        title, _, body = text.strip().partition("\n")
        found = predict(shipped, body, title=title)
        suspected = not found.abstained and found.probabilities["advertorial"] >= shipped.suspect_threshold
        assert suspected == (label == "advertorial")


def test_an_opening_is_no_reason_to_suspect(shipped):
    body = TEXTS["advertorial"].strip().partition("\n")[2]
    found = shipped.predict(features_of_opening(body, 80, "en"), "en")

    assert found.abstained or found.probabilities["advertorial"] < shipped.suspect_threshold


def test_a_page_and_its_text_get_the_same_answer(shipped):
    for label, text in TEXTS.items():
        title, _, body = text.strip().partition("\n")
        html = f"<html lang=en><title>{title}</title><body><article><h1>{title}</h1><p>{body}</p></article></body></html>"
        pages = [
            read_page(Capture(uri="https://x.example/a", body=html.encode())),
            read_page(Capture(uri="a.txt", body=text.strip().encode(), extent=Extent.TEXT)),
        ]
        assert [shipped.predict_excerpt(shipped.excerpt_of(page)).label for page in pages] == [label, label]


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("Rain fell on the town.", "en", "5 words; 60 are needed"),
        (TEXTS["wire"], "zz", "language “zz” is not covered"),
        (TEXTS["wire"], None, "language is not known"),
        ("river " * 20 + "stone " * 20 + "lamp " * 30, "en", "different words of the text; 25 are needed"),
        (TEXTS["wire"][:400] + TEXTS["affiliate-commerce"][:400], "en", "is below"),
        ("", "en", "no text"),
    ],
)
def test_it_abstains_and_says_why(shipped, text, language, reason):
    found = predict(shipped, text, language)

    assert found.abstained
    assert reason in (found.reason or "")


def test_predicting_imports_neither_scikit_learn_nor_numpy():
    code = (
        "import sys; from auditor.classify.classifier import load_classifier; from auditor.classify.features import features_of_text;"
        "c = load_classifier(); c.predict(features_of_text('', 'river ' * 99, 'en'), 'en');"
        "print(sorted({'sklearn', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_the_shipped_model_is_small_and_its_manifest_holds_no_text():
    assert MODEL.stat().st_size < 8_000_000
    rows = [
        json.loads(line)
        for line in MODEL.with_name("manifest.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    allowed = {
        "id",
        "repository",
        "commit",
        "path",
        "url",
        "label",
        "evidence",
        "site",
        "language",
        "format",
        "sha256",
    }
    assert len(rows) > 2000
    assert all(set(row) == allowed for row in rows)
    assert all(row["repository"] or row["sha256"] for row in rows)
    assert max(len(row["evidence"]) for row in rows) < 500


def test_a_changed_model_is_refused(tmp_path):
    model = msgspec.json.decode(MODEL.read_bytes(), type=ModelFile)
    file = tmp_path / "model.json"

    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(model, suspect_threshold=0.01)))
    with pytest.raises(RuleError, match="changed after training"):
        load_classifier(file)

    other = msgspec.structs.replace(model, features="0" * 16, digest="")
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(other, digest=digest_of(other))))
    with pytest.raises(RuleError, match="train it again"):
        load_classifier(file)

    first, *others = model.style
    for damage in (
        {"style": model.style[:-1]},
        {"style": (msgspec.structs.replace(first, cuts=(*first.cuts, 9.0)), *others)},
        {"style": (msgspec.structs.replace(first, table=tuple(row[1:] for row in first.table)), *others)},
        {"bias": (*model.bias, 0.0)},
        {"terms": {**model.terms, "zebra": (1.0, 0.0)}},
    ):
        broken = msgspec.structs.replace(model, **damage, digest="")
        file.write_bytes(msgspec.json.encode(msgspec.structs.replace(broken, digest=digest_of(broken))))
        with pytest.raises(RuleError, match="wrong size"):
            load_classifier(file)


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x04\x95\x10", b"[]", b"{}", b'{"format": "auditor.model/1"}', b"\xff" * 90]
)
def test_what_is_no_model_is_refused_in_one_line(tmp_path, content):
    file = tmp_path / "model.json"
    file.write_bytes(content)

    with pytest.raises(RuleError, match="is no model of this tool") as refused:
        load_classifier(file)
    assert str(refused.value).startswith(str(file))
    assert "\n" not in str(refused.value)


def test_a_missing_model_says_what_to_do(tmp_path):
    with pytest.raises(RuleError, match="auditor model train"):
        load_classifier(tmp_path / "none.json")


def test_features_of_a_real_layout_are_read_in_time(shipped):
    """A bound ten times the budget of 1 ms a page, so that a slow machine passes and a slow algorithm does not."""
    import time

    body = "".join(f"<p>{text}</p>" for text in TEXTS.values()) * 6
    page = read_page(
        Capture(
            uri="https://x.example/a", body=f"<html><body><article>{body}</article></body></html>".encode()
        )
    )
    features_of(page)
    start = time.process_time()
    for _ in range(50):
        shipped.predict_excerpt(shipped.excerpt_of(page))
    assert (time.process_time() - start) / 50 < 0.010
