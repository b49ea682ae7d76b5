"""Our words on printed sheets and web pages, in the language of the pack if it is one of ours, otherwise in English."""

from __future__ import annotations

from collections.abc import Callable

from zgcquiz.core.languages import base_language

Word = Callable[[str], str]
"""Returns an English word or sentence of ours in the language of the pack."""

_PRINTED = """
    Questions | Fragen | 试题
    Question | Frage | 题目
    Answers | Antworten | 答题
    Answer | Antwort | 答案
    Answer sheet | Antwortbogen | 答题卡
    Key | Lösungen | 答案
    Version | Version | 版本
    All versions | Alle Versionen | 所有版本
    Where each question stands | Wo jede Frage steht | 各题的位置
    Name | Name | 姓名
    Date | Datum | 日期
    Score | Punkte | 得分
    At a glance | Auf einen Blick | 答案一览
    With reasons | Mit Begründung | 答案与解释
    No. | Nr. | 题号
    Text | Text | 内容
    Explanation | Erklärung | 解释
    Source | Quelle | 来源
    paragraph {} | Absatz {} | 第{}段
    Explanation and source | Erklärung und Quelle | 解释和来源
    Select all that apply. | Kreuze alles an, was zutrifft. | 选出所有正确的选项。
    Mark one answer to each question. | Kreuze zu jeder Frage eine Antwort an. | 每题选一个答案。
    Mark one answer, if not told otherwise. | Kreuze eine Antwort an, wo nichts anderes steht. | 如无说明，选一个答案。
    Write your answer on the line. | Schreib die Antwort auf die Linie. | 把答案写在横线上。
    Write on the line where there is one. | Schreib auf die Linie, wo eine ist. | 有横线的题，把答案写在横线上。
    Mark your answers. | Kreuze die Antworten an. | 请标出答案。
"""
_ON_PAGES = """
    This quiz needs JavaScript, which is turned off here. It loads nothing from the network. | Dieses Quiz braucht JavaScript, das hier ausgeschaltet ist. Es lädt nichts aus dem Netz. | 本测验需要 JavaScript，而它在这里被关闭了。本页不从网络加载任何内容。
    This browser keeps nothing of this page: save your answers before you close it. | Dieser Browser behält nichts von dieser Seite: Speichere deine Antworten, bevor du sie schließt. | 此浏览器不保留本页的任何内容：关闭前请保存你的答案。
    Start | Start | 开始
    Continue: question {} of {} | Weiter: Frage {} von {} | 继续：第 {} 题，共 {} 题
    New round | Neue Runde | 新一轮
    Questions | Fragen | 题目
    all {} | alle {} | 全部 {}
    Your name, or this device’s | Dein Name oder der dieses Geräts | 你的名字，或本设备的名称
    Answers are marked, and shown neither as right nor as wrong. | Antworten werden bewertet, aber weder als richtig noch als falsch gezeigt. | 答案会评分，但不显示对错。
    Keys | Tasten | 按键
    Letters and digits are keys | Buchstaben und Ziffern sind Tasten | 字母和数字用作按键
    a to j, 1 to 9 | a bis j, 1 bis 9 | a 至 j，1 至 9
    answer, and be sure | antworten und sicher sein | 作答，有把握
    A to J | A bis J | A 至 J
    the same as a guess | dasselbe, aber geraten | 作答，但是猜的
    answer, or continue | antworten oder weiter | 作答或继续
    undo the last answer | die letzte Antwort zurücknehmen | 撤销上一个答案
    after a right and sure answer: it was easy, hard | nach einer richtigen, sicheren Antwort: sie war leicht, schwer | 有把握地答对之后：容易，困难
    at the end: missed again, new round | am Ende: Falsche noch einmal, neue Runde | 结束时：重做错题，新一轮
    Question {} of {} | Frage {} von {} | 第 {} 题，共 {} 题
    {} right | {} richtig | 答对 {} 题
    Answered | Beantwortet | 已作答
    Select all that apply. | Wähle alles aus, was zutrifft. | 选出所有正确的选项。
    Type the answer. | Gib die Antwort ein. | 请输入答案。
    Type a number. | Gib eine Zahl ein. | 请输入一个数。
    Type the answer, or press: I don’t know. | Gib die Antwort ein, oder drücke: Weiß ich nicht. | 请输入答案，或按“不知道”。
    Type a number, or press: I don’t know. | Gib eine Zahl ein, oder drücke: Weiß ich nicht. | 请输入一个数，或按“不知道”。
    Select an option first, or press: I don’t know. | Wähle erst etwas aus, oder drücke: Weiß ich nicht. | 请先选择，或按“不知道”。
    Answer | Antworten | 提交
    A guess | Geraten | 猜的
    I don’t know | Weiß ich nicht | 不知道
    Undo | Zurücknehmen | 撤销
    Leave | Verlassen | 离开
    The last answer was undone. | Die letzte Antwort wurde zurückgenommen. | 上一个答案已撤销。
    Right | Richtig | 正确
    Partly right | Teilweise richtig | 部分正确
    Wrong | Falsch | 错误
    Right, but for a slip | Richtig bis auf einen Tippfehler | 正确，但有笔误
    Near | Fast | 接近
    don’t know | weiß ich nicht | 不知道
    a guess | geraten | 猜的
    easy | leicht | 容易
    hard | schwer | 困难
    right answer | richtige Antwort | 正确答案
    your answer | deine Antwort | 你的答案
    You said | Deine Antwort | 你的答案
    The answer | Die Antwort | 正确答案
    The number is right, but not its unit: {} instead of {}. | Die Zahl stimmt, aber nicht ihre Einheit: {} statt {}. | 数是对的，但单位不对：写的是 {}，应为 {}。
    Count it as right | Als richtig zählen | 算作正确
    Count it as wrong | Als falsch zählen | 算作错误
    Easy | Leicht | 容易
    Hard | Schwer | 困难
    Next | Weiter | 下一题
    See the result | Zum Ergebnis | 查看结果
    {} of {} right | {} von {} richtig | 答对 {} 题，共 {} 题
    , {} of them guessed | , davon {} geraten | ，其中 {} 题是猜的
    Missed | Falsch beantwortet | 错题
    Missed again | Falsche noch einmal | 重做错题
    To the start | Zum Anfang | 回到开头
    Your answers | Deine Antworten | 你的答案
    Answers as text | Antworten als Text | 文本形式的答案
    {} answer kept in this browser. | {} Antwort in diesem Browser. | 此浏览器中有 {} 个答案。
    {} answers kept in this browser. | {} Antworten in diesem Browser. | 此浏览器中有 {} 个答案。
    {} answer not saved yet. | {} Antwort noch nicht gespeichert. | {} 个答案尚未保存。
    {} answers not saved yet. | {} Antworten noch nicht gespeichert. | {} 个答案尚未保存。
    Save as a file | Als Datei speichern | 保存为文件
    The file with your answers was saved. | Die Datei mit deinen Antworten wurde gespeichert. | 答案文件已保存。
    Copy | Kopieren | 复制
    Copied. | Kopiert. | 已复制。
    Copying isn’t allowed here: the text is selected, copy it yourself. | Kopieren ist hier nicht erlaubt: Der Text ist markiert, kopiere ihn selbst. | 此处不允许自动复制：文本已选中，请自行复制。
    Delete them here | Hier löschen | 在此删除
    Delete the answers kept in this browser? What you saved as a file stays. | Die Antworten in diesem Browser löschen? Was du als Datei gespeichert hast, bleibt. | 删除此浏览器中的答案？已保存的文件不受影响。
    An answer was not taken: {}. | Eine Antwort wurde nicht angenommen: {}. | 有一个答案未被接受：{}。
    {} answer not sent yet: keep this page open. | {} Antwort noch nicht gesendet: Lass diese Seite offen. | {} 个答案尚未发送：请不要关闭本页。
    {} answers not sent yet: keep this page open. | {} Antworten noch nicht gesendet: Lass diese Seite offen. | {} 个答案尚未发送：请不要关闭本页。
    All answers are sent. | Alle Antworten sind gesendet. | 所有答案都已发送。
    Which quiz? | Welches Quiz? | 选择哪个测验？
    it is about a question that is not asked here | sie gehört zu einer Frage, die hier nicht gestellt wird | 这里没有这道题
    it is about another wording of the question: load the page again | die Frage lautet jetzt anders: Lade die Seite neu | 题目已改动：请重新加载本页
    its id is not a UUID of version 7 | ihre Kennung ist keine UUID der Version 7 | 其标识不是第 7 版 UUID
    it is dated in the future: set the clock of your device | ihr Datum liegt in der Zukunft: Stelle die Uhr deines Geräts | 其日期在未来：请校准设备的时钟
    the name must have at most 64 characters, which can be printed | der Name darf höchstens 64 druckbare Zeichen haben | 名字最多 64 个可显示的字符
    it was not given as this page asks | sie wurde nicht gegeben, wie diese Seite fragt | 作答方式与本页不符
    it has options that the question doesn't have | sie hat Optionen, die die Frage nicht hat | 其中有题目没有的选项
    it is not one typed answer | sie ist keine einzelne getippte Antwort | 不是一个键入的答案
    it is not marked as the question is | sie ist anders bewertet als die Frage | 评分与题目不符
    it doesn't say how sure it is | ihr fehlt, wie sicher sie ist | 没有说明把握程度
    its rating doesn't follow from its mark | ihre Einstufung passt nicht zu ihrer Bewertung | 难度与评分不符
"""  # noqa: E501 (a line is a row)
_LANGUAGES = ("en", "de", "zh")


def _tables(words: str) -> dict[str, dict[str, str]]:
    """Return the words by language, then by what they are in English."""
    rows = [line.strip().split(" | ") for line in words.strip().split("\n")]
    return {language: {row[0]: row[at] for row in rows} for at, language in enumerate(_LANGUAGES)}


_SHEETS, _PAGES = _tables(_PRINTED), _tables(_ON_PAGES)


def words_in(language: str) -> Word:
    """Return the translation of a sheet's words into a language (a tag such as de-AT), English if it isn't ours."""
    table = _SHEETS.get(base_language(language), {})
    return lambda text: table.get(text, text)


def page_words(language: str) -> tuple[str, dict[str, str]]:
    """Return the language of a page of a pack in a language (a tag such as de-AT), and its words; none for English."""
    base = base_language(language)
    return (base, _PAGES[base]) if base in _LANGUAGES[1:] else ("en", {})
