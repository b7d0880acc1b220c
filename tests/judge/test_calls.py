"""Calls to follow a site elsewhere, in a paragraph of their own."""

from __future__ import annotations

import pytest

from cleaner.judge.calls import find_calls
from cleaner.judge.rules import languages
from cleaner.model import Block
from cleaner.shipped import load

TEXT = "The ferry to the island runs again since Monday, after a winter in which the pier had to be rebuilt. " * 9


def called(text: str, language: str, kind: str = "paragraph") -> bool:
    blocks = (Block(0, "paragraph", TEXT), Block(1, kind, text))  # type: ignore[arg-type]
    return find_calls(blocks, [True, True], (language, "en", "general")) == {1: "share"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Join our Telegram channel so you never miss a story."),
        ("en", "Follow The Heron on Facebook, Twitter and Instagram."),
        ("en", "Follow The Heron on Instagram @theheron and like our page on Facebook."),
        ("en", "Did you know that we have a WhatsApp channel? Join from your phone with this link."),
        ("en", "Add The Heron as a preferred source on Google"),
        ("en", "Follow The Heron on Google News and add us as a preferred source to get our news in your feeds."),
        ("en", "Stay up to date: follow us on Google News."),
        ("de", "Folgen Sie dem Reiher auf Facebook, Twitter und Instagram."),
        ("de", "Laden Sie unsere App für Android herunter."),
        ("fr", "Rejoignez notre chaîne Telegram pour ne rien manquer de l'actualité."),
        ("es", "¿Sabías que tenemos canal de Telegram? Únete desde tu móvil con este enlace."),
        ("es", "Sigue a La Garza en Facebook, Twitter e Instagram."),
        ("pt", "Entre no nosso canal do Telegram e não perca nenhuma notícia."),
        ("it", "Segui il nostro canale WhatsApp per le ultime notizie."),
        ("nl", "Volg De Reiger op Facebook, Twitter en Instagram."),
        ("pl", "Obserwuj nasz kanał na WhatsAppie i bądź na bieżąco."),
        ("ru", "Подписывайтесь на «Цаплю» в Facebook, Twitter и Instagram."),
        ("uk", "Долучайтеся до нашого каналу у WhatsApp і читайте новини першими."),
        ("cs", "Přidejte se k našemu kanálu na Telegramu, ať vám nic neunikne."),
        ("sv", "Följ vår WhatsApp-kanal för senaste nytt."),
        ("fi", "Liity Telegram-kanavallemme, niin et missaa uutisia."),
        ("tr", "Hiçbir haberi kaçırmamak için Telegram kanalımıza katılın."),
        ("el", "Ακολουθήστε μας στο Google News και μάθετε πρώτοι όλες τις ειδήσεις."),
        ("ro", "Abonează-te la canalul nostru de WhatsApp pentru ultimele știri."),
        ("hu", "Kövesse a Gémet a Facebookon, a Twitteren és az Instagramon."),
        ("id", "Gabung di kanal Telegram kami agar tidak ketinggalan berita."),
        ("vi", "Theo dõi kênh WhatsApp của chúng tôi để nhận tin mới nhất."),
        ("zh", "加入我们的Telegram频道，不错过任何新闻。"),
        ("ja", "WhatsAppチャンネルをフォローして最新ニュースを受け取りましょう。"),
        ("ko", "텔레그램 채널에 가입하고 뉴스를 놓치지 마세요."),
        ("ar", "انضموا إلى قناتنا على تيليغرام حتى لا يفوتكم أي خبر."),
        ("fa", "برای از دست ندادن خبرها به کانال تلگرام ما بپیوندید."),
        ("he", "הצטרפו לערוץ הטלגרם שלנו כדי לא לפספס שום חדשה."),
        ("hi", "ताजा खबरों के लिए हमारे व्हाट्सएप चैनल को फॉलो करें।"),
    ],
)
def test_calls_are_found(language: str, text: str) -> None:
    assert called(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Get the morning briefing delivered to your inbox every weekday."),
        ("en", "Want more stories like this? Subscribe to our weekly email."),
        ("en", "If you value our reporting, please consider making a donation."),
        ("en", "Our journalism is free for everyone thanks to readers like you. Donate now."),
        ("de", "Jeden Morgen das Wichtigste in Ihrem Postfach: Melden Sie sich für unser Briefing an."),
        ("de", "Unterstützen Sie unabhängigen Journalismus mit Ihrer Spende."),
        ("fr", "Soutenez une presse indépendante : faites un don."),
        ("es", "Apoya el periodismo independiente: hazte socio."),
        ("it", "Sostieni il giornalismo indipendente con una donazione."),
        ("pt", "Apoie o jornalismo independente: faça uma doação."),
        ("nl", "Waardeer je ons werk? Overweeg een donatie."),
        ("pl", "Jeśli cenisz naszą pracę, rozważ wpłatę."),
        ("ru", "Если вам нравится наша работа, сделайте пожертвование нашей редакции."),
        ("tr", "Çalışmalarımızı değerli buluyorsanız bağış yapın."),
        ("hi", "हमारे काम को आर्थिक मदद दें और पत्रकारिता का समर्थन करें।"),
        ("ja", "独立したジャーナリズムを支援してください。寄付をお願いします。"),
        ("zh", "订阅我们的电子报，每天获取最新消息。"),
    ],
)
def test_calls_for_newsletters_and_support_are_found(language: str, text: str) -> None:
    blocks = (Block(0, "paragraph", TEXT), Block(1, "paragraph", text))
    assert find_calls(blocks, [True, True], (language, "en", "general")) == {1: "subscription"}


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "He followed her on Facebook, Twitter and Instagram for two years.", "paragraph"),
        ("en", "Below you find our list of Facebook groups that swap seeds.", "paragraph"),
        ("en", "The ministry told its staff on Telegram to download the forms.", "paragraph"),
        ("en", "“Join our Telegram channel,” the caller said, and then the line went dead.", "paragraph"),
        (
            "en",
            "Join our Telegram channel, the mayor wrote on every wall, and four thousand people did so.",
            "paragraph",
        ),
        ("de", "Folgen Sie uns auf Instagram, bittet das Museum an jeder Tür, aber kaum jemand tut es.", "paragraph"),
        ("en", "Follow these steps to link Facebook with Instagram.", "paragraph"),
        ("en", "Add icons of Facebook, Twitter and Instagram below the text.", "paragraph"),
        ("en", "Join our Telegram channel", "heading"),
        ("en", "Join our Telegram channel", "item"),
        ("en", "Join our Telegram channel", "code"),
        # a call at the end of a paragraph that says something else
        (
            "en",
            "The club has met in the old mill since 1974 and looks for two more pilots who know gliders. "
            "Follow the club on Facebook and Twitter.",
            "paragraph",
        ),
        ("de", "Die Polizei sucht auf Facebook und Twitter nach unseren Zeugen.", "paragraph"),
        ("es", "El canal de Telegram que tenemos suma ya nueve mil lectores, dijo.", "paragraph"),
        ("ru", "По словам мэра, в Telegram и Facebook его читают наши соседи.", "paragraph"),
        ("ja", "市長はTelegramで市民に説明した。", "paragraph"),
        # newsletters and gifts that others speak of
        ("en", "The museum sends a newsletter to nine thousand readers each month.", "paragraph"),
        ("en", "She asked her neighbours to support the fund with a donation, and they did.", "paragraph"),
        ("en", "Support for local journalism has grown since the strike.", "paragraph"),
        ("en", "“Support our journalism,” the editor wrote, and sent a hat around.", "paragraph"),
        ("en", "Make a donation to our shelter, because every coat helps.", "paragraph"),
        ("en", "Become a nurse, and you will work at night.", "paragraph"),
        ("de", "Spenden für den Journalismus nahm die Stiftung schon immer an.", "paragraph"),
        ("ja", "市はメールマガジンに登録した市民に抽選券を送った。", "paragraph"),
        # statements
        ("en", "Police follow suspects on Facebook and Instagram.", "paragraph"),
        ("en", "We join our neighbours on WhatsApp each morning to share the school run.", "paragraph"),
        ("en", "Like us, the fishermen learned of the storm from Facebook.", "paragraph"),
        ("de", "Wir laden Sie ein, Ihre Bilder auf Instagram zu zeigen.", "paragraph"),
        ("de", "Auf Facebook und Instagram würden uns nur wenige folgen.", "paragraph"),
        ("es", "Sigue la polémica en Facebook, Twitter e Instagram.", "paragraph"),
        ("hi", "हमारे गांव के लोग फेसबुक पर नेता को फॉलो करते हैं।", "paragraph"),
        ("ja", "市はYouTubeチャンネルの登録者が一万人を超えたと発表した。", "paragraph"),
        ("ko", "피해자들은 텔레그램 채널에 가입하라는 문자를 받았다.", "paragraph"),
        ("zh", "他关注我们的Telegram频道已经三年，却从来没有说过一句话。", "paragraph"),
    ],
)
def test_other_texts_about_services_stay(language: str, text: str, kind: str) -> None:
    assert not called(text, language, kind)


