// Draws the charts, and gives tables their tools: sort, search, fold and copy.
"use strict";

const ROWS_WHEN_FOLDED = 20;
const ROWS_WITHOUT_TOOLS = 6;

const options = {
  actions: false,
  ast: true, // expressions are interpreted: no eval, which the page's policy forbids
  defaultStyle: false, // style.css has all
  renderer: "svg",
  tooltip: { disableDefaultStyle: true },
};

// Returns a text that the page has as gzip in base64.
async function unpack(id) {
  const stored = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(stored, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

async function drawCharts() {
  const places = [...document.querySelectorAll(".chart > div")];
  if (places.length === 0) return;
  try {
    // The page's policy allows Vega's text as a script, by its hash.
    document.head.append(element("script", { textContent: await unpack("vega") }));
    const specs = JSON.parse(await unpack("specs"));
    await Promise.all(places.map((place) => vegaEmbed(place, specs[place.id], options)));
  } catch (error) {
    for (const place of places) {
      if (!place.querySelector("svg")) {
        place.textContent = "This chart could not be drawn. Its rows are in the table below.";
      }
    }
    console.error(error);
  }
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function sortKey(cell) {
  const text = cell.innerText.trim().split("\n")[0];
  const number = text.replace(/[,▲▼ ]/g, "");
  return number !== "" && !isNaN(number) ? Number(number) : text;
}

function compare(one, other) {
  // Missing values are last in either direction, and numbers are before words.
  if (typeof one === typeof other) {
    return typeof one === "number" ? one - other : one.localeCompare(other);
  }
  return typeof one === "number" ? -1 : 1;
}

function csvField(text) {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function fullText(cell) {
  const short = cell.querySelector("[title]");
  return (short ? short.title : cell.innerText).trim();
}

// The cell of a song holds its artists too: two columns.
function csvCells(row) {
  return [...row.cells].flatMap((cell) => {
    const [song, artists] = [cell.querySelector(".song"), cell.querySelector(".artists")];
    if (song && artists) return [fullText(song), fullText(artists)];
    if (cell.classList.contains("title")) return [cell.innerText.trim(), "Artists"];
    const value = fullText(cell);
    return [value === "-" ? "" : value];
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without permission, or where a file is no secure context.
    const area = element("textarea", { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

class DataTable {
  constructor(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.rows = [...this.body.rows];
    this.texts = this.rows.map((row) => plain(row.textContent));
    this.word = "";
    this.artists = [];
    this.folded = this.rows.length > ROWS_WHEN_FOLDED + 5;
    if (this.rows.length > 1) this.addSorting();
    if (this.rows.length > ROWS_WITHOUT_TOOLS) this.addTools();
    this.show();
  }

  addSorting() {
    [...this.table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = element("button", { type: "button" }, ...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => this.sort(heading, column));
    });
  }

  sort(heading, column) {
    const descending = heading.ariaSort === "ascending";
    for (const each of this.table.tHead.rows[0].cells) each.ariaSort = null;
    heading.ariaSort = descending ? "descending" : "ascending";
    const keys = new Map(this.rows.map((row) => [row, sortKey(row.cells[column])]));
    const missing = (row) => keys.get(row) === "-" || keys.get(row) === "";
    const sorted = [...this.rows].sort((one, other) => {
      if (missing(one) || missing(other)) return missing(one) - missing(other);
      const order = compare(keys.get(one), keys.get(other));
      return descending ? -order : order;
    });
    this.body.append(...sorted);
  }

  addTools() {
    const name = this.table.dataset.name;
    this.search = element("input", { type: "search", placeholder: "Search" });
    this.search.setAttribute("aria-label", `Search in ${name}`);
    this.search.addEventListener("input", () => {
      this.word = plain(this.search.value.trim());
      this.show();
    });
    this.count = element("output");
    const button = element("button", { type: "button" }, "Copy as CSV");
    button.addEventListener("click", async () => {
      await copy(this.csv());
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy as CSV"), 2000);
    });
    const tools = element("div", { className: "tools" }, this.search, button, this.count);
    this.table.parentElement.before(tools);
    if (this.folded) {
      this.unfold = element("button", { type: "button", className: "unfold" });
      this.unfold.textContent = `Show all ${this.rows.length} rows`;
      this.unfold.addEventListener("click", () => {
        this.folded = false;
        this.show();
      });
      this.table.parentElement.after(this.unfold);
    }
  }

  csv() {
    const shown = [...this.body.rows].filter((row) => !row.hidden);
    const lines = [this.table.tHead.rows[0], ...shown].map((row) =>
      csvCells(row).map(csvField).join(","),
    );
    return lines.join("\r\n") + "\r\n";
  }

  filter(artists) {
    if (this.table.dataset.artists === undefined) return;
    this.artists = artists;
    this.show();
  }

  show() {
    let matches = 0;
    this.rows.forEach((row, i) => {
      const text = this.texts[i];
      const found = this.artists.length === 0 || this.artists.some((name) => text.includes(name));
      row.hidden = !(found && text.includes(this.word));
      matches += !row.hidden;
    });
    const isFiltered = this.word !== "" || this.artists.length > 0;
    this.table.classList.toggle("folded", this.folded && !isFiltered);
    if (this.unfold) this.unfold.hidden = !this.folded || isFiltered;
    if (this.count) this.count.textContent = isFiltered ? `${matches} of ${this.rows.length}` : "";
  }
}

// Shows only the rows of some artists in all tables that have artists.
function addArtistFilter(tables) {
  if (!tables.some(({ table }) => table.dataset.artists !== undefined)) return;
  const input = element("input", { type: "search", placeholder: "Ada, Boris" });
  const label = element("label", {}, "My artists ", input);
  const hint = element("span", { className: "hint" }, "Only their rows, in all tables.");
  input.addEventListener("input", () => {
    const artists = input.value.split(",").map((name) => plain(name.trim())).filter(Boolean);
    for (const table of tables) table.filter(artists);
  });
  document.querySelector("header").append(element("p", { className: "filter" }, label, hint));
}

function openForPrint() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((each) => (each.open = true));
  });
  window.addEventListener("afterprint", () => opened.forEach((each) => (each.open = false)));
}

addArtistFilter([...document.querySelectorAll("table.data")].map((table) => new DataTable(table)));
openForPrint();
drawCharts();
