"""Abbreviations of English news that end in a full stop, as they are written in text, by what follows them."""

TITLES = frozenset(
    "Adm Adms Adv Ald Amb Ambs Asst Atty Attys Bp Br Brig Capt Cdr Cllr Cmdr Cmdre Col Cols Const Cpl Cr Dep Det "
    "Dist Dr Drs Ens Fr Gen Gens Gov Govs Hon Insp Lieut Lt Maj Messrs Mgr Mlle Mme Mr Mrs Ms Msgr Mx Pfc Pres Prof "
    "Profs Pte Pvt Rep Reps Rev Revs Sen Sens Sgt Sh Spc Spec Sqn Supt Treas Wg".split()
)
"""Titles, ranks and offices: a name follows."""

PLACES = frozenset("Ft Mt Mts Pt Pta Pto St Sta Ste Sto Sts".split())
"""First words of places' names: the rest of the name follows."""

STATES = frozenset(
    "Ala Alta Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Man Mass Md Mich Minn Miss Mo Mont Neb Nev Okla "
    "Ont Ore Pa Que Sask Tenn Tex Va Vt Wash Wis Wyo".split()
)
"""States and provinces, as the Associated Press writes them behind a town."""

NUMBERED = frozenset("Art Ch Fig Figs No Nos Nr Par Para Pp Sec Secs Vol Vols art para par pp sec vol".split())
"""Parts of works: a number follows."""

OTHERS = frozenset(
    "Apr Assn Aug Ave Bhd Blvd Bldg Bros Co Corp Cos Dec Dept Esq Est Feb Govt Hwy Inc Intl Jan Jr Jul Jun Ltd Mar "
    "Natl Nov Oct Pty Pvt Rd Sec Sep Sept Sq Sr Ter Univ al approx cf dept ed est etc ft hr hrs lb lbs min mins "
    "misc oz rpm sq viz vs yd yds yr yrs".split()
)
"""All others that are common."""

ABBREVIATIONS = TITLES | PLACES | STATES | NUMBERED | OTHERS
