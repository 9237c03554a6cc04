"""Reports of our own writing in the layouts of the genre: what each must yield. All names and events are invented."""

from __future__ import annotations

import msgspec


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A report and what cleaning must make of it.

    `left_out` maps the beginning of a block to its reason; `read` are beginnings of blocks that must be read.
    """

    source: str
    reader: str = "text/1"
    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    publisher: str | None = None
    original: str | None = None
    published: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    left_out: dict[str, str] = {}
    read: tuple[str, ...] = ()


REPUBLISHED_DAILY = Layout(
    source="""

## Video: Federal Columns Roll Toward Baidoa as Gulf Drones Circle

By Jubba Frontline

Meridian Outlook, March 9, 2021

**Jubba Frontline**

Region: Sub-Saharan Africa, Horn

of Africa

Theme: Police State, US NATO War Agenda

In-depth Report: **SOMALIA**

On March 7, the Somali National Army backed by AMISOM troops pushed into Dinsoor and the nearby Goof hill after
clashes with al-Shabaab. At least 4 militants were reportedly killed.

Payments to the fighters were made through PayPal and M-Pesa, an official in Baidoa said on March 8, showing receipts.

## Watch the video here.

On the same day, a mortar shell hit the market in Bardera.

\\*

Note to readers: please click the share buttons below. Forward this article to your email lists. Crosspost on your blog.

We call upon Meridian Outlook readers to support Jubba Frontline in its endeavors.

If you're able, and if you like our content, please support the project. Our work wouldn't be possible without your
help: PayPal: jubba@example.org or via: <a href="http://jubba.example/donate/">http://jubba.example/donate/</a>

The original source of this article is <u>Jubba Frontline</u> Copyright © <u>Jubba Frontline</u>, 2021

**Comment on Meridian Outlook Articles on our Facebook page**

**Become a Member of Meridian Outlook**

## Articles by: Jubba Frontline

**Disclaimer:** The contents of this article are of sole responsibility of the author(s). Meridian Outlook will not be
responsible for any inaccurate or incorrect statement in this article.

www.meridian.example contains copyrighted material the use of which has not always been specifically authorized by the
copyright owner. We are making such material available to our readers under the provisions of "fair use".

For media inquiries: <a href="mailto:desk@meridian.example">desk@meridian.example</a>
""",
    reader="markdown/1",
    title="Video: Federal Columns Roll Toward Baidoa as Gulf Drones Circle",
    byline="Jubba Frontline",
    publisher="Meridian Outlook",
    original="Jubba Frontline",
    published="2021-03-09",
    tags=("Sub-Saharan Africa", "Horn of Africa", "Police State", "US NATO War Agenda", "SOMALIA"),
    left_out={
        "By Jubba": "byline",
        "Meridian Outlook, March": "date",
        "**Jubba": "byline",
        "Region:": "tags",
        "of Africa": "tags",
        "Theme:": "tags",
        "In-depth": "tags",
        "## Watch": "video",
        "\\*": "separator",
        "Note to readers": "share",
        "We call upon": "donation",
        "If you're able": "donation",
        "The original source": "source",
        "**Comment on": "comments",
        "**Become a": "membership",
        "## Articles by": "related",
        "**Disclaimer": "disclaimer",
        "www.meridian": "copyright",
        "For media": "contact",
    },
    read=("## Video", "On March 7", "Payments to", "On the same day"),
)

AGENCY_FULL_DATELINE = Layout(
    source="""Gunmen kill 11 in raid on Mali market

BAMAKO, Mali, March 3 (Reuters) - Gunmen on motorbikes killed 11 people in a market near Bandiagara on Tuesday, two
local officials said.

The army said it had sent troops. (Reporting by A. Diallo; Editing by B. Stone)
""",
    title="Gunmen kill 11 in raid on Mali market",
    dateline="BAMAKO, Mali, March 3",
    publisher="Reuters",
    read=("Gunmen kill", "BAMAKO", "The army said"),
)

AGENCY_TITLE_CASE = Layout(
    source="""Army says it retook hill in Marib
