"""The sentences of the reports, with slots for places, landmarks and words; all are our own."""

import re

_REPORTS = """
A wall of the school in {town}, {country}, came down in the night. Parents in {town} had asked for repairs.

{town}, {country} - The market reopened this week. Traders who had gone to {city} came back with maize and cloth.

{capital}, {country} - The health ministry said a clinic in {town} ran out of vaccine. More is to be sent by road.

{capital} - Soldiers closed the bridge at {town} for an hour. Lorries waited on both banks, the {demonym} army said.

Farmers around {town}, in {division}, sold their goats early. Prices in {city} fell by half.

The bus left {city} at dawn and stopped at {town}, where six people got on. {demonym} police are asking for
witnesses.

Voters in {town} queued until dark. Results from {city} and {other} are expected in {capital} tomorrow.

Rain has not come to {town} since spring, said a teacher there. The {demonym} weather service sees none ahead.

An envoy from {far} spent the morning in {capital} and flew on to {town}, {country}, to open a well.

She grew up in {town} and trained in {far}. Now she runs a clinic in {city}, {country}.

{country} will pave the road from {city} to {town}, its transport minister said. Work has begun near {other}.

A court in {capital} fined the owner of a quarry near {town}. Dust from it had reached {city}.

The river rose at {town} ({country}) and fell again by noon. Camps in {division} were not touched.

Two men from {town} won the race in {far}. In {country} they were met by a band.

Nurses in {town}, {division}, went back to work on Friday. The {demonym} union had called them out for a week.

The company, with offices in {far} and {capital}, buys its coffee in {town} and sells it in {far}.

In {town} the power failed twice. In {city} it stayed on, and in {other} nobody noticed, the {demonym} grid said.

Aid from {far_country} reached {capital} on Monday and {town} on Thursday, {demonym} officials said.

What do {far} and {town}, {country}, have in common? A bridge by the same engineer.

{town} has a new mayor. Her first visit was to {city}, her second to {capital}, the {demonym} news agency said.

A film about {town} will be shown in {far} before anyone in {country} can see it.

Two buses met head on near {town} on the road to {other}, police in {division} said.

{far} - The diaspora sent money home: to {capital}, to {city}, and for a roof to {town}, {country}.

The pastor of {town}, {division}, {country}, asked for rice. A lorry left {city} with forty bags.

Schools in {town} and {city}, {division}, closed early on Friday. Those in {other} stayed open.

{other}, {city} and {town}, {country}, share one ambulance. On Sunday it stood in {city}.

Crews from {city} and {town}, {division}, worked till dawn. The {demonym} railway thanked them.

The fair goes on to {town} and {other}, {division}, next week, and ends in {city}.

Two boys drowned at {town} village in {division}. A diver came from {city}.

The village of {town} in {country} has no road. Its mayor walked to {city} to say so.

{town}, a village near {city}, has sold its school, the {demonym} radio said.

Residents of {town} and {other} villages blocked the road to {city}, police in {division} said.

Families in {town}, {other} and {city} slept on roofs. Two schools in {division} were opened to them.

Trains from {city} and {other} stopped short of {town}, the council of {division} said.

No water has run in {other} and {town} since Monday. In {city} it runs by night.

The road from {town} to {other} is closed, and so is the one from {other} to {city}.
"""
_WORLD_REPORTS = """
{one_city}, {two_city} and {three_city} will each send a team.

{one_city} - The talks moved from {two_city} to {three_city} after a week.

{one_city} (AFP) - Doctors said cholera had reached {two_city}. Vaccine was flown in from {three_city}.

My grandfather served in {one_city}, {two_city} and {three_city} and wrote home every week.

{one_country}, {two_country} and {three_country} signed. Nobody else did.

{one_demonym}, {two_demonym} and {three_demonym} students were asked what they eat for breakfast.

The museum has letters from {one_city} and {two_city}, a flag from {three_country} and nothing from {one_country}.

{one_country} says it will not attend. Its envoy left {two_city} on Sunday for {three_city}.

A {one_demonym} singer, a {two_demonym} drummer and their {three_demonym} manager met in {two_city}.

{one_city} is loud, {two_city} is dear, {three_city} is far. She moved to {one_city} all the same.

{one_city}'s mayor was in {two_city} when the storm reached {three_country}.

{famous}, 4 May (Reuters) - The agency counted 90 cases in {one_city} and 40 in {one_other}, in {one_country}'s east.

{famous} (AP) - Lorries with tents left {one_city} for {one_other}, the {one_demonym} Red Crescent told the agency.

Talks in {famous} broke off when rebels took {one_other}. {one_city} was quiet, {one_country}'s radio said.

The {one_demonym} minister flew from {one_city} to {famous}. The water is still rising at {one_other}.

{one_country}, {two_town} and {three_town} each won a prize for their gardens.

The jury also named {one_town}, {two_town} and {three_city}. Nobody had thought of {one_country}.

Letters came from {one_country}, {two_town}, {three_division} and even {one_town}.

No trains ran in {one_division}. Buses in {two_division} and {three_division} were late.

{one_city} is the largest of the ten, {two_town} the smallest.

The ship calls at {one_town}, {two_town} and {three_town}.

She has lived in {one_country}, {two_town} and {three_town}, and liked {three_town} best.

He spoke of {one_town}, {two_division} and {three_country}, and said nothing of {three_city}.
"""
_LANDMARK_REPORTS = """
A fire broke out at {landmark} in {city} on Monday. Crews came from {other}.

{city} - Police closed {landmark} for two hours after a crash. The driver, from {other}, was taken to {landmark_2}.

The council of {city} will repave {landmark} and {landmark_2} this summer. {other} did so last year.

Pupils of {landmark} in {city} won the cup. They beat those of {other_landmark} in {other} in the final.

He was born in {other} and studied at {landmark} in {city}, {country}.

{city}, {country} - A bus left {landmark} and overturned near {landmark_2}. Doctors at {landmark_3} treated twelve.

Doctors at {landmark} said two men were shot on {landmark_2}. Police in {city} want a third; {far} sent a dog.

The minister flew in from {far} and opened {landmark} in {city}.

{landmark}, {city}: the roof is leaking. In {other} a hall like it was built for less.

The talks in {far} ended late. At home in {city}, shops on {landmark} stayed shut.

A film about {far} opens at {landmark} in {city} on Friday and at {far_landmark} in {far} a week later.

The march set out from {landmark}, crossed {landmark_2} and ended at {landmark_3}, police in {city} said.

{city} has one library, {landmark}. {other} has none, and its children walk to {other_landmark}.

Rain flooded {landmark} in {city} and {other_landmark} in {other}. {far} stayed dry.

She runs a stall near {landmark}. In {city}, she says, nobody buys cloth from {far} any more.
"""
_COUNTRY_WORD_REPORTS = """
{town}: {word} was all that anybody spoke of, {word_2} apart.

Nothing was settled in {town} on Tuesday. {word}, a note said; {word_2}, said another.

She left {town} for {far}. Of {word} she said no more than of {word_2}.

{far} and {town} were both named in the letter, and so were {word} and {word_2}.

It began with {word} and {word_2}. By evening all of {town} knew, and on Sunday {other}.

On {word} the two women from {town} would not agree. {word_2}? They laughed.

{far} - Nobody had heard of {town} before, or of {word}.
"""
_STRANGE_WORD_REPORTS = """
{town}, {country} - {word} was all that anybody spoke of, {word_2} apart.

{capital} - It began with {word}. By evening all of {town} knew.

She left {town} for {far}. In {country} they knew {word}, and {word_2} too.

In {city} and {town} they laughed at {word} and {word_2}. The {demonym} press did not.
"""
LANDMARK_NAMES = (
    "Anchor Chestnut Clover Copper Falcon Founders Garnet Harmony Juniper Lantern Marigold Merchants Mulberry Orchard "
    "Quarry Saddlers Swallow Tanners Victory Weavers".split()
)
LANDMARK_KINDS = (
    "Avenue", "Bridge", "Clinic", "Court", "High School", "Hospital", "Hotel", "Lane", "Library", "Market",
    "Primary School", "Road", "Stadium", "Street",
)  # fmt: skip


def _sentences(reports: str) -> tuple[str, ...]:
    return tuple(" ".join(report.split()) for report in reports.split("\n\n"))


SENTENCES = _sentences(_REPORTS)
WORLD_SENTENCES = _sentences(_WORLD_REPORTS)
LANDMARK_SENTENCES = _sentences(_LANDMARK_REPORTS)
COUNTRY_WORD_SENTENCES = _sentences(_COUNTRY_WORD_REPORTS)
STRANGE_WORD_SENTENCES = _sentences(_STRANGE_WORD_REPORTS)
STATED_SENTENCES = tuple(
    sentence
    for sentence in SENTENCES
    if re.search(r"\{town\}(?: village| and \{\w+\})?,? (?:\(|in )?\{(?:country|division)", sentence)
)
"""Those of SENTENCES that say right beside the town's name, or behind the one after it, where it lies."""
_LOCAL_PLACES = {"town", "other", "city", "division"}
LOCAL_SENTENCES = tuple(
    sentence
    for sentence in SENTENCES
    if len(slots := set(re.findall(r"\{(\w+)\}", sentence)) - {"demonym"}) > 2 and slots <= _LOCAL_PLACES
)
"""Those of SENTENCES that name three places or more of one neighbourhood and none of elsewhere."""
