// Tables a person can use: a box that filters the rows, and headers that sort them. Without this script they stay plain.
const collator = new Intl.Collator("zh-CN", { numeric: true });

function cellText(row, column) {
  return row.cells[column]?.textContent.trim() ?? "";
}

// Numbers are compared as numbers, whatever is written around them.
function compare(a, b) {
  const [first, second] = [a, b].map((text) => Number(text.replace(/[,，%]|[条宗项件元]$/g, "")));
  return a && b && !Number.isNaN(first) && !Number.isNaN(second) ? first - second : collator.compare(a, b);
}

function makeSortable(table, said) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    // A column of tables has no order.
    if (header.classList.contains("whole")) return;
    // The name stays beside the button: where rows are cards there is nothing to click on, and the column keeps its name.
    const name = header.textContent.trim();
    const text = document.createElement("span");
    text.textContent = name;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", `按${name}排列`);
    header.replaceChildren(text, button);
    button.addEventListener("click", () => {
      const up = header.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => compare(cellText(a, column), cellText(b, column)));
      body.append(...(up ? rows : rows.reverse()));
      said.textContent = `已按“${name}”${up ? "升序" : "降序"}排列`;
    });
  });
}

function makeFilterable(table, said) {
  const rows = [...table.tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.normalize("NFKC").toLowerCase());
  const label = document.createElement("label");
  label.className = "filter";
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  label.append("在表内查找 ", input);
  (table.closest(".scroll") ?? table).before(label);
  input.addEventListener("input", () => {
    const words = input.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    said.textContent = words.length ? `显示 ${shown} 行，共 ${rows.length} 行` : "";
  });
}

for (const table of document.querySelectorAll("table.sortable")) {
  const said = document.createElement("p");
  said.className = "about said";
  said.setAttribute("role", "status");
  (table.closest(".scroll") ?? table).before(said);
  if (table.tBodies[0].rows.length > 7) makeFilterable(table, said);
  makeSortable(table, said);
}
