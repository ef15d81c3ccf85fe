// @ts-check
/**
 * The code editor: Ace, loaded when the first code question comes and not before. The plain text field stays what the
 * rest of the page reads and writes; where Ace can't be had, people type into it as it is.
 */

/** @type {Record<string, string>} */
const MODES = { python: "python", javascript: "javascript", typescript: "typescript", java: "java", "c++": "c_cpp", cpp: "c_cpp", c: "c_cpp", go: "golang", sql: "sql" };
const THEMES = { light: "github_light_default", dark: "github_dark" };
const WITH_TABS = new Set(["golang"]);

export class Editor {
  /** @param {HTMLTextAreaElement} field @param {HTMLElement} box @param {any} ace */
  constructor(field, box, ace) {
    this.field = field;
    this.editor = ace.edit(box, {
      animatedScroll: false,
      enableMobileMenu: false,
      fontSize: 15,
      highlightActiveLine: false,
      maxLines: 32,
      minLines: 14,
      scrollPastEnd: 0,
      showFoldWidgets: false,
      showPrintMargin: false,
      textInputAriaLabel: field.labels?.[0]?.textContent?.trim() || "Your code",
      useWorker: false,
    });
    box.hidden = false;
    field.hidden = true;
    field.focus = () => this.editor.focus(); // whoever sends people to the field means the editor now
    const input = this.editor.textInput.getElement();
    input.setAttribute("aria-describedby", field.getAttribute("aria-describedby") ?? "");
    field.labels?.[0]?.addEventListener("click", () => this.editor.focus());
    this.#keys();
    this.#dress();
    this.editor.session.on("change", () => {
      if (this.filling) return;
      field.value = this.editor.getValue();
      field.dispatchEvent(new Event("input"));
    });
  }

  /** Show what the field holds, coloured as this language. @param {string} language */
  show(language) {
    const mode = MODES[language.toLowerCase()] ?? "text";
    this.filling = true;
    this.editor.session.setMode(`ace/mode/${mode}`);
    this.editor.session.setUseSoftTabs(!WITH_TABS.has(mode));
    if (this.editor.getValue() !== this.field.value) this.editor.session.setValue(this.field.value);
    this.filling = false;
  }

  /** @param {boolean} on whether it can be typed into */
  enable(on) {
    this.editor.setReadOnly(!on);
  }

  /** Tab indents. After Escape it leaves the editor instead, until the next letter or until one has left. */
  #keys() {
    const { editor } = this;
    const indents = (/** @type {boolean} */ on) => {
      editor.commands.bindKey("Tab", on ? "indent" : null);
      editor.commands.bindKey("Shift-Tab", on ? "outdent" : null);
    };
    editor.commands.addCommand({ name: "leave", bindKey: "Esc", exec: () => indents(false), readOnly: true });
    editor.on("blur", () => indents(true));
    editor.session.on("change", () => indents(true));
    // No search box or settings of its own: the page's and the browser's keys stay theirs.
    for (const name of ["find", "replace", "gotoline", "showSettingsMenu", "openCommandPalette"]) editor.commands.removeCommand(name);
  }

  /** Light or dark as the rest of the page. */
  #dress() {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const dress = () => this.editor.setTheme(`ace/theme/${dark.matches ? THEMES.dark : THEMES.light}`);
    dark.addEventListener("change", dress);
    dress();
  }
}

/**
 * The editor over this field, or null where Ace could not be loaded.
 * @param {HTMLTextAreaElement} field @param {HTMLElement} box names Ace's address and its style sheets' in its data
 * @returns {Promise<Editor | null>}
 */
export async function openEditor(field, box) {
  try {
    const { script = "", styles = "" } = box.dataset;
    await Promise.all([load("script", { src: script }), ...styles.split(" ").map((href) => load("link", { rel: "stylesheet", href }))]);
    const { ace } = /** @type {any} */ (window);
    ace.config.set("useStrictCSP", true); // its styles come as files
    // Modes and themes lie beside the script; the folder's name is never hashed.
    ace.config.set("basePath", script.slice(0, script.lastIndexOf("/")));
    return new Editor(field, box, ace);
  } catch (error) {
    console.warn("The code editor could not be loaded.", error);
    return null;
  }
}

/** @param {string} tag @param {Record<string, string>} attributes @returns {Promise<void>} */
function load(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", () => resolve());
    element.addEventListener("error", () => reject(new Error(`${attributes.src ?? attributes.href} did not load`)));
    document.head.append(element);
  });
}