def test_a_text_of_calls_stays() -> None:
    blocks = tuple(Block(nth, "paragraph", "Join our Telegram channel for more.") for nth in range(3))
    assert find_calls(blocks, [True] * 3, ("en",)) == {}


CALL = Block(1, "paragraph", "Follow us on Facebook for more photos of the choir.")


def test_a_text_about_services_keeps_calls() -> None:
    told = (f"The choir found {nth} singers on Instagram and lost none of them since." for nth in range(3))
    blocks = (Block(0, "paragraph", TEXT), CALL, *(Block(2 + nth, "paragraph", text) for nth, text in enumerate(told)))
    assert find_calls(blocks, [True] * 5, ("en",)) == {}
    assert find_calls(blocks[:4], [True] * 4, ("en",)) == {1: "share"}


def test_a_call_below_a_heading_that_stays_is_its_text() -> None:
    blocks = (Block(0, "heading", "How to join", level=2), CALL, Block(2, "paragraph", TEXT))
    assert find_calls(blocks, [True] * 3, ("en",)) == {}
    assert find_calls(blocks, [False, True, True], ("en",)) == {1: "share"}


def test_each_language_with_rules_has_words() -> None:
    assert set(load("calls.yaml")["languages"]) == set(languages())


def test_a_text_about_newsletters_keeps_its_advice() -> None:
    told = (f"Newsletter number {nth} reached half of the village before the post did." for nth in range(3))
    advice = Block(1, "paragraph", "Join our newsletter, and send us your own recipe.")
    blocks = (
        Block(0, "paragraph", TEXT),
        advice,
        *(Block(2 + nth, "paragraph", text) for nth, text in enumerate(told)),
    )
    assert find_calls(blocks, [True] * 5, ("en",)) == {}
    assert find_calls(blocks[:4], [True] * 4, ("en",)) == {1: "subscription"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Support for our journalism prize came from the county and from two banks."),
        ("en", "To get to the briefing, our reporter rowed across the bay in the dark."),
        ("en", "For more than ten years our newsletter was printed in the back room of the library."),
        ("en", "Back in our newsroom that night, nobody had seen the donation."),
        ("de", "Erhalten bleibt nur unser Briefing-Raum im Rathaus, alles andere zieht um."),
        ("de", "Jetzt liegt der Rundbrief der Kämmerei in jedem Postfach der Stadt."),
        ("sv", "Stöd för vår journalistik kom från länet och från två banker."),
        ("nl", "Steun voor onze journalistiek kwam van de provincie en van twee donaties."),
    ],
)
def test_verbs_that_are_other_words_as_well_call_for_nothing(language: str, text: str) -> None:
    blocks = (Block(0, "paragraph", TEXT), Block(1, "paragraph", text))
    assert find_calls(blocks, [True, True], (language, "en", "general")) == {}
