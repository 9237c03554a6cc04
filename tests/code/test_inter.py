"""ACLED's type, inter and interaction as functions of actor, country and day: one table over the packaged registry."""

from __future__ import annotations

import datetime as dt

import pytest

from khaldun.code.sides import inter, interaction
from khaldun.tools.codebooks import packaged_codebook
from khaldun.tools.registry import load_registry

BOOK = packaged_codebook()
REGISTRY = load_registry()
S, R, P, ID = "State forces", "Rebel group", "Political militia", "Identity militia"
RIOT, PROT, C, X = "Rioters", "Protesters", "Civilians", "External/Other forces"

# actor, country of the event, day, its type there and then
TABLE = """
# An army, a police and a government at home, and abroad.
syr-military        SYR 2019-11-13 S
syr-police          SYR 2019-11-13 S
syr-government      SYR 2019-11-13 S
syr-military        LBN 2012-08-01 X
syr-tiger-forces    SYR 2018-03-01 S
rus-military        SYR 2019-11-13 X
rus-military        UKR 2022-03-01 X
rus-military        RUS 2024-08-10 S
tur-military        SYR 2019-10-09 X
tur-military        TUR 2019-10-09 S
usa-military        SYR 2017-06-01 X
usa-military        USA 2021-01-06 S
ukr-military        UKR 2023-06-01 S
ukr-military        RUS 2024-08-10 X
ukr-national-guard  UKR 2023-06-01 S
isr-military        ISR 2023-10-07 S
isr-military        PSE 2023-11-01 X
isr-military        LBN 2024-09-27 X
irn-military        IRN 2022-10-01 S
basij               IRN 2022-10-01 S
irn-military        IRQ 2022-09-28 X
ken-police          KEN 2024-06-25 S
ken-police          HTI 2024-07-01 X
eth-military        SOM 2015-01-01 X
somali-liyu-police  ETH 2015-01-01 S
somali-liyu-police  SOM 2015-01-01 X
rwa-military        COD 2024-02-01 X
pak-rangers         PAK 2020-01-01 S
pak-military        AFG 2024-12-24 X
ner-gendarmerie     NER 2021-01-01 S
# Intelligence is a state's too; at home in its territories.
ukr-sbu             UKR 2023-01-01 S
isr-mossad          IRN 2020-11-27 X
usa-cia             PAK 2010-01-01 X
fra-military        NCL 2024-05-20 S
fra-police          MYT 2024-12-20 S
fra-military        MLI 2015-01-01 X
barkhane            MLI 2015-01-01 X
# Governments that changed: the army stays, the group that takes power becomes the state.
syr-military        SYR 2024-12-07 S
syr-military        SYR 2024-12-09 S
hts                 SYR 2024-12-07 R
hts                 SYR 2024-12-08 S
hts                 LBN 2025-01-10 X
hts                 SYR 2019-11-13 R
jabhat-fateh-al-sham SYR 2016-09-01 R
sna                 SYR 2024-12-08 R
sna                 SYR 2025-01-30 S
ahrar-al-sham       SYR 2025-02-10 S
sdf                 SYR 2025-02-10 R
afg-taliban         AFG 1995-01-01 R
afg-taliban         AFG 1999-01-01 S
afg-taliban         AFG 2010-01-01 R
afg-taliban         AFG 2021-08-14 R
afg-taliban         AFG 2021-08-15 S
afg-taliban         PAK 2010-01-01 R
afg-taliban         PAK 2022-05-01 X
taliban-government  AFG 2022-05-01 S
taliban-government  PAK 2024-12-28 X
afg-gdi             AFG 2022-05-01 S
afg-nds             AFG 2019-01-01 S
nrf-afghanistan     AFG 2022-05-01 R
iskp                AFG 2022-05-01 R
military-rsf        SDN 2019-06-03 S
rsf                 SDN 2019-06-03 S
rsf                 SDN 2023-04-14 S
rsf                 SDN 2023-04-15 R
rsf                 YEM 2018-01-01 X
rsf                 TCD 2024-01-01 R
sdn-military        SDN 2023-04-15 S
splma-rebels        SDN 2004-01-01 R
splma-rebels        SSD 2012-01-01 S
splma-rebels        SDN 2012-04-10 X
ssd-military        SSD 2014-01-01 S
spla-io             SSD 2014-01-01 R
mmr-military        MMR 2020-01-01 S
mmr-military        MMR 2022-01-01 S
mmr-bgf             MMR 2022-01-01 S
pdf                 MMR 2022-01-01 R
nug                 MMR 2022-01-01 R
arakan-army         BGD 2024-06-01 R
gna                 LBY 2019-05-01 S
lna                 LBY 2019-05-01 R
gnu                 LBY 2022-01-01 S
lna                 TCD 2020-01-01 R
tdf                 ETH 2021-06-28 R
tigray-special-forces ETH 2020-01-01 S
eri-military        ETH 2020-12-01 X
# States that few recognise, and republics annexed.
dpr                 UKR 2015-02-01 R
dpr                 UKR 2023-02-01 X
lpr                 RUS 2023-02-01 S
somaliland-forces   SOM 2023-02-06 S
puntland-forces     SOM 2023-02-06 S
peshmerga           IRQ 2015-01-01 S
peshmerga           SYR 2014-11-01 X
gaza-police         PSE 2019-01-01 S
houthi              YEM 2016-01-01 R
houthi              SAU 2022-03-25 R
yem-military        YEM 2016-01-01 S
# Coalitions, peacekeepers and companies are external, at the home of a member too.
coalition-inherent-resolve SYR 2017-06-01 X
coalition-inherent-resolve IRQ 2017-06-01 X
saudi-led-coalition YEM 2016-01-01 X
saudi-led-coalition SAU 2016-01-01 X
mnjtf               NGA 2020-01-01 X
g5-sahel            MLI 2020-01-01 X
isaf                AFG 2010-01-01 X
resolute-support    AFG 2018-01-01 X
kfor                XKX 2023-05-29 X
minusma             MLI 2020-01-01 X
monusco             COD 2020-01-01 X
atmis               SOM 2020-01-01 X
unifil              LBN 2024-10-01 X
wagner              CAF 2021-01-01 X
wagner              RUS 2023-06-24 X
africa-corps        MLI 2024-07-27 X
blackwater          IRQ 2007-09-16 X
# Rebels and militias are what they are on either side of a border.
pkk                 TUR 2016-01-01 R
pkk                 IRQ 2016-01-01 R
al-shabaab          KEN 2013-09-21 R
lra                 COD 2009-01-01 R
m23                 COD 2024-02-01 R
jnim                BEN 2022-02-01 R
boko-haram          CMR 2015-01-01 R
hezbollah           LBN 2015-01-01 R
hezbollah           SYR 2015-01-01 R
kataib-hezbollah    SYR 2021-02-01 P
ndf                 SYR 2015-01-01 P
cjng                MEX 2020-01-01 P
koglweogo           BFA 2019-01-01 I
white-army          SSD 2014-01-01 I
ucm-nga             NGA 2020-01-01 I
uag-mli             MLI 2020-01-01 P
civ-syr             SYR 2019-11-13 C
civ-syr             LBN 2019-11-13 C
prot-mmr            MMR 2021-03-01 PROT
riot-nga            NGA 2020-10-20 RIOT
"""
TYPES = {"S": S, "R": R, "P": P, "I": ID, "C": C, "X": X, "RIOT": RIOT, "PROT": PROT}
ROWS = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]

