"""Articles with threads of readers' comments, in the markup of real sites and in several languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Comment = tuple[str, str, str]  # name, time, text
STORIES = {
    "en": [
        "The council of the harbour town voted on Tuesday evening to bring the night ferries back, nine years after "
        "the last of them was cut, and the hall was so full that people stood on the stairs.",
        "The boats are to run every forty minutes between eleven at night and five in the morning, at the fare of "
        "the day, and a third of the seats will be held for those who work shifts at the hospital.",
        "Opponents had argued that the money would be better spent on the two bridges, which have been closed to "
        "lorries since the spring. The mayor answered that a bridge that nobody crosses at night helps nobody.",
        "It is not yet clear who will run the boats. Two companies have asked for the papers, and a group of former "
        "captains wants to found a cooperative that would own both vessels and employ twelve people.",
    ],
    "de": [
        "Der Rat der Hafenstadt hat am Dienstagabend beschlossen, die Nachtfähren wieder fahren zu lassen, neun Jahre "
        "nach dem Ende der letzten, und der Saal war so voll, dass die Leute auf der Treppe standen.",
        "Die Boote sollen zwischen elf Uhr abends und fünf Uhr morgens alle vierzig Minuten ablegen, zum Preis des "
        "Tages, und ein Drittel der Plätze bleibt denen vorbehalten, die im Krankenhaus in Schichten arbeiten.",
        "Die Gegner hatten gesagt, das Geld sei bei den beiden Brücken besser angelegt, die seit dem Frühjahr für "
        "Lastwagen gesperrt sind. Der Bürgermeister entgegnete, eine Brücke, über die nachts niemand gehe, helfe nie.",
    ],
    "ru": [
        "Совет портового города проголосовал во вторник вечером за возвращение ночных паромов, через девять лет после "
        "отмены последнего, и зал был так полон, что люди стояли на лестнице.",
        "Паромы будут отходить каждые сорок минут с одиннадцати вечера до пяти утра по дневной цене, и треть мест "
        "останется за теми, кто работает посменно в больнице.",
        "Противники говорили, что деньги лучше потратить на два моста, закрытые для грузовиков с весны. Мэр ответил, "
        "что мост, по которому ночью никто не ходит, никому не помогает.",
    ],
    "zh": [
        "港口城市的议会星期二晚上投票决定恢复夜间渡轮，距离最后一班渡轮停航已有九年，会议厅里挤满了人，连楼梯上都站着听众。",
        "渡轮将在晚上十一点到凌晨五点之间每四十分钟开出一班，票价与白天相同，三分之一的座位将留给在医院轮班工作的人。",
        "反对者认为这笔钱应该用来修那两座桥，从春天起卡车就不能通过。市长回答说，夜里没有人走的桥对谁都没有帮助。",
    ],
}  # fmt: skip
COMMENTS: dict[str, list[Comment]] = {
    "en": [
        ("Ida Marsh", "May 3, 2024 at 9:14 am", "I walked past that pier every night for years. Good news at last!"),
        ("oldsalt77", "May 3, 2024 at 10:02 am", "Let us see how long it lasts. The last time it was four years."),
        ("R. Okafor", "May 3, 2024 at 11:40 am", "As a nurse on nights I can only thank everyone who signed."),
        ("Marta K.", "May 4, 2024 at 8:30 am", "What about bicycles? The article does not say a word about that."),
    ],
    "de": [
        ("Ida Moor", "3. Mai 2024 um 09:14 Uhr", "Ich bin jahrelang jede Nacht an diesem Anleger vorbeigegangen."),
        ("seebaer77", "3. Mai 2024 um 10:02 Uhr", "Mal sehen, wie lange das hält. Letztes Mal wurden es vier Jahre."),
        ("R. Okafor", "3. Mai 2024 um 11:40 Uhr", "Als Krankenschwester danke ich allen, die unterschrieben haben."),
        ("Jon", "4. Mai 2024 um 07:21 Uhr", "Und was ist mit Fahrrädern? Im Artikel steht dazu kein Wort."),
    ],
    "ru": [
        ("Ида Болотова", "3 мая 2024, 09:14", "Я много лет каждую ночь проходила мимо этого причала. Хорошая новость!"),
        ("морской волк", "3 мая 2024, 10:02", "Посмотрим, надолго ли. В прошлый раз обещали двенадцать лет."),
        ("Р. Окафор", "3 мая 2024, 11:40", "Я медсестра и могу только поблагодарить всех, кто подписал."),
        ("Йон", "4 мая 2024, 07:21", "А как же велосипеды? В статье об этом ни слова."),
    ],
    "zh": [
        ("海边的小李", "2024-05-03 09:14", "我好多年每天晚上都走过那个码头，终于等到好消息了！"),
        ("老船长", "2024-05-03 10:02", "看看能坚持多久吧，上次他们答应开十二年，结果只开了四年。"),
        ("王护士", "2024-05-03 11:40", "作为上夜班的护士，我只想感谢所有签名的人。"),
        ("阿强", "2024-05-04 07:21", "那自行车呢？文章里一个字也没提，有人知道得更多吗？"),
    ],
}  # fmt: skip
HEADS = {"en": "4 Comments", "de": "4 Kommentare", "ru": "Комментарии (4)", "zh": "网友评论"}
REPLY = {"en": "Reply", "de": "Antworten", "ru": "Ответить", "zh": "回复"}


def wordpress(language: str, comments: Sequence[Comment]) -> str:
    items = "".join(
        f'<li class="comment even depth-1" id="comment-{n}"><div id="div-comment-{n}" class="comment-body">'
        f'<div class="comment-author vcard"><cite class="fn">{name}</cite> <span class="says">says:</span></div>'
        f'<div class="comment-meta"><a href="#c{n}">{time}</a></div><p>{text}</p>'
        f'<div class="reply"><a href="#r">{REPLY[language]}</a></div></div></li>'
        for n, (name, time, text) in enumerate(comments)
    )
    return f'<div id="comments"><h3>{HEADS[language]}</h3><ol class="commentlist">{items}</ol></div>'


def disqus(language: str, comments: Sequence[Comment]) -> str:
    items = "".join(
        f'<li class="post"><div class="post-content"><div class="post-body"><header><a href="/u{n}">{name}</a> '
        f'<a class="time-ago" href="#">{time}</a></header><div class="post-message"><p>{text}</p></div>'
        f'<footer><ul><li>3</li><li><a href="#">{REPLY[language]}</a></li></ul></footer></div></div></li>'
        for n, (name, time, text) in enumerate(comments)
    )
    return f'<div id="disqus_thread"><ul class="post-list">{items}</ul></div>'


def hashed(language: str, comments: Sequence[Comment]) -> str:
    items = "".join(
        f'<div class="x1f8"><div class="k2"><span>{name}</span> <span>{time}</span></div>'
        f'<div class="q7"><p>{text}</p></div><button>{REPLY[language]}</button></div>'
        for name, time, text in comments
    )
    return f'<div class="b7a"><h3 class="h2x">{HEADS[language]}</h3><div class="r9">{items}</div></div>'


def typed(language: str, comments: Sequence[Comment]) -> str:
    items = "".join(
        f'<div itemscope itemtype="https://schema.org/Comment"><span>{name}</span> <span>{time}</span>'
        f"<div>{text}</div></div>"
        for name, time, text in comments
    )
    return f'<div class="bottom">{items}</div>'


def terms(language: str, comments: Sequence[Comment]) -> str:
    items = "".join(
        f'<dt><a href="/p{n}">{name}</a>:</dt><dd><p>{text}</p></dd><dd class="foot"><a href="#">{time}</a></dd>'
        for n, (name, time, text) in enumerate(comments)
    )
    return f"<section><h4>{HEADS[language]}:</h4><dl>{items}</dl></section>"


def posts(language: str, comments: Sequence[Comment]) -> str:
    items = "".join(
        f"<article><header><h4>{name}</h4><time>{time}</time></header><div><p>{text}</p><p>+{n}</p></div>"
        f"<button>{REPLY[language]}</button></article>"
        for n, (name, time, text) in enumerate(comments)
    )
    return f'<section class="talk">{items}</section>'


def flat(language: str, comments: Sequence[Comment]) -> str:
    return f"<h3>{HEADS[language]}</h3>" + "".join(
        f"<p><strong>{name}</strong> ({time})</p><p>{text}</p>" for name, time, text in comments
    )


def nested(language: str, comments: Sequence[Comment]) -> str:
    inside = ""
    for name, time, text in reversed(comments):
        inside = (
            f'<div class="comment"><div class="meta"><a>{name}</a> <span>{time}</span></div>'
            f'<div class="md"><p>{text}</p></div><div class="child">{inside}</div></div>'
        )
    return f"<div>{inside}</div>"


MARKUPS: dict[str, Callable[[str, Sequence[Comment]], str]] = {
    one.__name__: one for one in (wordpress, disqus, hashed, typed, terms, posts, flat, nested)
}  # fmt: skip


def article(language: str, *, below: str = "", inside: str = "", head: str = "") -> str:
    """A page with a story, and markup at the end of the article's element or after it."""
    story = "".join(f"<p>{paragraph}</p>" for paragraph in STORIES[language])
    title = STORIES[language][0][:20]
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        "<header><nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav></header><main>"
        f"<article class='story'><h1>{title}</h1>{story}{inside}</article>{below}</main>"
        "<footer><p>© 2024 The Courier</p></footer></body></html>"
    )


def page(body: str, head: str = "") -> str:
    """A page with the given body."""
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry</title>{head}</head><body><header><nav>"
        f"<ul><li><a href=/>Home</a></li></ul></nav></header><main>{body}</main></body></html>"
    )
