"""The patterns of ``intents`` in German, French, Spanish, Italian, Portuguese and Dutch.

Matched against whole sentences in lower case, without accents and punctuation, hyphens as spaces. As careful as the
English ones: what may be an answer is none of these.
"""

from __future__ import annotations

# ruff: noqa: E501 - a table of patterns is read by its rows

_DE_PLEASE, _NL_PLEASE = r"(?:,? bitte)?", r"(?:,? (?:alstublieft|alsjeblieft|aub))?"
_FR_PLEASE, _ES_PLEASE = r"(?:,? s'il (?:vous|te) plait)?", r"(?:,? por favor)?"
_IT_PLEASE, _PT_PLEASE = r"(?:,? per (?:favore|cortesia))?", r"(?:,? (?:por favor|se faz favor))?"

REPEAT = (
    rf"(?:konnen|konnten|kannst|konntest|wurden) (?:sie|du)(?: mir)?(?: das| es| die (?:letzte )?frage)?(?: bitte)?(?: noch ?(?:ein)?mal)? (?:wiederholen|sagen|stellen|vorlesen){_DE_PLEASE}",
    rf"(?:bitte )?(?:wiederholen sie|wiederhole)(?: bitte)?(?: das| es| die frage)?(?: noch ?(?:ein)?mal)?{_DE_PLEASE}",
    rf"(?:bitte )?noch ?(?:ein)?mal{_DE_PLEASE}", r"(?:wie|was) (?:war|lautete?)(?: noch ?(?:ein)?mal)? die (?:letzte )?frage(?: noch ?(?:ein)?mal)?",
    r"(?:das|die frage|sie) (?:habe|hab) ich (?:leider )?(?:akustisch )?nicht (?:gehort|verstanden)|ich (?:habe|hab) (?:das|die frage|sie) (?:leider )?(?:akustisch )?nicht (?:ganz )?(?:gehort|mitbekommen)",
    rf"(?:vous )?(?:pouvez|pourriez|peux|pourrais)(?: vous| tu)?(?: me)?(?: la| le)? (?:repeter|redire|relire)(?: (?:la|cette|votre|ta) question| ca| cela)?(?: encore une fois)?{_FR_PLEASE}",
    rf"(?:repetez|repete)(?: (?:la|cette|votre) question)?{_FR_PLEASE}", r"quelle (?:etait|est) la question(?: deja)?", r"je n'ai pas (?:bien )?(?:entendu|saisi)(?: la question)?", r"encore une fois(?: s'il vous plait)?", r"comment",
    rf"(?:me |nos |la )?(?:puede|podria|puedes|podrias)(?: usted)?(?: por favor)? (?:repetir|repetirme|repetirla|volver a (?:decir|hacer|leer))(?: la pregunta| eso| lo)?(?: otra vez)?{_ES_PLEASE}",
    rf"(?:repita|repite)(?: la pregunta| eso)?{_ES_PLEASE}", r"cual (?:era|es) la pregunta", rf"otra vez{_ES_PLEASE}", r"no (?:he oido|oi|escuche|he escuchado)(?: bien)?(?: la pregunta)?",
    rf"(?:mi |la )?(?:puo|potrebbe|puoi|potresti)(?: per favore)? (?:ripetere|ripetermi|ripeterla|rileggere)(?: la domanda)?{_IT_PLEASE}", rf"(?:ripeta|ripeti)(?: la domanda)?{_IT_PLEASE}", r"(?:qual|quale) (?:era|e) la domanda", r"non ho (?:sentito|capito bene)(?: bene)?(?: la domanda)?", rf"ancora una volta{_IT_PLEASE}",
    rf"(?:voce )?(?:pode|poderia|podia)(?: por favor)? (?:repetir|voltar a dizer|ler de novo)(?: a (?:pergunta|questao)| isso)?{_PT_PLEASE}", rf"(?:repita|repete)(?: a (?:pergunta|questao))?{_PT_PLEASE}", r"qual (?:era|e|foi) a (?:pergunta|questao)", r"nao (?:ouvi|escutei)(?: bem)?(?: a pergunta)?", rf"(?:outra vez|de novo|mais uma vez){_PT_PLEASE}",
    rf"(?:kunt|kan|zou|wilt) (?:u|je|jij)(?: dat| het| de vraag)?(?: alstublieft)?(?: nog (?:een keer|eens))?(?: willen| kunnen)? (?:herhalen|zeggen|stellen|voorlezen){_NL_PLEASE}", rf"(?:herhaal|nog (?:een keer|eens))(?: de vraag)?{_NL_PLEASE}", r"wat was de (?:laatste )?vraag(?: ook (?:al)?weer)?", r"ik (?:heb|had) (?:dat|het|de vraag|u) niet (?:goed )?(?:gehoord|verstaan)", r"wat zei (?:u|je)",
)  # fmt: skip
CLARIFY = (
    r"was (?:genau )?(?:meinen|meinst) (?:sie|du)(?: (?:damit|mit .{1,40}|genau))*", r"was ist (?:damit |genau |mit .{1,40} )+gemeint", r"(?:wie|was) (?:genau )?ist die(?:se)? frage (?:gemeint|zu verstehen)", r"wie meinen sie das",
    rf"(?:konnen|konnten|kannst|konntest) (?:sie|du)(?: mir)?(?: das| die frage)?(?: bitte)?(?: noch ?(?:ein)?mal)?(?: etwas| ein bisschen)?(?: (?:naher|genauer|anders))? (?:erklaren|erlautern|formulieren|prazisieren){_DE_PLEASE}", r"ich (?:verstehe|begreife) (?:die|ihre|diese) frage (?:leider )?nicht(?: ganz)?", r"ich (?:habe|hab) die frage (?:leider )?nicht (?:ganz )?verstanden",
    rf"(?:vous )?(?:pouvez|pourriez|peux|pourrais)(?: vous| tu)?(?: me)? (?:preciser|clarifier|expliquer|reformuler)(?: (?:la|cette|votre|ta) question| ce que vous voulez dire)?{_FR_PLEASE}", r"(?:qu'est ce que|que|qu') ?(?:vous )?(?:voulez|entendez)(?: vous)?(?: dire)?(?: par (?:la|.{1,40}))?", r"je ne comprends pas (?:bien )?(?:la|votre|cette) question", r"je n'ai pas (?:bien )?compris (?:la|votre|cette) question",
    rf"(?:me )?(?:puede|podria|puedes|podrias)(?: usted)?(?: por favor)? (?:aclarar|explicar|precisar|reformular|aclararme|explicarme)(?: la pregunta| eso| que quiere decir)?{_ES_PLEASE}", r"(?:a )?que (?:quiere|quieres) decir(?: con .{1,40})?", r"a que se refiere(?: con .{1,40})?", r"no (?:entiendo|entendi|he entendido)(?: bien)? (?:la|su|esta) pregunta",
    rf"(?:mi )?(?:puo|potrebbe|puoi|potresti)(?: per favore)? (?:chiarire|spiegare|precisare|riformulare|spiegarmi|chiarirmi)(?: la domanda)?{_IT_PLEASE}", r"(?:che )?cosa (?:intende|vuole dire|intendi)(?: (?:con|per) .{1,40})?", r"non (?:capisco|ho capito)(?: bene)? la(?: sua)? domanda",
    rf"(?:voce )?(?:pode|poderia|podia)(?: por favor)? (?:esclarecer|explicar|precisar|reformular|clarificar)(?: a (?:pergunta|questao)| isso)?{_PT_PLEASE}", r"o que (?:quer|quis) dizer(?: com .{1,40})?", r"nao (?:entendi|entendo|percebi|percebo)(?: bem)? a(?: sua)? (?:pergunta|questao)",
    rf"(?:kunt|kan|zou) (?:u|je|jij)(?: dat| de vraag| het)?(?: wat| iets)?(?: (?:nader|anders|duidelijker|verder))?(?: kunnen| willen)? (?:uitleggen|toelichten|verduidelijken|formuleren|verwoorden){_NL_PLEASE}", r"wat bedoelt? (?:u|je)(?: (?:precies|daarmee|met .{1,40}))*", r"ik (?:begrijp|snap) (?:de|uw|deze|je) vraag niet(?: helemaal)?",
)  # fmt: skip
MOMENT = (
    rf"(?:ich (?:brauche|brauch|hatte gern)|geben sie mir|gib mir)(?: bitte)?(?: noch)? (?:einen|eine|etwas|kurz|ein paar)(?: kurzen| kleinen)? ?(?:moment|augenblick|minute|sekunden?|zeit|bedenkzeit)?(?: zeit)?(?: zum (?:nach)?denken| bedenkzeit)?{_DE_PLEASE}", r"(?:lassen sie|lass) mich (?:kurz |einen moment |eben )?(?:nachdenken|uberlegen)", r"(?:moment|augenblick|sekunde) (?:bitte|noch)", r"ich (?:muss|mochte) (?:kurz |einen moment |eben )+(?:nachdenken|uberlegen)",
    rf"(?:j'ai besoin d'|donnez moi |laissez moi |accordez moi )(?:un|une|encore un)(?: petit)? (?:moment|instant|minute|peu de temps|seconde)(?: pour (?:y )?reflechir)?{_FR_PLEASE}", r"laissez moi (?:y )?reflechir(?: un (?:moment|instant|peu))?", r"(?:un|une) (?:petit )?(?:moment|instant|minute|seconde)(?: s'il vous plait)?",
    rf"(?:necesito|deme|dame|me da)(?: solo)? (?:un|una|unos)(?: poco de)? ?(?:momento|minuto|segundos?|tiempo)?(?: para pensar(?:lo)?)?{_ES_PLEASE}", r"(?:dejeme|dejame|deje que lo) (?:pensar|piense)(?:lo)?(?: un (?:momento|poco))?",
    rf"(?:ho bisogno di|mi dia|mi serve|dammi)(?: solo)? (?:un|ancora un)(?: po' di)? ?(?:momento|attimo|minuto|secondo|tempo)?(?: per pensarci)?{_IT_PLEASE}", r"mi (?:lasci|faccia) (?:pensare|riflettere)(?: un (?:momento|attimo))?", r"ci (?:penso|devo pensare) un (?:momento|attimo)",
    rf"(?:preciso de|de me|da me)(?: so)? (?:um|uns)(?: pouco de)? ?(?:momento|minuto|segundos?|tempo)?(?: para pensar)?{_PT_PLEASE}", r"(?:deixe|deixa) me pensar(?: um (?:momento|pouco))?",
    rf"(?:ik heb|mag ik|geef me|geeft u mij)(?: nog)?(?: even| een)? (?:een )?(?:moment(?:je)?|ogenblik(?:je)?|minuut(?:je)?|seconde|tijd|bedenktijd)(?: nodig)?(?: om (?:na te denken|te denken))?{_NL_PLEASE}", r"(?:laat|laten we) (?:me|mij) (?:even |eens )?nadenken", rf"(?:een )?(?:moment(?:je)?|ogenblik(?:je)?){_NL_PLEASE}", r"ik moet (?:even |hier even )nadenken",
)  # fmt: skip
DECLINE = (
    r"(?:das|dazu|darauf|die frage) (?:mochte|will|wurde) ich (?:lieber |gern )?(?:nicht|nichts) (?:sagen|beantworten|antworten)", rf"(?:konnen|durfen|kann) (?:wir|ich) (?:das|die(?:se)? frage|die)?(?: bitte)? ?(?:uberspringen|auslassen|weglassen){_DE_PLEASE}", rf"(?:bitte )?(?:uberspringen|weiter|die nachste frage|nachste frage){_DE_PLEASE}", r"ich (?:mochte|wurde) (?:diese|die) frage (?:gern |lieber )?(?:uberspringen|auslassen)", r"das ist (?:mir )?(?:privat|zu personlich)", r"kein kommentar",
    r"je (?:prefere|prefererais) (?:ne pas|passer|sauter)\b.{0,40}", rf"(?:on peut|peut on|pouvons nous|est ce qu'on peut|je peux|puis je) (?:passer|sauter)(?: (?:cette|la|a la) question(?: suivante)?)?{_FR_PLEASE}", r"(?:passons|question suivante|je passe)(?: s'il vous plait)?", r"(?:sans|pas de) commentaire",
    rf"(?:podemos|puedo|se puede) (?:saltar|pasar|omitir)(?: (?:a )?(?:esta|la)(?: siguiente)?(?: pregunta)?)?{_ES_PLEASE}", rf"(?:paso|siguiente(?: pregunta)?|sin comentarios){_ES_PLEASE}", r"no quiero (?:responder|contestar|hablar de eso)(?: a)?(?: (?:esta|esa|la))?(?: pregunta)?",
    rf"(?:possiamo|posso|si puo) (?:saltare|passare)(?: (?:alla|questa|la)(?: (?:prossima|domanda))*)?{_IT_PLEASE}", rf"(?:passo|(?:la )?prossima(?: domanda)?|nessun commento){_IT_PLEASE}", r"non (?:voglio|vorrei) (?:rispondere|parlarne)(?: a questa domanda)?",
    rf"(?:podemos|posso) (?:saltar|pular|passar)(?: (?:a|esta|essa|para a)(?: (?:proxima|pergunta|questao))*)?{_PT_PLEASE}", rf"(?:passo|proxima(?: pergunta)?|sem comentarios){_PT_PLEASE}", r"(?:prefiro|preferia) nao (?:responder|falar|dizer)\b.{0,30}", r"nao quero (?:responder|falar disso)(?: a (?:esta|essa|isso))?(?: pergunta)?",
    r"(?:dat|daar|hier) (?:wil|zeg|vertel) ik (?:liever )?(?:niet|niets|geen antwoord)(?: (?:op|over))?(?: (?:zeggen|antwoorden|geven|praten))?", r"ik (?:wil|geef|zeg) (?:hier|daar|dat)?(?: )?liever (?:niet|niets|geen antwoord)(?: (?:op|over))?(?: (?:zeggen|antwoorden|geven|beantwoorden))?", rf"(?:kunnen we|mag ik|kan ik) (?:deze|die|de)(?: vraag)? overslaan{_NL_PLEASE}", rf"(?:ik sla over|volgende vraag|overslaan|geen commentaar){_NL_PLEASE}", r"ik (?:wil|wou) (?:deze|die|de) vraag (?:graag )?overslaan",
)  # fmt: skip
# A candidate's own questions, by what they are about: the topics of ``intents``.
TOPICS = {
    "machine": r"(?:sind sie|bist du) (?:ein |eine )?(?:echter? |richtiger? )?(?:mensch|person|roboter|bot|ki|maschine|computer|programm)\b.*|(?:etes vous|es tu|vous etes) (?:un |une )?(?:vraie? |veritable )?(?:humaine?|personne|robot|machine|ia|ordinateur)\b.*|(?:es|eres) (?:usted )?(?:un |una )?(?:humano|persona|robot|maquina|ia|ordenador)\b.*|(?:lei )?e (?:un |una )(?:vera )?(?:persona|robot|macchina|umano|computer)\b.*|(?:voce )?e (?:um |uma )(?:humano|pessoa|robo|maquina|computador)\b.*|(?:bent u|ben je) (?:een )?(?:echte? )?(?:mens|persoon|robot|machine|computer)\b.*",
    "time": r"wie (?:lange|viel zeit|viele fragen)\b.*(?:dauert|habe ich|bleibt|bleiben|noch|kommen)\b.*|combien de (?:temps|questions)\b.*(?:reste|dure|encore|il y a).*|cuant[ao]s?(?: tiempo| preguntas)?\b.*(?:queda|quedan|dura|tengo|faltan)\b.*|quant[oei](?: tempo| domande)?\b.*(?:resta|restano|dura|manca|mancano|ho ancora)\b.*|quant[ao]s?(?: tempo| perguntas)?\b.*(?:resta|restam|dura|falta|faltam|tenho)\b.*|hoe(?: lang|veel (?:tijd|vragen))\b.*(?:duurt|heb ik|nog|over|komen)\b.*",
    "hint": r"(?:kann|konnte|darf) ich (?:bitte )?(?:einen |noch einen )?(?:tipp|hinweis) (?:haben|bekommen)|(?:je peux|puis je|est ce que je peux) avoir un indice.*|(?:puedo|me puede) (?:tener|dar) una pista.*|(?:posso|puo) (?:avere|darmi) un (?:suggerimento|aiuto).*|(?:posso|pode) (?:ter|dar me) uma (?:dica|pista).*|(?:mag|kan) ik een (?:hint|tip) (?:hebben|krijgen).*",
    "result": r"(?:war|ist) (?:das|es|meine antwort) (?:so )?(?:richtig|falsch|gut|ok|in ordnung|korrekt)|wie (?:war|bin|schneide) ich\b.{0,20}|wann (?:hore|erfahre|bekomme) ich\b.*|(?:est ce que )?c'(?:est|etait) (?:bon|juste|correct|bien)|(?:esta|estuvo|es) (?:bien|correcto|correcta)|(?:era|e) (?:giusto|giusta|corretto|corretta)|(?:estava|esta) (?:certo|certa|correto|bem)|(?:was|is) (?:dat|het|mijn antwoord) (?:goed|juist|fout|correct)",
    "recording": r"(?:wird|werde) (?:das|ich|dies|es|das interview|das gesprach) (?:hier )?aufgenommen|(?:est ce que )?(?:c'est|je suis|l'entretien est) enregistre\w*|(?:se|me) (?:esta )?graba\w*(?: esto| la entrevista)?|(?:viene|sono|e) registrat[oa](?: il colloquio)?|(?:isto |isso )?(?:esta|estou) (?:a ser )?(?:sendo )?gravad[oa]|wordt (?:dit|het|het gesprek) opgenomen",
    "language": r"(?:kann|darf|soll|konnte) ich (?:auch |bitte )?(?:auf|in) \w+ (?:antworten|sprechen)|(?:je peux|puis je|est ce que je peux) (?:repondre|parler) en \w+|(?:puedo|podria) (?:responder|contestar|hablar) en \w+|posso (?:rispondere|parlare) in \w+|posso (?:responder|falar) em \w+|(?:mag|kan) ik in het \w+ (?:antwoorden|spreken)",
    "terms": r"(?:wie hoch|was|wie viel|quel|quelle|combien|cual|cuanto|qual|quale|quanto|hoeveel|wat)\b.*\b(?:gehalt|verdien\w*|urlaub|arbeitszeit\w*|salaire|conges|teletravail|salario|sueldo|vacaciones|stipendio|ferie|ordenado|vencimento|ferias|salaris|loon|vakantiedagen)\b.*",
    "general": r"(?:darf|kann) ich (?:auch |ihnen )?(?:etwas|eine frage|was) (?:fragen|stellen)|(?:je peux|puis je|est ce que je peux) (?:vous )?poser une question|puedo (?:hacer(?:le)? una pregunta|preguntar(?:le)? algo)|posso (?:fare|farle) una domanda|posso fazer(?: lhe)? uma pergunta|mag ik (?:u |je )?(?:iets|een vraag) (?:vragen|stellen)",
}  # fmt: skip
# How a question begins in these languages.
ASKS = (
    r"wie|was|warum|wann|wo|wer|welche[rsnm]?|kann|konnen|konnte|darf|durfen|sind sie|bist|ist|war|wird|werde"
    r"|comment|que|quoi|pourquoi|quand|ou|qui|quel\w*|combien|est ce|je peux|puis|etes|es tu|vous etes|c'est|c'etait|je suis|l'entretien"
    r"|como|por que|cuando|donde|quien|cual\w*|cuant\w*|puedo|podria|es|eres|esta|estuvo|se|me puede"
    r"|come|perche|quando|dove|chi|qual\w*|quant\w*|posso|puo|e|lei e|era|viene|sono"
    r"|onde|quem|pode|voce|estava|estou|isto|isso|hoe\w*|wat|waarom|wanneer|waar|wie|mag|kan|bent|ben je|was|wordt"
)
