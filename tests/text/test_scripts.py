"""Towns in the script of their country and as English reports spell them: they meet in the index."""

from __future__ import annotations

import pytest

from khaldun.tools.gazetteer.rules import load_folding

# script: (English, native)
FOLDED = {
    "amharic": [
        ("Mekelle", "መቐለ"),
        ("Mekele", "መቀሌ"),
        ("Gonder", "ጎንደር"),
        ("Dese", "ደሴ"),
        ("Axum", "አክሱም"),
        ("Aksum", "አክሱም"),
        ("Adwa", "ዓድዋ"),
        ("Adwa", "አድዋ"),
        ("Adigrat", "ዓዲግራት"),
        ("Shire", "ሽረ"),
        ("Humera", "ሑመራ"),
        ("Humera", "ሁመራ"),
        ("Lalibela", "ላሊበላ"),
        ("Debre Birhan", "ደብረ ብርሃን"),
        ("Debre Markos", "ደብረ ማርቆስ"),
        ("Dire Dawa", "ድሬዳዋ"),
        ("Dire Dawa", "ድሬ ዳዋ"),
        ("Jimma", "ጅማ"),
        ("Gambela", "ጋምቤላ"),
        ("Gambella", "ጋምቤላ"),
        ("Asosa", "አሶሳ"),
        ("Hawassa", "ሀዋሳ"),
        ("Awasa", "አዋሳ"),
        ("Kombolcha", "ኮምቦልቻ"),
        ("Shashemene", "ሻሸመኔ"),
        ("Maychew", "ማይጨው"),
        ("Alamata", "አላማጣ"),
        ("Kobo", "ቆቦ"),
        ("Semera", "ሰመራ"),
        ("Metema", "መተማ"),
        ("Nekemte", "ነቀምቴ"),
        ("Adama", "አዳማ"),
        ("Arba Minch", "አርባ ምንጭ"),
        ("Finote Selam", "ፍኖተ ሰላም"),
        ("Debre Tabor", "ደብረ ታቦር"),
        ("Ambo", "አምቦ"),
    ],
    "burmese": [
        ("Yangon", "ရန်ကုန်"),
        ("Rangoon", "ရန်ကုန်"),
        ("Sittwe", "စစ်တွေ"),
        ("Myitkyina", "မြစ်ကြီးနား"),
        ("Loikaw", "လွိုင်ကော်"),
        ("Taungoo", "တောင်ငူ"),
        ("Monywa", "မုံရွာ"),
        ("Meiktila", "မိတ္ထီလာ"),
        ("Mawlamyine", "မော်လမြိုင်"),
        ("Hakha", "ဟားခါး"),
        ("Kale", "ကလေး"),
        ("Katha", "ကသာ"),
        ("Muse", "မူဆယ်"),
        ("Taunggyi", "တောင်ကြီး"),
        ("Maungdaw", "မောင်တော"),
        ("Paletwa", "ပလက်ဝ"),
        ("Minbya", "မင်းပြား"),
        ("Pauktaw", "ပေါက်တော"),
        ("Ann", "အမ်း"),
        ("Thandwe", "သံတွဲ"),
        ("Kyaukme", "ကျောက်မဲ"),
        ("Shwebo", "ရွှေဘို"),
        ("Kawlin", "ကောလင်း"),
    ],
    "persian": [
        ("Ahwaz", "اهواز"),
        ("Shiraz", "شیراز"),
        ("Charikar", "چاریکار"),
    ],
    "sorani": [
        ("Slemani", "سلێمانی"),
        ("Halabja", "هەڵەبجە"),
        ("Zakho", "زاخۆ"),
        ("Akre", "ئاکرێ"),
        ("Rania", "ڕانیە"),
        ("Chamchamal", "چەمچەماڵ"),
        ("Kalar", "کەلار"),
        ("Khanaqin", "خانەقین"),
        ("Makhmur", "مەخموور"),
        ("Penjwen", "پێنجوێن"),
        ("Soran", "سۆران"),
        ("Kobanê", "کۆبانێ"),
        ("Afrin", "عەفرین"),
        ("Qamishlo", "قامیشلۆ"),
        ("Qamişlo", "قامیشلۆ"),
        ("Amedi", "ئامێدی"),
        ("Choman", "چۆمان"),
        ("Sidakan", "سیدەکان"),
        ("Daquq", "داقووق"),
        ("Mahabad", "مەهاباد"),
        ("Mariwan", "مەریوان"),
        ("Bokan", "بۆکان"),
    ],
}
# script: (English, native)
CONSONANTS = {
    "amharic": [
        ("Addis Ababa", "አዲስ አበባ"),
        ("Gondar", "ጎንደር"),
        ("Bahir Dar", "ባሕር ዳር"),
        ("Bahir Dar", "ባህር ዳር"),
        ("Dessie", "ደሴ"),
        ("Woldiya", "ወልዲያ"),
        ("Weldiya", "ወልድያ"),
        ("Harar", "ሐረር"),
        ("Jijiga", "ጅጅጋ"),
    ],
    "burmese": [
        ("Mandalay", "မန္တလေး"),
        ("Nay Pyi Taw", "နေပြည်တော်"),
        ("Mrauk-U", "မြောက်ဦး"),
        ("Lashio", "လားရှိုး"),
        ("Pathein", "ပုသိမ်"),
        ("Toungoo", "တောင်ငူ"),
        ("Magway", "မကွေး"),
        ("Ponnagyun", "ပုဏ္ဏားကျွန်း"),
        ("Demoso", "ဒီးမော့ဆို"),
        ("Mogok", "မိုးကုတ်"),
        ("Pyay", "ပြည်"),
    ],
    "persian": [
        ("Kabul", "کابل"),
        ("Kandahar", "کندهار"),
        ("Qandahar", "قندهار"),
        ("Herat", "هرات"),
        ("Mazar-i-Sharif", "مزار شریف"),
        ("Mazar-e Sharif", "مزار شریف"),
        ("Jalalabad", "جلال‌آباد"),
        ("Kunduz", "کندوز"),
        ("Kunduz", "قندوز"),
        ("Ghazni", "غزنی"),
        ("Lashkar Gah", "لشکرگاه"),
        ("Lashkargah", "لشکر گاه"),
        ("Farah", "فراه"),
        ("Faizabad", "فیض‌آباد"),
        ("Fayzabad", "فیض آباد"),
        ("Taloqan", "تالقان"),
        ("Puli Khumri", "پل خمری"),
        ("Pul-e Khumri", "پلخمری"),
        ("Zahedan", "زاهدان"),
        ("Kermanshah", "کرمانشاه"),
        ("Tehran", "تهران"),
        ("Isfahan", "اصفهان"),
        ("Esfahan", "اصفهان"),
        ("Mashhad", "مشهد"),
        ("Chabahar", "چابهار"),
        ("Bandar Abbas", "بندر عباس"),
        ("Bandar-e Abbas", "بندرعباس"),
        ("Sanandaj", "سنندج"),
        ("Mahabad", "مهاباد"),
        ("Tabriz", "تبریز"),
        ("Maymana", "میمنه"),
        ("Maimana", "میمنه"),
        ("Sheberghan", "شبرغان"),
        ("Shibirghan", "شبرغان"),
        ("Gardez", "گردیز"),
        ("Khost", "خوست"),
        ("Qala-i-Naw", "قلعه نو"),
        ("Sar-e Pol", "سرپل"),
        ("Urmia", "ارومیه"),
        ("Orumiyeh", "ارومیه"),
    ],
    "sorani": [
        ("Hewler", "هەولێر"),
        ("Hewlêr", "هەولێر"),
        ("Sulaymaniyah", "سلێمانی"),
        ("Silemani", "سلێمانی"),
        ("Sulaimani", "سلێمانی"),
        ("Duhok", "دهۆک"),
        ("Dohuk", "دهۆک"),
        ("Dihok", "دهۆک"),
        ("Kirkuk", "کەرکووک"),
        ("Kerkuk", "کەرکووک"),
        ("Koya", "کۆیە"),
        ("Ranya", "ڕانیە"),
        ("Qaladiza", "قەڵادزێ"),
        ("Kifri", "کفری"),
        ("Shingal", "شەنگال"),
        ("Şengal", "شەنگال"),
        ("Penjwin", "پێنجوێن"),
        ("Rawanduz", "ڕەواندز"),
        ("Rawandiz", "ڕەواندز"),
        ("Kobani", "کۆبانێ"),
        ("Efrîn", "عەفرین"),
        ("Amadiya", "ئامێدی"),
        ("Sine", "سنە"),
        ("Saqqez", "سەقز"),
    ],
}


def rows(table: dict[str, list[tuple[str, str]]]) -> list[object]:
    return [
        pytest.param(one, other, id=f"{script}-{one}-{number}")
        for script, pairs in table.items()
        for number, (one, other) in enumerate(pairs)
    ]


@pytest.mark.parametrize("one, other", rows(FOLDED))
def test_spellings_that_fold_to_one(one: str, other: str) -> None:
    folding = load_folding()
    assert set(folding.keys(one)) & set(folding.keys(other))


@pytest.mark.parametrize("one, other", rows(CONSONANTS))
def test_spellings_that_share_their_consonants(one: str, other: str) -> None:
    folding = load_folding()
    assert folding.skeleton(one) == folding.skeleton(other)


@pytest.mark.parametrize("script", sorted(FOLDED))
def test_at_least_fifteen_towns_of_each_script_meet(script: str) -> None:
    assert len({other for _, other in (*FOLDED[script], *CONSONANTS[script])}) >= 15