DAMASCUS (AFP) - Shelling by government forces killed three people in the town of Ariha on Monday, a monitor said.
Published: 05 Feb 2020, 18:30 GMT
""",
    title="Army says it retook hill in Marib",
    dateline="DAMASCUS",
    publisher="AFP",
    published="2020-02-05T18:30:00+00:00",
    read=("Army says", "DAMASCUS"),
    left_out={"Published": "date"},
)

SLASHED_BYLINE = Layout(
    source="""Drone Strike Levels Depot Outside Kherson

By Olena Koval / Steppe Courier, Monday, July 4, 2022

A drone struck a fuel depot outside Kherson before dawn on Sunday, wounding two guards, the regional council said.

This article originally appeared on Black Sea Monitor.
Follow us on Telegram and Facebook
""",
    title="Drone Strike Levels Depot Outside Kherson",
    byline="Olena Koval",
    publisher="Steppe Courier",
    original="Black Sea Monitor",
    published="2022-07-04",
    left_out={"By Olena": "byline", "This article": "source", "Follow us": "share"},
    read=("Drone Strike", "A drone struck"),
)

SOURCE_LINE = Layout(
    source="""Clashes erupt west of Taiz
Posted on 16.11.2019 by admin

Clashes between the army and Houthi fighters erupted west of Taiz on Friday and killed at least five people.

Medics said that dozens had fled.

Source: Aden Herald
Tags: Yemen, Taiz, Houthis
Leave a comment
""",
    title="Clashes erupt west of Taiz",
    publisher="Aden Herald",
    published="2019-11-16",
    tags=("Yemen", "Taiz", "Houthis"),
    left_out={"Source:": "source", "Tags:": "tags", "Leave a": "comments", "Posted on": "date"},
    read=("Clashes erupt", "Clashes between", "Medics said"),
)

COMMUNIQUE = Layout(
    source="""MOVEMENT FOR THE DEFENCE OF THE LAKE
MILITARY COUNCIL

COMMUNIQUE No. 17

1. On 2 May 2023 our fighters attacked the post at Ngouboua and killed seven soldiers of the regime.
2. Two of our men fell as martyrs. The movement holds the post.

Done at Bosso, 4 May 2023
""",
    title="COMMUNIQUE No. 17",
    publisher="MOVEMENT FOR THE DEFENCE OF THE LAKE",
    published="2023-05-04",
    left_out={"MOVEMENT": "masthead", "MILITARY": "masthead", "Done at": "date"},
    read=("COMMUNIQUE", "1. On 2 May", "2. Two of our"),
)

BULLETIN = Layout(
    source="""SOUTH SUDAN: FLASH UPDATE #4
Upper Nile Protection Cluster (UNPC)
Reporting period: 1-7 June 2022
Issued: 8 June 2022, Malakal

HIGHLIGHTS
• 13 civilians killed in Tonga and Diel on 3 June
• 900 households displaced

UPPER NILE
• On 5 June, armed men raided the Adidiang site and burned 40 shelters, partners reported.

The boundaries and names shown and the designations used do not imply official endorsement by the United Nations.
For more information: info@unpc.example | Next update: 15 June 2022
""",
    title="SOUTH SUDAN: FLASH UPDATE #4",
    publisher="Upper Nile Protection Cluster (UNPC)",
    published="2022-06-08",
    left_out={
        "Upper Nile Protection": "masthead",
        "Reporting period": "date",
        "Issued": "date",
        "The boundaries": "disclaimer",
        "For more": "contact",
    },
    read=("SOUTH SUDAN", "HIGHLIGHTS", "• 13", "• 900", "UPPER NILE", "• On 5 June"),
)

LOCAL_COLUMN = Layout(
    source="""THE RIFT DIARY

"Nobody came to bury them"

Words: Asha Mwende, in Baringo County
Saturday, 12 February 2022

The cattle were gone before sunrise. Herders say that sixty armed men crossed the Kerio and shot four people dead.

Dear readers: our winter appeal closes tonight. Chip in the price of a coffee to keep The Rift Diary alive.
""",
    title='"Nobody came to bury them"',
    byline="Asha Mwende",
    publisher="THE RIFT DIARY",
    published="2022-02-12",
    left_out={"THE RIFT": "masthead", "Words:": "byline", "Saturday": "date", "Dear readers": "donation"},
    read=('"Nobody', "The cattle"),
)

FRONT_MATTER = Layout(
    source="""---
title: "Week in review: Djibo convoy hit"
publisher: Sand Monitor
author: Ines Koffi
date: 2024-02-12
tags: [burkina-faso, mali]
---

