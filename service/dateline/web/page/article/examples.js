// Articles to try, made up for this page, and options where they show something.

export const EXAMPLES = {
  river: {
    name: "A river in flood",
    article: {
      title: "Orontes bursts its banks as rain reaches Hama",
      text: `HOMS, Syria, March 3 — Floods along the Orontes cut the road between Homs and Hama on Tuesday, and Syrian engineers warned that the dam at Rastan could not take another night of rain.

“We have moved four hundred families to schools in southern Hama,” said Layla Haddad of the Homs Water Board, who had driven from Damascus before dawn.

Across the Lebanese border, the port of Tripoli took in grain that should have gone to Latakia. Villages about 20 km west of Homs asked for boats.

The Euphrates, far to the east, was still below its mark at Raqqa, Turkey’s water authority said in Ankara.`,
    },
  },
  namesakes: {
    name: "Two Springfields",
    article: {
      title: "Springfield choir to sing in Paris, and not the one in France",
      text: `The choir of Springfield’s Lincoln High School will sing in Paris, Texas, in May, its director Ruth Okafor said on Friday.

It is a day’s drive from Illinois. The singers will spend a night in Little Rock and another in Memphis, where the Beale Street Music Festival has lent them a stage.

A second choir, from Springfield, Massachusetts, had been invited first. “We were halfway to booking flights to France,” said its treasurer, Tom Abernathy of the Boston Foundation, “before somebody read the letter again.”`,
    },
  },
  bridge: {
    name: "Which Springfield?",
    article: {
      title: "Springfield closes the bridge to Clinton",
      text: `The council of Springfield voted on Monday to close the bridge to Clinton for the winter.

Drivers from Franklin will have to go round by Salem, said Mayor Dolores Whitcomb. She had asked the Federal Highway Administration in Washington for money to mend the deck, and got a letter.

“It is the only way across the river for thirty miles,” said Abel Nilsson, who grows apples on the Clinton side. An American flag still hangs from the middle pier.`,
    },
    options: { min_place_confidence: 0.6 },
  },
  hamlets: {
    name: "Places no map has",
    article: {
      title: "Wells run dry in the hills above Eldoret",
      text: `ELDORET, Kenya — Herders from Kapchemwolo and Tuiyobei have begun to walk their goats down to Iten, twenty kilometres away, for the first water since November.

The county government of Uasin Gishu sent two lorries with tanks. Neither reached Tuiyobei, where the track has been washed out since the long rains, said Miriam Chebet, who runs the clinic there.

Kenyan meteorologists expect no rain before April. In Nairobi the opposition asked why a borehole that the World Bank paid for in Kapchemwolo had never been switched on.`,
    },
  },
  summit: {
    name: "A summit by a lake",
    article: {
      title: "Ministers leave Geneva without a word on the Rhine",
      text: `GENEVA (Reuters) - Ministers of six countries left Lake Geneva on Sunday without a word on who is to dredge the Rhine between Basel and Rotterdam.

The Dutch minister, Pieter van Loon, blamed Bern. The Swiss blamed Berlin, whose barges, they said, wait off Koblenz for water that nobody can promise them. The European Commission in Brussels kept out of it.

BASF has begun to send chemicals from Ludwigshafen to the port of Antwerp by rail. Shipping on the Danube, by way of Vienna and Budapest, costs a third more than a year ago, according to the Danube Commission.`,
    },
  },
};
