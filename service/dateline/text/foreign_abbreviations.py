"""Abbreviations of news in languages other than English, in small letters, by what follows their full stop.

Those that sentences often end in ("usw.", "itd.", "и др.") are none of them: a capital behind them begins a sentence.
"""

# ruff: noqa: RUF001  # Cyrillic letters
from collections.abc import Mapping

_EVERYWHERE = "dr mr mrs ms prof st mt ft gen rev vs"

_BEFORE_NAMES = {
    "da": "adm adv ang bl ca chr ekskl evt fr frk fx gl hhv hr iflg inkl jf kgl kgs mia mio mrd sct skt vedr",
    "de": "abg bspw bzw ca co dipl ehem einschl ev evtl fr frl geb gebr gest ggf habil hl hr hrsg ing inkl insb "
    "jur kath mag med mill mio mrd phil sog sogen ste tsd vgl zzgl",
    "es": "aprox arq av avda cnel d dª dña dra dres ee ej excmo fr gral hnos ilmo ing lic mons pbro profa sr sra sras "
    "sres srta sta sto tte ud uds vd",
    "fi": "dipl dos ent esim ev fil hra ins kenr kts maist mm ns nyk os pj rva synt toht tri trna ts vrt yht",
    "fr": "adj av bd cf cie drs env ex gal gén ing lt m me mgr mlle mlles mm mme mmes pr ste sté éd",
    "hr": "akad bl dipl don engl g gosp gđa gđica ing kard mons npr odn sl sv tal tj tzv ul vlč",
    "hu": "bp gr id ifj ill kb ker pl szt ui ut vö ún özv",
    "id": "bpk brigjen cv dra drs h hj ir jend jl jln kab kec kel kh kol letjen letkol mayjen ny prov pt rp sdr sdri "
    "tgk tn ud",
    "it": "arch avv cfr dott dottssa es geom ing mons on p profssa sen sig sigg sigra ss",
    "nb": "adv bl ca chr dvs ekskl evt fr frk hhv hr inkl jf jfr johs kgl mill mrd red",
    "nl": "bijv ca dhr drs ds evt excl incl ing ir jhr jkvr kol lt mevr mld mln mw pres resp sgt zgn",
    "pl": "abp adm al bp ds gm hab im inż kard kpt ks lek mgr min mjr np ok os pl pos pow pp por ppłk pt płk red sen "
    "sierż tj tzn tzw ul wg woj ws ww zob św",
    "pt": "al arq av cel cia d dom dra dras drs eng ex exma exmo fr maj pe profa sgt sr sra sras srs srta sta sto ten",
    "ro": "arh av bd bl cca cf com d-lui d-na d-ra dl dlui dna dra dvs ex gh ing jud lt sc sf spl str tg tr",
    "ru": "адм акад бул вс г-жа г-н ген гн гр д-р дер дж доц им кап кв корп корр лейт млн млрд наб напр обл оз "
    "пер пл подполк полк пос пр просп проф р-н св свв серж см ср ст тов тыс ул чл",
    "sk": "akad arch bc cca doc gen ing judr kpt mgr mjr ml mudr napr npor nám phdr plk por ppor pplk resp rndr sv tzn "
    "tzv ul",
    "sr": "akad bl dipl dž g gdin gđa gđica ing kard mons mr npr odn sl sv tj tzv ul акад г гдин гђа гђица д-р "
    "дипл др инж мр нпр одн проф св тзв тј ул џ",
    "sv": "bl ca doc ev exkl fr frk hr inkl jfr kungl mdkr milj resp tf",
    "tr": "alb apt av bkz bnb bul cad doç gör hz korg ltd mah op ord org sk sn sok tuğg tğm tümg uzm yb yrd yzb öğr "
    "örn şti",
    "uk": "адм акад бул вул ген див д-р дж доц кап лейт наб напр обл пл полк підполк пр просп пров проф р-н ред св "
    "серж смт тзв ім",
}
_BEFORE_NUMBERS = {
    "da": "apr art aug bd dec feb fig jan jfr kap kl nov nr okt pr s sept stk tlf",
    "de": "abb abs apr art aug bd dez feb fig jan kap no nov nr okt s sept str tel vol ziff",
    "es": "abr ago art dic ene feb fig jul jun nov núm oct pág págs sept tel vol",
    "fi": "art kpl nro puh s",
    "fr": "art avr chap déc fig févr janv juil no nov oct p pp sept tél vol",
    "hr": "br čl str tel",
    "hu": "aug dec febr jan jún júl márc máj nov okt old szept tel ápr",
    "id": "hlm no tgl",
    "it": "ago apr art artt dic feb fig giu lug nn nov ott pag pagg sett tel vol",
    "nb": "apr art aug des feb fig jan kap kl nov nr okt pb pkt pr sept tlf",
    "nl": "apr art aug blz dec feb jan nov nr nrs okt pag sept tel vol",
    "pl": "art godz lit nr pkt poz rozdz str tel ust",
    "pt": "abr ago art arts dez fev fig jan nov núm out pág págs set tel vol",
    "ro": "alin ap apr art aug dec feb fig ian lit nov nr oct pag pct sept tel vol",
    "ru": "авг апр вып гл дек кн нояб ок окт пп рис сент ст стр табл тел февр янв",
    "sk": "ods písm str tel čl",
    "sr": "br čl str tel бр стр тел чл",
    "sv": "apr art aug dec febr fig jan kap kl nov nr okt sept sid tel",
    "tr": "md no nr sf tel",
    "uk": "гл кн рис ст стор табл тел",
}
ORDINAL_DOT_LANGUAGES = frozenset("da de fi hr hu nb nn pl sk sr tr".split())
"""Languages that write ordinal numbers with a full stop ("3. Mai", "im 19. Jahrhundert")."""

LANGUAGE_VARIANTS = {"nn": "nb", "cs": "sk", "ms": "id"}
"""Languages that have another's abbreviations; Serbian, in two scripts, has its own."""


def _by_language(lists: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in lists.items()}


BEFORE_NAMES = _by_language(_BEFORE_NAMES)
"""Titles, first words of names and others that a capital may follow inside a sentence, by language."""

BEFORE_NUMBERS = _by_language(_BEFORE_NUMBERS)
"""Parts of works and short months, which a number follows, by language."""

BEFORE_NAMES_EVERYWHERE = frozenset(_EVERYWHERE.split())
"""Those that stand before names in news of all languages."""