# actor 1, actor 2, country, day, the pair
PAIRS = [
    ("syr-military", "hts", "SYR", "2019-11-13", f"{S}-{R}"),
    ("hts", "syr-military", "SYR", "2019-11-13", f"{S}-{R}"),
    ("rus-military", "hts", "SYR", "2019-11-13", f"{R}-{X}"),
    ("rus-military", "syr-military", "SYR", "2019-11-13", f"{S}-{X}"),
    ("tur-military", "sdf", "SYR", "2019-10-09", f"{R}-{X}"),
    ("tur-military", "pkk", "TUR", "2016-01-01", f"{S}-{R}"),
    ("tur-military", "pkk", "IRQ", "2022-04-18", f"{R}-{X}"),
    ("tur-military", "rus-military", "SYR", "2015-11-24", f"{X}-{X}"),
    ("isr-military", "hamas", "PSE", "2023-11-01", f"{R}-{X}"),
    ("isr-military", "hamas", "ISR", "2023-10-07", f"{S}-{R}"),
    ("isr-military", "irn-military", "IRN", "2025-06-13", f"{S}-{X}"),
    ("saudi-led-coalition", "houthi", "YEM", "2016-01-01", f"{R}-{X}"),
    ("saudi-led-coalition", "civ-yem", "YEM", "2018-08-09", f"{X}-{C}"),
    ("hts", "sna", "SYR", "2022-10-10", f"{R}-{R}"),
    ("hts", "civ-syr", "SYR", "2019-11-13", f"{R}-{C}"),
    ("hts", "civ-syr", "SYR", "2024-12-20", f"{S}-{C}"),
    ("hts", "sdf", "SYR", "2024-12-20", f"{S}-{R}"),
    ("afg-taliban", "afg-military", "AFG", "2021-08-01", f"{S}-{R}"),
    ("afg-taliban", "nrf-afghanistan", "AFG", "2021-09-01", f"{S}-{R}"),
    ("afg-taliban", "iskp", "AFG", "2019-01-01", f"{R}-{R}"),
    ("taliban-government", "pak-military", "PAK", "2024-12-28", f"{S}-{X}"),
    ("rsf", "sdn-military", "SDN", "2023-04-15", f"{S}-{R}"),
    ("rsf", "prot-sdn", "SDN", "2019-06-03", f"{S}-{PROT}"),
    ("rsf", "civ-sdn", "SDN", "2023-06-15", f"{R}-{C}"),
    ("mmr-military", "pdf", "MMR", "2022-01-01", f"{S}-{R}"),
    ("lna", "gna", "LBY", "2019-05-01", f"{S}-{R}"),
    ("wagner", "civ-caf", "CAF", "2021-01-01", f"{X}-{C}"),
    ("wagner", "jnim", "MLI", "2022-06-01", f"{R}-{X}"),
    ("mnjtf", "iswap", "NGA", "2020-01-01", f"{R}-{X}"),
    ("ken-police", "g9", "HTI", "2024-07-15", f"{P}-{X}"),
    ("cod-military", "m23", "COD", "2024-02-01", f"{S}-{R}"),
    ("rwa-military", "cod-military", "COD", "2024-02-01", f"{S}-{X}"),
    ("dpr", "ukr-military", "UKR", "2015-02-01", f"{S}-{R}"),
    ("dpr", "ukr-military", "UKR", "2023-02-01", f"{S}-{X}"),
    ("ssd-military", "ssd-police", "SSD", "2020-01-01", f"{S}-{S}"),
    ("cjng", "sinaloa-cartel", "MEX", "2020-01-01", f"{P}-{P}"),
    ("ucm-nga", "cjtf", "NGA", "2020-01-01", f"{P}-{ID}"),
    ("ucm-ssd", "white-army", "SSD", "2020-01-01", f"{ID}-{ID}"),
    ("riot-nga", "nga-police", "NGA", "2020-10-20", f"{S}-{RIOT}"),
    ("riot-nga", "prot-nga", "NGA", "2020-10-20", f"{RIOT}-{PROT}"),
    ("riot-nga", "civ-nga", "NGA", "2020-10-20", f"{RIOT}-{C}"),
    ("riot-cod", "monusco", "COD", "2022-07-26", f"{RIOT}-{X}"),
    ("prot-ner", "fra-military", "NER", "2021-11-27", f"{PROT}-{X}"),
    ("prot-mmr", None, "MMR", "2021-02-10", f"{PROT} only"),
    ("rus-military", None, "SYR", "2019-11-14", f"{X} only"),
    (None, None, "SYR", "2019-11-14", None),
]


