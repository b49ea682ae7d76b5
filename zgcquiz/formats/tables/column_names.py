"""Column headings in languages other than English, some of which are labels in texts as well."""

from __future__ import annotations

_NAMES = {
    "question": """frage fragen fragetext vorderseite begriff wort vokabel terme mot recto término palabra anverso
        termine parola fronte termo palavra énoncé intitulé pregunta preguntas enunciado domanda domande pergunta
        perguntas vraag vragen fråga frågor spørgsmål spørsmål pytanie pytania otázka otázky вопрос термин вопросы
        питання soru sorular întrebare întrebări kérdés kysymys ερώτηση 单词 單詞 词语 詞語 生词 正面 単語 단어
        слово 题目 題目 题干 題幹 问题 問題 質問 设問 질문 문제 سؤال السؤال שאלה प्रश्न""",
    "answer": """antwort antworten rückseite réponse réponses respuesta respuestas risposta risposte resposta
        respostas antwoord antwoorden svar odpowiedź odpowiedzi odpověď ответ ответы відповідь cevap yanıt răspuns
        válasz vastaus απάντηση 答案 答え 解答 回答 답 إجابة الإجابة תשובה उत्तर bedeutung übersetzung verso reverso
        retro 背面 反面 signification traduction définition significado traducción definición significato traduzione
        definizione tradução definição betekenis vertaling znaczenie tłumaczenie значение перевод 释义 释意 定义
        定義 含义 翻译 翻譯 意味""",
    "correct": """richtig korrekt lösung richtige_antwort korrekte_antwort richtige_antworten bonne_réponse
        bonnes_réponses réponse_correcte réponse_juste correcte juste correcta respuesta_correcta opción_correcta
        corretta risposta_corretta risposta_esatta correta resposta_correta alternativa_correta gabarito juist
        juiste_antwoord correct_antwoord goede_antwoord rätt rätt_svar rigtigt_svar riktig_svar prawidłowa_odpowiedź
        poprawna_odpowiedź správná_odpověď правильный_ответ верный_ответ правильна_відповідь doğru doğru_cevap
        răspuns_corect helyes_válasz oikea_vastaus 正确答案 正確答案 正解 정답""",
    "option": """antwortmöglichkeit auswahl auswahlmöglichkeit choix proposition opción opzione opção alternativa
        alternativ optie keuze valg valgmulighed opcja možnost вариант вариант_ответа варіант seçenek şık variantă
        variant vaihtoehto επιλογή 选项 選項 選択肢 보기 선택지 خيار""",
    "options": """antwortmöglichkeiten auswahlmöglichkeiten propositions opciones opzioni opções alternativas
        alternativer opties opcje možnosti варианты варианты_ответов""",
    "wrong": """falsch falsche_antwort falsche_antworten mauvaise_réponse mauvaises_réponses réponse_fausse fausse
        incorrecta respuesta_incorrecta errata risposta_errata risposta_sbagliata sbagliata errada resposta_errada
        resposta_incorreta fout fout_antwoord foute_antwoord fel fel_svar forkert_svar galt_svar błędna_odpowiedź
        zła_odpowiedź špatná_odpověď неправильный_ответ неверный_ответ неправильна_відповідь yanlış yanlış_cevap
        răspuns_greșit 错误答案 錯誤答案 干扰项 誤答 오답""",
    "explanation": """erklärung erläuterung begründung hinweis explication explicación spiegazione explicação uitleg
        förklaring forklaring wyjaśnienie vysvětlení объяснение пояснение açıklama explicație 解析 解释 解釋 说明 說明
        解説 説明 해설""",
    "category": """kategorie thema catégorie thème categoría tema categoria argomento categorie kategori kategoria
        категория тема kategori 分类 分類 类别 カテゴリ 분류""",
    "type": "art typ fragetyp tipo 题型 類型 类型 тип",
    "tags": """schlagwort schlagwörter schlüsselwörter stichwort stichwörter stichworte schwierigkeit
        schwierigkeitsgrad niveau mot_clé mots_clés étiquette étiquettes difficulté palabra_clave palabras_clave
        etiqueta etiquetas dificultad nivel parola_chiave parole_chiave etichette difficoltà livello palavras_chave
        dificuldade nível trefwoord trefwoorden moeilijkheid słowa_kluczowe trudność теги сложность ключевые_слова
        标签 標籤 关键词 關鍵詞 难度 難度 タグ 難易度 태그 난이도""",
    "tolerance": "toleranz tolérance tolerancia tolleranza tolerância 容差 误差 誤差",
    "unit": "einheit unité unidad unità unidade eenheid единица 单位 單位 単位 단위",
    "learner": """schüler schülerin lernende lernender teilnehmer name_des_schülers élève étudiant nom alumno alumna
        estudiante nombre studente alunno nome aluno leerling naam uczeń ученик имя 姓名 学生 學生 氏名 이름""",
    "group": "gruppe klasse groupe classe grupo clase gruppo groep klas grupa группа класс 组 組 分组 班级 班級 그룹",
    "sheet": "bogen blatt kennung bogencode feuille hoja foglio folha blad лист 卷码 卷號 试卷",
    "version": "fassung versión versione versão wersja вариант_теста 版本 卷别",
    "number": "nummer numéro número numero номер 编号 番号 번호 序号",
}
"""Headings, with underscores for spaces, by their English equivalent."""
ENGLISH = {name.replace("_", " "): word for word, names in _NAMES.items() for name in names.split()}
"""Heading to English heading, both in lower case."""
EXPLANATION = rf"(?i:(?:answer )?(?:explanations?|reasons?|rationale|why)|{'|'.join(_NAMES['explanation'].split())})"
"""A pattern of what announces an explanation, in any language, before the colon."""