# Week in review: Djibo convoy hit

*Compiled from local radio and official statements by our own stringers in three countries.*

## Burkina Faso

**Soum.** A convoy hit a mine near Djibo on Thursday. Six soldiers died, a security source said.

> *Like what you read?* Sand Monitor has no advertisers. [Become a member](https://sand.example/join).

© Sand Monitor 2024. Corrections: desk@sand.example
""",
    reader="markdown/1",
    title="Week in review: Djibo convoy hit",
    byline="Ines Koffi",
    publisher="Sand Monitor",
    published="2024-02-12",
    tags=("burkina-faso", "mali"),
    left_out={"title:": "metadata", "> *Like": "membership", "© Sand": "copyright"},
    read=("# Week", "## Burkina", "**Soum.**"),
)

WRAPPED_WIRE = Layout(
    source="""Rebels seize two villages in Kachin, residents say

YANGON, Jan 5, 2023 (Irrawaddy Wire) -- Fighters of an ethnic armed group
seized two villages in Kachin state on Wednesday after the army
withdrew from both, residents said.

The army did not comment. It has said before that it does not target
civilians.

Copyright 2023 Irrawaddy Wire. All rights reserved.
""",
    title="Rebels seize two villages in Kachin, residents say",
    dateline="YANGON, Jan 5, 2023",
    publisher="Irrawaddy Wire",
    published="2023-01-05",
    left_out={"Copyright 2023": "copyright"},
    read=("Rebels seize", "YANGON", "The army did"),
)

NEWS_PAGE = Layout(
    source="""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Shells kill two at Hodeidah port | Tihama Post</title>
<meta property="og:site_name" content="Tihama Post">
<meta property="article:published_time" content="2021-06-03T23:40:00+03:00">
<link rel="canonical" href="https://tihama.example/2021/06/03/port">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Shells kill two at Hodeidah port","datePublished":"2021-06-03T23:40:00+03:00",
"author":{"@type":"Person","name":"Nadia Salim"},"publisher":{"@type":"Organization","name":"Tihama Post"}}</script>
</head><body><nav><a href="/">Home</a><a href="/war">War</a></nav>
<article><h1>Shells kill two at Hodeidah port</h1>
<p class="byline">By Nadia Salim &middot; 3 June 2021</p>
<div class="social-share">Share on Facebook Share on X</div>
<figure><img src="x.jpg"><figcaption>Smoke over the port. Photo: handout</figcaption></figure>
<p>HODEIDAH, Yemen (AFP) &mdash; Artillery shells killed two dock workers at the port of Hodeidah on Thursday,
the port&rsquo;s director said, and set a warehouse on fire.</p>
<p>Medics at al-Thawra hospital said that seven people had been wounded, two of them children, and that
the shelling went on until midnight.</p>
<div class="related"><h3>Read also</h3><ul><li><a href="/a">Fuel prices climb again</a></li></ul></div>
<p>The Houthi movement blamed coalition-backed forces, which denied that they had fired at the port.</p>
<aside class="newsletter"><p>Sign up for our newsletter.</p></aside>
</article><div class="donate-box"><p>Support our work with a donation.</p></div>
<footer>&copy; 2021 Tihama Post. All rights reserved.</footer></body></html>""",
    reader="html/1",
    title="Shells kill two at Hodeidah port",
    byline="Nadia Salim",
    dateline="HODEIDAH, Yemen",
    publisher="Tihama Post",
    original="AFP",
    published="2021-06-03T23:40:00+03:00",
    url="https://tihama.example/2021/06/03/port",
    left_out={
        "Home": "navigation",
        "By Nadia": "byline",
        "Share on": "share",
        "Smoke over": "caption",
        "Read also": "related",
        "Fuel prices": "related",
        "Sign up": "newsletter",
        "Support our": "donation",
        "© 2021": "copyright",
    },
    read=("Shells kill", "HODEIDAH", "Medics at", "The Houthi"),
)

BLOG_PAGE = Layout(
    source="""<html><head><title>Notes from the front line</title></head><body>
