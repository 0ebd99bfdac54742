# ruff: noqa: RUF001  # stops and quotation marks of print
import pytest

from dateline.text import split_sentences


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "وصل الوفد إلى عمّان.¦ هل يبقى؟¦ لا أحد يعرف ذلك أبدًا.¦ قال د. سمير إنه باقٍ"),
        ("ar", "غادر الوزير.¦عاد الجيش"),
        ("da", "Hun kom den 3. Maj til Aarhus kl. 14. Bl. a. talte dr. Holm.¦ Så gik hun"),
        ("de", "Am 3. Mai kam Dr. Vogt, z. B. im Zug.¦ Im 19. Jahrhundert war das anders.¦ „Wirklich?“, fragte er"),
        ("de", "„Wir gehen jetzt.¦ Es ist spät.“¦ Dann ging sie, ca. 5 Mio. Menschen folgten"),
        ("de", "»Nein!« rief Frau Lenz.¦ »Ja.«¦ Im Jahr 2012.¦ Danach war Ruhe"),
        ("es", "El Sr. Ruiz llegó a Quito.¦ ¿Y ahora?¦ ¡Nadie lo sabe!¦ «Veremos», dijo la Sra. Paz en EE. UU. ayer"),
        ("fi", "Hän tuli 3. toukokuuta Turkuun.¦ ”Hyvä niin.”¦ ”Nyt menemme”, sanoi prof. Salo.¦ Muut jäivät"),
        ("fr", "M. Petit est venu, p. ex. à Lyon.¦ « C’est fini. »¦ Il est parti avec Mme Roy.¦ « Et alors ? »¦ Rien"),
        ("fr", "« Vraiment ? » demanda-t-il.¦ Oui (art. 5, chap. 2)"),
        ("hi", "वह दिल्ली गया।¦ फिर वह लौट आया॥¦ और"),
        ("hr", "Sastanak je 3. studenoga u ul. Sv. Marka, tzv. grad.¦ Došao je dr. Horvat.¦ „Dobro.“¦ Otišao je"),
        ("hu", "Dr. Kiss 2019. május 3. óta pl. Pécsen él, a Szt. István úton.¦ „Jó.”¦ Elment"),
        ("id", "Tn. Budi tinggal di Jl. Melati No. 5, Kab. Bogor.¦ Ia pergi.¦ “Baik.”¦ Lalu pulang"),
        ("it", "Il sig. Conti vive a S. Marino.¦ L’on. Riva, cfr. art. 3, disse: «Basta.»¦ Poi partì"),
        ("nb", "Hun kom 17. mai kl. 12 til St. Olavs gate.¦ «Ja.»¦ «Nei», sa prof. Lie.¦ Så dro de"),
        ("nl", "Mevr. De Boer en dhr. Smit, o.a. bekend van tv, wonen in St. Job.¦ ‘Goed.’¦ Zij gingen"),
        ("nn", "Ho kom den 3. Mai, jf. art. 5 i lova.¦ Så drog ho"),
        ("pl", "Prof. Nowak mieszka przy ul. Długiej w woj. Śląskim.¦ W 2018 r.¦ Wyjechał min. Kot.¦ „Tak.”¦ Wrócił"),
        ("pt", "O Sr. Dias mora na Av. Central, n.º 3.¦ A Dra. Reis disse: “Sim.”¦ Depois saiu, p. ex. de Faro"),
        ("ro", "Dl. Popa locuiește pe str. Sf. Ana nr. 5.¦ „Da.”¦ Apoi a plecat"),
        ("ru", "Было это в 1870 г.¦ Церковь закрыли.¦ Св. Пётр, г. Тверь, ул. Мира.¦ А. Б. Иванов и т. д.¦ Потом"),
        ("ru", "«Пора идти.¦ Уже поздно».¦ — Куда? — спросил он.¦ Никто не знал"),
        ("sk", "Dr. Novák býva na ul. Mieru, tzv. Starom meste, od 3. mája.¦ „Áno.“¦ Odišiel"),
        ("sr", "Проф. Јовић и г. Петровић, тзв. Стари, дошли су 3. маја.¦ „Добро.“¦ Отишли су"),
        ("sv", "Prof. Ek kom till St. Anna, ca 5 km bort.¦ ”Ja.”¦ ”Nej”, sa hon.¦ Sedan gick de"),
        ("tr", "Prof. Dr. Kaya 3. Ordu'da görevli.¦ “Tamam.”¦ Sonra Ankara'ya gitti.¦ Av. Demir kaldı"),
        ("uk", "Вул. Миру, м. Львів, ім. Франка.¦ Було це у 2018 р.¦ Він поїхав.¦ «Добре».¦ Д-р Коваль лишився"),
        ("zh", "他到了北京。¦然后呢？¦“走吧！”¦她说：“好。”¦气温3.5度。¦P. Diddy走了"),
        ("zh", '他问：“谁？”，没人回答。¦他说："走。"¦"好。"¦完了！！¦真的吗!¦是'),
        ("nb", "Hun, dr.philos. Lie, bl.a. Oslo (jf. Norge) og ca. 20 andre kom. så"),
        ("hu", "A híd 2011. 11. 5. Óta áll (lat. Pons).¦ Jó"),
        ("ru", "Дом № 57 г. Тулы (ок. Реки), XX в.¦ Потом"),
        ("xx", "Mr. Low left.¦ J. P. Roe (...) Ann stayed.¦ He said: [...] Bob"),
        ("ru", "Стихи А . С . Блока , св . Пётр .¦ Потом в 1870 г .¦ Он ушёл ."),
        ("da", "Prof . Per K . Holm , dr.phil . Oslo , kom kl . 20 den 3 .¦ Så gik han ."),
        ("es", "Artículo ..... Página 3"),
        ("es", "1. Quito¦\n2. Lima"),
        ("es", "Cayó.¦El general huyó"),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_of_the_language_sees_them_end(language, text):
    """Behind stops and their closing quotation marks, not behind abbreviations, initials and ordinals.

    Marks may stand apart, as in corpora; ordinals have theirs beside them there, too.
    """
    found = [sentence.content for sentence in split_sentences(text.replace("¦", ""), language_code=language)]
    assert found == [sentence.strip() for sentence in text.split("¦")]
