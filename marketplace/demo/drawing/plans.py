"""The designer's choices: which package, drawing, colour and contents each product gets."""

from typing import NamedTuple


class Plan(NamedTuple):
    pack: str
    art: str
    hue: str
    inside: str = ""


_TABLE = """
AMP-01 panel     tenggiri      bakau   amplang
AMP-02 clear     tenggiri      bata    amplang
AMP-03 clear     bandeng       laut    amplang
AMP-04 sun       rumput-laut   daun    -
AMP-05 panel     kepiting      laterit amplang-merah
AMP-06 bulk      tenggiri      kraft   amplang
AMP-07 pillow    tenggiri      bakau   -
KRP-01 sash      singkong      susu    keripik
KRP-02 clear     cabai         cabai   balado
KRP-03 pillow    singkong      kunyit  -
KRP-04 panel     tenggiri      laut    kerupuk-ikan
KRP-05 clear     kepiting      laterit kerupuk-merah
KRP-06 sun       udang         bata    -
KRP-07 sash      tempe         kraft   tempe
KRP-08 panel     salak         salak   salak
KRP-09 clear     pisang        kunyit  pisang
KRP-10 panel     kelapa        sagu    kelapa
KRP-11 sun       kepiting      jagung  -
KRP-12 clear     rumput-laut   bakau   stik
KRP-13 clear     talas         talas   talas
KRP-14 sash      singkong      pasir   opak
OIL-01 panel     kepiting      bata    abon
OIL-02 sun       tongkol       cabai   -
OIL-03 clear     layang        salak   dendeng
OIL-04 sash      telang        kraft   telang
OIL-05 panel     ebi           laterit ebi
OIL-06 clear     cumi          laut    cumi
OIL-07 paste     terasi        rosela  -
OIL-08 panel     serundeng     jagung  serundeng
BKU-01 vacuum    bakso         es      bakso
BKU-02 vacuum    pepes         bakau   pepes
BKU-03 vacuum    mantau        laterit mantau
BKU-04 vacuum    otak          laut    otak
SMB-01 jar       cumi-cabai    cabai   sambal
SMB-02 sauce     kepiting-lada arang   lada-saus
SMB-03 jar       bawang        laterit sambal-bawang
SMB-04 jar       cabai-kering  bata    habang
SMB-05 clear     bawang        rosela  bawang
SMB-06 display   cabai         cabai   -
RMP-01 sash      lada-putih    pasir   lada-putih
RMP-02 panel     lada-hitam    arang   lada-hitam
RMP-03 panel     jahe          laterit jahe
RMP-04 panel     kunyit        jagung  kunyit
MNM-01 sun       kopi          kopi    -
MNM-02 drip      kopi          kopi    -
MNM-03 tea       jahe-serai    jagung  -
MNM-04 syrup     salak         salak   -
MNM-05 tea       rosela        rosela  -
MNM-06 sun       temulawak     bakau   -
KUE-01 bingka    bingka        laterit -
KUE-02 roll      pandan        daun    -
KUE-03 tub       nastar        kunyit  nastar
KUE-04 clear     gabin         bakau   gabin
KUE-05 tub       keju          laterit sagu
KUE-06 pillow    kue-jahe      bata    -
MAN-01 sweets    salak         salak   dodol
MAN-02 sweets    durian        hutan   lempok
MAN-03 clear     rumput-laut   daun    manisan
MAN-04 sash      salak         susu    manisan-salak
MAN-05 jar       pepaya        daun    selai
MAN-06 display   pepaya-nanas  jagung  -
MDU-01 honey     madu          bakau   -
MDU-02 sash      aren          kraft   gula
MDU-03 sticks    madu          bakau   -
MNY-01 oil       kelapa        bakau   -
SGR-01 salak     salak         salak   -
SGR-02 papaya    pepaya        bakau   -
SGR-03 dragon    naga          rosela  -
SGR-04 starfruit belimbing     bakau   -
SGR-05 lettuce   selada        daun    -
SGR-06 crab      kepiting-bakau hutan  -
KIN-01 mangrove  manik         bakau   -
KIN-02 sun-bear  manik         salak   -
KIN-03 bolt      manik         laterit -
KIN-04 cushion   manik         bakau   -
KIN-05 scarf     manik         rosela  -
KRJ-01 bracelet  manik         laterit -
KRJ-02 bead-bag  manik         bakau   -
KRJ-03 key-ring  ulin          salak   -
KRJ-04 tray      ulin          salak   -
KRJ-05 basket    rotan         bakau   -
KRJ-06 mat       rotan         bata    -
KRJ-07 purun-bag purun         bakau   -
AMN-01 soap      kelapa-sabun  sagu    -
AMN-02 candle    serai         bakau   -
"""


def _read(table: str) -> dict[str, Plan]:
    rows = (line.split() for line in table.strip().splitlines())
    return {sku: Plan(pack, art, hue, "" if inside == "-" else inside) for sku, pack, art, hue, inside in rows}


PLANS = _read(_TABLE)
