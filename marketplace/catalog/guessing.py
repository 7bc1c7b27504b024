"""What a name gives away: the likely category, and the animal it is made of."""

from __future__ import annotations

from .spelling import normalise

WORDS = {
    "KRP": "amplang kerupuk keripik rempeyek peyek stik opak rengginang rangginang emping kemplang lanting basreng",
    "OIL": "abon dendeng ebi teri serundeng terasi petis cumi",
    "SMB": "sambal bumbu saus saos kecap rendang",
    "KUE": "kue roti bolu bingka nastar gabin brownies donat bika lapis cookies kukis biskuit cake pastel risoles "
    "wadai kastengel bakpia pia",
    "MNM": "kopi teh sirup sirop wedang serbuk jamu minuman jus susu bandrek",
    "MAN": "manisan dodol lempok selai jenang permen asinan",
    "MDU": "madu gula aren",
    "RMP": "lada merica jahe kunyit kencur lengkuas pala cengkeh rempah ketumbar kayumanis",
    "BKU": "beku frozen bakso nugget pempek siomay dimsum otak mantau pepes sosis",
    "SGR": "segar salak pepaya belimbing selada sayur jeruk nanas pisang kangkung bayam hidup hidroponik",
    "MNY": "minyak vco",
    "KIN": "batik kain sarung syal tenun sulam kemeja selendang ulos",
    "KRJ": "gelang tas gantungan nampan keranjang lampit anyaman ukiran manik kalung tikar topi rotan purun",
    "AMN": "sabun lilin lulur sampo",
}
PHRASES = {
    "ikan asin": "OIL", "cumi kering": "OIL", "udang kering": "OIL", "bawang goreng": "SMB", "buah naga": "SGR",
    "kayu manis": "RMP", "batik tulis": "KIN", "gula aren": "MDU", "sarung bantal": "KIN",
}  # fmt: skip
OVERRULING = {"beku": "BKU", "frozen": "BKU"}
SPECIES = (
    "tenggiri", "bandeng", "gabus", "tongkol", "layang", "telang", "kakap", "nila", "lele", "patin", "haruan", "teri",
    "udang", "ebi", "kepiting", "rajungan", "cumi", "sotong", "kerang", "belida", "pipih", "tuna", "cakalang",
)  # fmt: skip
_BY_WORD = {word: code for code, words in WORDS.items() for word in words.split()}


def category(name: str) -> str | None:
    """The code of the likely category: frozen goods first, then the first word that says something."""
    words = normalise(name).split()
    for word in words:
        if word in OVERRULING:
            return OVERRULING[word]
    for n, word in enumerate(words):
        found = PHRASES.get(" ".join(words[n : n + 2])) or _BY_WORD.get(word)
        if found:
            return found
    return None


def species(name: str) -> str:
    """The fish or shellfish that a name mentions, nothing when it mentions none."""
    return next((word for word in normalise(name).split() if word in SPECIES), "")