<div id="topbar"><a href="/about">About</a> <a href="/donate">Donate</a></div>
<div class="post"><h1>Notes from the front line</h1><p class="meta">Posted on 05/07/2016 by Old Hand</p>
<p>On Sunday the militia shelled Avdiivka again and a woman of sixty was killed in her kitchen, neighbours say.</p>
<p>The next morning two trucks of soldiers drove into Pisky and searched the houses one by one for weapons.</p>
<p>Cross-posted from Kalmius Watch.</p>
<p>My last letter was dated 28/06/2016 and nobody has answered it, although I sent it to all the papers.</p></div>
<div id="comments"><p>Great post! I was there and saw it all with my own eyes, believe me.</p></div></body></html>""",
    reader="html/1",
    title="Notes from the front line",
    published="2016-07-05",
    publisher="Kalmius Watch",
    left_out={"About": "navigation", "Posted on": "date", "Great post": "comments", "Cross-posted": "source"},
    read=("Notes from", "On Sunday", "The next morning", "My last letter"),
)

WEEK_IN_CAPITALS = Layout(
    source="""NORTHERN VALLEYS WEEKLY ROUND-UP: 3–9 May 2020

Compiled by J. Karim for the Valleys Desk. Published 10 May 2020.

HARMUT

Gunmen on a motorcycle shot dead a teacher on the road out of Harmut on Monday evening, his colleagues said.

ORUVA

A mine killed two shepherds near Oruva on Thursday, the mayor said.
""",
    title="NORTHERN VALLEYS WEEKLY ROUND-UP: 3–9 May 2020",
    published="2020-05-10",
    read=("Gunmen on a motorcycle", "A mine killed"),
)

INVOCATION = Layout(
    source="""In the Name of God, the Most Gracious, the Most Merciful

Valleys Operations Room

Statement No. 31

3 May 2020

Our fighters repelled an attack on the Harmut crossing on Saturday and took two prisoners.
""",
    title="Statement No. 31",
    publisher="Valleys Operations Room",
    published="2020-05-03",
    read=("Our fighters repelled",),
)

PRESS_STATEMENT = Layout(
    source="""DEFENCE COUNCIL OF THE VALLEYS
OFFICE OF THE SPOKESPERSON

PRESS STATEMENT
Harmut, 8 May 2020

VALLEY FORCES REPEL A RAID ON HARMUT AND FREE THREE SHEPHERDS

Our forces repelled a raid on Harmut at dawn on Thursday and freed three shepherds who had been taken in March.
""",
    title="VALLEY FORCES REPEL A RAID ON HARMUT AND FREE THREE SHEPHERDS",
    publisher="DEFENCE COUNCIL OF THE VALLEYS",
    published="2020-05-08",
    read=("Our forces repelled",),
)
AREA_ABOVE = Layout(
    source="""NIMAR: UPPER VALLEYS

Situation Report No. 12

Date of issue: 18 May 2020

Between 3 and 9 May some 300 families left Harmut after gunmen had burned eleven houses there, the council said.
""",
    title="Situation Report No. 12",
    published="2020-05-18",
    read=("Between 3 and 9 May",),
)
WEEK_BESIDE = Layout(
    source="""VALLEYS WEEKLY
Round-up of security events in the three valleys

Week of 3 - 9 May 2020 | Published 10 May 2020

Gunmen on a motorcycle shot dead a teacher on the road out of Harmut on Monday evening, his colleagues said.
""",
    title="Round-up of security events in the three valleys",
    publisher="VALLEYS WEEKLY",
    published="2020-05-10",
    read=("Gunmen on a motorcycle",),
)

LAYOUTS = {
    "republished-daily": REPUBLISHED_DAILY,
    "agency-full-dateline": AGENCY_FULL_DATELINE,
    "agency-title-case": AGENCY_TITLE_CASE,
    "byline-slash-outlet": SLASHED_BYLINE,
    "source-line-at-the-end": SOURCE_LINE,
    "communique": COMMUNIQUE,
    "ngo-bulletin": BULLETIN,
    "local-column": LOCAL_COLUMN,
    "front-matter": FRONT_MATTER,
    "hard-wrapped-wire": WRAPPED_WIRE,
    "news-page": NEWS_PAGE,
    "blog-page": BLOG_PAGE,
    "invocation": INVOCATION,
    "press-statement": PRESS_STATEMENT,
    "area-above": AREA_ABOVE,
    "week-beside": WEEK_BESIDE,
    "week-in-capitals": WEEK_IN_CAPITALS,
}
