// @ts-check
/**
 * A code editor without weight: the browser's own text field, with a coloured copy of its text behind it. Everything a
 * text field can do (undo, selection, screen readers, spelling of other languages' keyboards) stays as it is.
 */

const words = (/** @type {string} */ list) => new RegExp(`^(?:${list.trim().split(/\s+/).join("|")})$`);
const C_LIKE = "if else for while do switch case default break continue return new delete try catch finally throw class extends super this null true false static void const enum import export in instanceof typeof";
const LANGUAGES = {
  python: { line: "#", words: words("False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case self") },
  javascript: { line: "//", words: words(`${C_LIKE} let var function async await of yield from undefined`) },
  typescript: { line: "//", words: words(`${C_LIKE} let var function async await of yield from undefined interface type implements private public protected readonly string number boolean any unknown never as keyof namespace abstract`) },
  java: { line: "//", words: words(`${C_LIKE} abstract final implements interface package private protected public synchronized throws boolean byte char double float int long short var record sealed permits String`) },
  "c++": { line: "//", words: words(`${C_LIKE} auto bool char double float int long short unsigned signed struct template typename using namespace public private protected virtual override constexpr noexcept nullptr operator sizeof include std size_t string vector`) },
  go: { line: "//", words: words("break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var nil true false string int int64 float64 bool byte rune error make len append") },
  sql: { line: "--", words: words("select from where and or not null is in like between join left right inner outer full on group by having order limit offset insert into values update set delete create table index view as distinct union all with recursive case when then else end count sum avg min max over partition rows exists asc desc primary key references default unique check int integer text date timestamp boolean varchar numeric coalesce cast") },
};
LANGUAGES["cpp"] = LANGUAGES["c++"];

/** @param {string} text @param {string} language @returns {[string, string][]} pieces of text with their kind */
export function tokens(text, language) {
  const rules = LANGUAGES[language.toLowerCase()] ?? { line: "//", words: /^$/ };
  const comment = rules.line === "#" ? "#[^\n]*" : rules.line === "--" ? "--[^\n]*|/\\*[^]*?(?:\\*/|$)" : "//[^\n]*|/\\*[^]*?(?:\\*/|$)";
  const string = '"""[^]*?(?:"""|$)|\'\'\'[^]*?(?:\'\'\'|$)|`(?:\\\\[^]|[^`\\\\])*`?|"(?:\\\\.|[^"\\\\\n])*"?|\'(?:\\\\.|[^\'\\\\\n])*\'?';
  const pattern = new RegExp(`(${comment})|(${string})|(\\b\\d[\\w.]*\\b)|([A-Za-z_$][\\w$]*)`, "g");
  /** @type {[string, string][]} */
  const found = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) found.push([text.slice(end, match.index), ""]);
    const word = rules.line === "--" ? match[0].toLowerCase() : match[0];
    const kind = match[1] ? "comment" : match[2] ? "string" : match[3] ? "number" : rules.words.test(word) ? "keyword" : "";
    found.push([match[0], kind]);
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push([text.slice(end), ""]);
  return found;
}

export class Editor {
  /** @param {HTMLTextAreaElement} field @param {HTMLElement} copy */
  constructor(field, copy) {
    this.field = field;
    this.copy = copy;
    this.language = "";
    field.classList.add("code--coloured");
    copy.hidden = false;
    field.addEventListener("input", () => this.paint());
    field.addEventListener("scroll", () => this.#follow());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => (this.leaving = false));
    new ResizeObserver(() => this.#follow()).observe(field);
  }

  paint() {
    this.copy.replaceChildren(
      ...tokens(this.field.value, this.language).map(([text, kind]) => {
        if (!kind) return document.createTextNode(text);
        const part = document.createElement("span");
        part.className = `code__${kind}`;
        part.textContent = text;
        return part;
      }),
      "\n",
    );
    this.#follow();
  }

  #follow() {
    this.copy.style.height = `${this.field.offsetHeight}px`;
    this.copy.scrollTop = this.field.scrollTop;
    this.copy.scrollLeft = this.field.scrollLeft;
  }

  /** Tab indents, Escape then Tab leaves, Enter keeps the indentation. @param {KeyboardEvent} event */
  #key(event) {
    const { field } = this;
    if (event.key === "Escape") {
      this.leaving = true;
    } else if (event.key === "Tab" && !event.shiftKey && !this.leaving) {
      event.preventDefault();
      this.#insert("    ");
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      const line = field.value.slice(0, field.selectionStart).split("\n").pop() ?? "";
      const indent = /^\s*/.exec(line)?.[0] ?? "";
      if (!indent && !/[:{([]\s*$/.test(line)) return;
      event.preventDefault();
      this.#insert(`\n${indent}${/[:{([]\s*$/.test(line) ? "    " : ""}`);
    } else if (event.key !== "Tab") {
      this.leaving = false;
    }
  }

  /** @param {string} text */
  #insert(text) {
    // The old command is the only way in that keeps the field's undo.
    if (!document.execCommand("insertText", false, text)) {
      this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
      this.field.dispatchEvent(new Event("input"));
    }
  }
}
