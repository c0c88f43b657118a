"""The words the classifier counts: families that say the same thing in several languages.

What was learnt from English pages then also holds for a language with few examples, and a person can read why.
"""

from __future__ import annotations

from auditor.classify.masked import MASKED

# name -> (what a person reads, language -> words)
CONCEPTS: dict[str, tuple[str, dict[str, str]]] = {
    "weekday": (
        "names of weekdays",
        {
            "en": "monday tuesday wednesday thursday friday saturday sunday",
            "de": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag montagabend dienstagabend mittwochabend donnerstagabend freitagabend samstagabend sonntagabend",
            "es": "lunes martes miércoles jueves viernes sábado domingo",
            "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
            "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
            "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
            "pt": "segunda terça quarta quinta sexta sábado domingo feira",
        },
    ),
    "today": (
        "today, yesterday, tomorrow",
        {
            "en": "today yesterday tomorrow tonight overnight",
            "de": "heute gestern morgen vormittag nachmittag abend",
            "es": "hoy ayer mañana anoche",
            "fr": "aujourd hier demain",
            "it": "oggi ieri domani stamane",
            "nl": "vandaag gisteren morgen",
            "pt": "hoje ontem amanhã",
        },
    ),
    "said": (
        "reported speech (said, told, added)",
        {
            "en": "said told added saying warned stressed insisted acknowledged noted replied",
            "de": "sagte sagten erklärte betonte teilte mitteilte hieß ergänzte kündigte berichtete warnte forderte",
            "es": "dijo afirmó señaló informó aseguró añadió indicó explicó manifestó declaró agregó destacó anunció subrayó precisó",
            "fr": "déclaré affirmé indiqué précisé ajouté annoncé assuré expliqué estimé souligné",
            "it": "detto dichiarato affermato spiegato aggiunto annunciato sottolineato",
            "nl": "zei zeggen meldde aldus verklaarde",
            "pt": "disse afirmou informou declarou acrescentou explicou",
        },
    ),
    "says": (
        "quotes in the present tense (says, explains)",
        {
            "en": "says explains writes argues thinks believes",
            "de": "sagt erklärt meint findet schreibt erzählt",
            "es": "dice explica afirma señala cuenta",
            "fr": "dit explique raconte affirme estime",
            "it": "dice spiega racconta",
            "nl": "zegt vertelt",
            "pt": "diz explica conta",
        },
    ),
    "sources": (
        "attribution (according to, officials, spokesman)",
        {
            "en": "according spokesman spokeswoman spokesperson official officials authorities sources source statement reportedly reported anonymity witnesses",
            "de": "laut zufolge sprecher sprecherin angaben behörden polizei polizeisprecher mitteilung medienberichten",
            "es": "según fuentes portavoz autoridades comunicado",
            "fr": "selon porte-parole sources autorités communiqué après",
            "it": "secondo fonti portavoce autorità",
            "nl": "volgens woordvoerder bronnen",
            "pt": "segundo fontes porta-voz autoridades",
        },
    ),
    "state": (
        "state and politics",
        {
            "en": "government minister ministry president parliament prime foreign military troops rebels opposition election elections embassy summit peace treaty border diplomats nations",
            "de": "regierung minister ministerin ministerium präsident parlament bundestag bundesregierung kanzler opposition wahl wahlen außenminister armee",
            "es": "gobierno ministro ministra ministerio presidente parlamento congreso elecciones ejército oposición embajada",
            "fr": "gouvernement ministre président parlement élections armée opposition",
            "it": "governo ministro presidente parlamento elezioni esercito",
            "nl": "regering minister president parlement verkiezingen",
            "pt": "governo ministro presidente parlamento eleições",
        },
    ),
    "police": (
        "police, courts, accidents",
        {
            "en": "police killed arrested injured court judge prosecutors suspect suspected died attack shooting fire crash dead victims hospital",
            "de": "polizei verletzt getötet festgenommen gericht staatsanwaltschaft opfer unfall feuerwehr tatverdächtige ermittlungen",
            "es": "policía muertos heridos detenido detenidos tribunal juez víctimas accidente fiscal",
            "fr": "police tué tués blessés tribunal juge victimes accident arrêté procureur",
            "it": "polizia morti feriti tribunale giudice vittime",
            "nl": "politie gedood gewond rechtbank slachtoffers",
            "pt": "polícia mortos feridos tribunal juiz vítimas",
        },
    ),
    "you": (
        "speaks to the reader (you, your)",
        {
            "en": "you your yours yourself",
            "de": "du dein deine deinen deinem deiner dir dich ihnen euch eure",
            "es": "tú tu tus te ti usted ustedes",
            "fr": "vous votre vos tu ton ta tes",
            "it": "tu tuo tua tuoi ti vi vostro",
            "nl": "je jouw jij u uw",
            "pt": "você seu sua seus suas te",
        },
    ),
    "we": (
        "speaks as we (we, our)",
        {
            "en": "we our us ours",
            "de": "wir uns unser unsere unseren unserem unserer",
            "es": "nosotros nuestro nuestra nuestros nuestras nos",
            "fr": "nous notre nos",
            "it": "noi nostro nostra nostri ci",
            "nl": "wij we ons onze",
            "pt": "nós nosso nossa nossos",
        },
    ),
    "i": (
        "speaks as I (I, my)",
        {
            "en": "i my me mine myself",
            "de": "ich mein meine meinen meinem mir mich",
            "es": "yo mi mis me conmigo",
            "fr": "je mon ma mes moi",
            "it": "io mio mia miei mi",
            "nl": "ik mijn mij",
            "pt": "eu meu minha meus",
        },
    ),
    "call": (
        "calls to act (buy, click, order, try)",
        {
            "en": "buy order click shop try get claim subscribe join discover visit download check book grab sign start choose learn",
            "de": "kaufen bestellen bestelle jetzt klicken sichern testen entdecken entdecke probieren besuchen registrieren anmelden buchen klick",
            "es": "compra comprar descubre prueba haz clic pide regístrate consigue aprovecha",
            "fr": "achetez commandez cliquez découvrez essayez profitez commander acheter découvrir",
            "it": "acquista compra scopri prova clicca ordina approfitta",
            "nl": "koop kopen bestel bestellen bekijk ontdek probeer klik",
            "pt": "compre clique descubra aproveite garanta acesse peça",
        },
    ),
    "offer": (
        "prices and offers (discount, guarantee, free)",
        {
            "en": "price prices discount off deal deals sale coupon shipping guarantee refund save cheap affordable bonus cost free money value limited stock",
            "de": "preis preise rabatt angebot angebote versand garantie gratis kostenlos günstig sparen gutschein kosten euro",
            "es": "precio precios descuento oferta ofertas garantía gratis ahorrar envío barato",
            "fr": "prix remise promo offre offres garantie gratuit livraison économiser euros",
            "it": "prezzo prezzi sconto offerta garanzia gratis spedizione risparmiare",
            "nl": "prijs prijzen korting aanbieding garantie gratis verzending goedkoop",
            "pt": "preço preços desconto oferta garantia grátis frete economizar",
        },
    ),
    "product": (
        "products and their features",
        {
            "en": "product products features feature model models brand brands quality design size weight battery material durable lightweight comfortable easy use device warranty fits perfect suitable kit adjustable waterproof",
            "de": "produkt produkte modell modelle marke qualität design größe gewicht akku material robust leicht bequem einfach gerät eigenschaften",
            "es": "producto productos modelo marca calidad diseño tamaño peso batería material fácil",
            "fr": "produit produits modèle marque qualité taille poids batterie matière facile",
            "it": "prodotto prodotti modello marca qualità peso batteria materiale facile",
            "nl": "product producten model merk kwaliteit ontwerp gewicht accu materiaal makkelijk",
            "pt": "produto produtos modelo marca qualidade tamanho peso bateria material fácil",
        },
    ),
    "verdict": (
        "reviews and rankings (best, top, pros, cons)",
        {
            "en": "best top review reviews reviewed pros cons rating rated ratings recommend recommended pick picks overall compare comparison budget worth verdict guide stars tested versus vs favorite",
            "de": "beste besten bester test tests testsieger vergleich empfehlung empfehlen vorteile nachteile bewertung bewertungen fazit ratgeber sterne",
            "es": "mejor mejores opiniones ventajas desventajas comparativa recomendamos recomendado guía",
            "fr": "meilleur meilleurs meilleure avis avantages inconvénients comparatif recommandons guide",
            "it": "migliore migliori recensione vantaggi svantaggi confronto guida",
            "nl": "beste top review voordelen nadelen vergelijken vergelijking aanrader",
            "pt": "melhor melhores avaliação vantagens desvantagens guia",
        },
    ),
    "praise": (
        "praise (leading, innovative, unique)",
        {
            "en": "leading innovative unique revolutionary cutting premium trusted exclusive powerful breakthrough proven seamless solutions solution advanced expertise empower ensure ensuring enhance world commitment dedicated ideal unparalleled exceptional",
            "de": "führende führender führenden innovative innovativ innovativen einzigartig hochwertig hochwertige exklusiv perfekt ideal lösung lösungen optimal modernste",
            "es": "líder innovador innovadora único única exclusivo revolucionario solución soluciones ideal",
            "fr": "leader innovant innovante unique exclusif révolutionnaire solution solutions idéal",
            "it": "leader innovativo unico esclusivo soluzione soluzioni ideale",
            "nl": "toonaangevende innovatieve uniek unieke exclusief oplossing oplossingen ideaal",
            "pt": "líder inovador único exclusivo solução soluções ideal revolucionário",
        },
    ),
    "announce": (
        "announcements (announces, launch, proud, partnership)",
        {
            "en": "announced announces announce launch launches launched launching unveils introduces partnership proud pleased excited delighted thrilled honored collaboration expands appointed milestone opportunity",
            "de": "gibt bekannt startet präsentiert stellt erweitert partnerschaft freuen freut zusammenarbeit kooperation stolz",
            "es": "anuncia lanza presenta lanzamiento alianza orgullosos acuerdo colaboración",
            "fr": "annonce lance présente lancement partenariat fier heureux collaboration",
            "it": "annuncia lancia presenta lancio collaborazione lieti",
            "nl": "kondigt lanceert presenteert samenwerking trots",
            "pt": "anuncia lança apresenta lançamento parceria orgulho",
        },
    ),
    "company": (
        "company roles and business",
        {
            "en": "ceo founder cofounder company companies customers clients business industry executive officer president director manager enterprise inc ltd llc provider platform investors shareholders",
            "de": "geschäftsführer geschäftsführerin unternehmen kunden gründer vorstand firma gmbh ag branche anbieter plattform verband vorsitzende präsident",
            "es": "empresa empresas clientes director fundador compañía plataforma sector",
            "fr": "entreprise entreprises clients directeur fondateur société plateforme secteur",
            "it": "azienda aziende clienti direttore fondatore società piattaforma settore",
            "nl": "bedrijf bedrijven klanten directeur oprichter platform",
            "pt": "empresa empresas clientes diretor fundador plataforma setor",
        },
    ),
    "body": (
        "body, health and beauty",
        {
            "en": "skin weight pain blood natural ingredients ingredient supplement supplements clinically doctor doctors formula results symptoms body sleep energy aging hair cream health wellness",
            "de": "haut gewicht schmerzen blut natürlich natürliche inhaltsstoffe arzt wirkung symptome körper schlaf haare creme gesundheit",
            "es": "piel peso dolor sangre natural ingredientes médico fórmula síntomas cuerpo sueño salud",
            "fr": "peau poids douleur sang naturel ingrédients médecin formule symptômes corps sommeil santé",
            "it": "pelle peso dolore sangue naturale ingredienti medico formula corpo sonno salute",
            "nl": "huid gewicht pijn bloed natuurlijk ingrediënten arts lichaam slaap gezondheid",
            "pt": "pele peso dor sangue natural ingredientes médico fórmula corpo sono saúde",
        },
    ),
    "secret": (
        "the tone of sales letters (secret, finally, never again)",
        {
            "en": "secret secrets trick finally imagine shocking discovered simple simply minutes instantly works worked wish guaranteed hidden regret stop struggling truth nothing",
            "de": "geheimnis trick endlich stell schockierend entdeckt einfach sofort minuten wahrheit",
            "es": "secreto truco finalmente imagina descubrió simple minutos verdad",
            "fr": "secret astuce enfin imaginez découvert simple minutes vérité",
            "it": "segreto trucco finalmente immagina scoperto semplice minuti verità",
            "nl": "geheim truc eindelijk ontdekt simpel minuten waarheid",
            "pt": "segredo truque finalmente imagine descobriu simples minutos verdade revelado",
        },
    ),
    "doubt": (
        "weighing words (but, however, perhaps)",
        {
            "en": "but however perhaps though although seems probably might whether despite critics yet",
            "de": "aber jedoch vielleicht allerdings obwohl scheint wohl kritik doch dennoch zwar",
            "es": "pero embargo quizás aunque parece tal críticas",
            "fr": "mais cependant peut-être pourtant semble malgré critiques",
            "it": "ma tuttavia forse sebbene sembra nonostante",
            "nl": "maar echter misschien hoewel lijkt toch",
            "pt": "mas porém talvez embora parece apesar",
        },
    ),
    "informal": (
        "informal words (really, just, pretty, okay)",
        {
            "en": "really just pretty actually lol awesome okay ok thing things stuff guys definitely maybe totally kinda lot bit fun love loved",
            "de": "echt mal halt eben ziemlich eigentlich total super toll irgendwie quasi dinge",
            "es": "realmente cosa cosas super bastante bueno vale",
            "fr": "vraiment truc chose choses super assez bref",
            "it": "davvero cosa cose abbastanza insomma",
            "nl": "echt gewoon best wel leuk eigenlijk dingen",
            "pt": "realmente coisa coisas bastante legal",
        },
    ),
    "office": (
        "offices, lawmakers and prosecutors",
        {
            "en": "senator senators senate congressional bill legislation funding attorney county sentenced convicted committee district federal appropriations amendment",
            "de": "landrat bürgermeister staatssekretär fraktion landtag abgeordnete ausschuss",
            "es": "senador senadora ley fiscalía alcalde comisión",
            "fr": "sénateur loi maire commission député",
            "it": "senatore legge sindaco commissione",
            "nl": "wethouder wet burgemeester commissie",
            "pt": "senador lei prefeito comissão",
        },
    ),
    "contact": (
        "contact details (contact, email, phone)",
        {
            "en": "contact contacts email phone tel website www http https inquiries media",
            "de": "kontakt pressekontakt telefon tel mail ansprechpartner rückfragen www http https",
            "es": "contacto teléfono correo web www http https",
            "fr": "contact contacts téléphone mail tél www http https",
            "it": "contatti telefono mail www http https",
            "nl": "contact telefoon mail www http https",
            "pt": "contato telefone www http https",
        },
    ),
}

LANGUAGES: tuple[str, ...] = ("en", "de", "es", "fr", "it", "nl", "pt")


def lexicon(language: str | None) -> dict[str, int]:
    """The words of one language, each with the number of its concept; English where nothing is known."""
    return _LEXICONS.get(language or "en", _LEXICONS["en"])


def _lexicon(language: str) -> dict[str, int]:
    words: dict[str, int] = {}
    for number, (_, by_language) in enumerate(CONCEPTS.values()):
        for word in by_language.get(language, "").split():
            if word not in MASKED:
                words.setdefault(word, number)
    return words


_LEXICONS = {language: _lexicon(language) for language in LANGUAGES}