def type_of(actor_id: str | None, country: str, day: str) -> str | None:
    if actor_id is None:
        return None
    actor = REGISTRY.get(actor_id)
    assert actor is not None, actor_id
    return inter(actor, country, dt.date.fromisoformat(day), BOOK).type


@pytest.mark.parametrize(("actor_id", "country", "day", "kind"), ROWS, ids=["-".join(row[:3]) for row in ROWS])
def test_the_type_depends_on_actor_country_and_day(actor_id: str, country: str, day: str, kind: str) -> None:
    assert type_of(actor_id, country, day) == TYPES[kind]


@pytest.mark.parametrize(("one", "two", "country", "day", "pair"), PAIRS)
def test_the_interaction_is_the_pair_of_types_in_the_codebooks_order(
    one: str | None, two: str | None, country: str, day: str, pair: str | None
) -> None:
    assert interaction(type_of(one, country, day), type_of(two, country, day), BOOK) == pair
    assert interaction(type_of(two, country, day), type_of(one, country, day), BOOK) == pair


def test_an_unknown_day_is_no_time_in_power() -> None:
    taliban = REGISTRY.get("afg-taliban")
    assert taliban is not None
    assert inter(taliban, "AFG", None, BOOK) == (R, "acled/inter-type")


def test_every_time_in_power_is_of_actors_that_are_known() -> None:
    """An id of the registry that is misspelt would never fire."""
    ids = {name for entry in BOOK.file.governments for name in entry.names if name == name.lower()}
    assert {name for name in ids if REGISTRY.get(name) is None} == set()
