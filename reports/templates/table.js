"use strict";
// Sorts, filters and pages the table of all pages. Words of pages only ever become text nodes.
(() => {
  const PAGE = 50;
  const SEVERITIES = ["info", "minor", "serious", "critical"];
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const fields = read("fields");
  const at = Object.fromEntries(fields.map((name, index) => [name, index]));
  const rows = read("data");
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const form = document.getElementById("filter");
  const pager = document.getElementById("pager");
  const status = document.getElementById("shown");
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
  const number = new Intl.NumberFormat("en");
  const dialog = document.getElementById("page");
  const QUESTIONS = ["Who wrote it?", "Who paid?", "Who earns?"];
  let details = document.getElementById("details");
  details = details && details.id;
  let numbers;
  let words = null;
  let sort = { name: "worst", down: true };
  let chosen = [...rows];
  let start = 0;

  const element = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const cell = (text, ...under) => {
    const made = element("td", text);
    for (const line of under) if (line) made.append(isolated(line, "under"));
    return made;
  };
  const isolated = (text, name) => {
    const outer = element("span", undefined, name);
    outer.append(element("bdi", text));
    return outer;
  };
  const safe = (link) => link && (!/^[a-z][a-z0-9+.-]*:/i.test(link) || /^https?:\/\//i.test(link));

  const line = (row) => {
    const made = document.createElement("tr");
    const head = element("th");
    head.scope = "row";
    const title = element(details ? "button" : safe(row[at.link]) ? "a" : "span", undefined, details && "open");
    title.append(element("bdi", row[at.title]));
    if (details) {
      title.type = "button";
      title.setAttribute("aria-haspopup", "dialog");
      title.addEventListener("click", () => open(row));
    } else if (safe(row[at.link])) title.href = row[at.link];
    head.append(title, isolated(row[at.uri], "under"));
    made.append(head, cell(row[at.published] || "not known"));
    if (row[at.skipped]) {
      const all = element("td", "Not audited: " + row[at.skipped], "fail");
      all.colSpan = 5;
      made.append(all);
      return made;
    }
    const links = row[at.links];
    made.append(
      cell(row[at.origin], row[at.agencies], row[at.credit]),
      cell(row[at.paid], row[at.sponsor]),
      cell(links === 1 ? "1 link" : number.format(links) + " links", row[at.networks], row[at.notice]),
    );
    const failed = element("td");
    if (row[at.failed]) {
      const worst = SEVERITIES[row[at.worst]];
      failed.append(element("span", row[at.failed], "severity " + worst), element("span", "worst: " + worst, "under"));
    } else failed.textContent = "0";
    made.append(failed, cell(row[at.review]));
    return made;
  };

  // What a row opens. The details are large: they are parsed when the first row is opened.
  const open = (row) => {
    details = typeof details === "object" ? details : read("details");
    numbers ??= new Map(rows.map((one, index) => [one, index]));
    const [strings, pages] = details;
    const found = pages[numbers.get(row)];
    const parts = [isolated(row[at.uri], "under")];
    const quoted = (words, where) => {
      const made = document.createElement("blockquote");
      made.append(element("bdi", "“" + words + "”"), element("span", where, "under"));
      return made;
    };
    if (found) {
      const [answers, findings, more, message] = found;
      const text = (number) => strings[number];
      answers.forEach(([line, confidence, quotes], index) => {
        const said = element("p");
        said.append(element("bdi", text(line) + "."), element("span", " " + text(confidence) + " confidence", "quiet"));
        parts.push(element("h3", QUESTIONS[index]), said);
        for (let n = 0; n < quotes.length; n += 2) parts.push(quoted(text(quotes[n]), text(quotes[n + 1])));
      });
      if (text(message)) parts.push(element("p", "Not audited: " + row[at.skipped], "fail"), element("p", text(message)));
      else parts.push(element("h3", "Findings"));
      for (const [outcome, severity, words, fix] of findings) {
        const made = element("div", undefined, "finding " + (text(outcome) === "Failed" ? "fail" : "needs-review"));
        const head = element("p", undefined, "quiet");
        head.append(element("span", text(severity), "severity " + text(severity)), " " + text(outcome).toLowerCase());
        const said = element("p");
        said.append(element("bdi", text(words)));
        made.append(said, head);
        if (text(fix)) {
          const advice = element("p", undefined, "fix");
          advice.append(element("strong", "Fix: "), element("bdi", text(fix)));
          made.append(advice);
        }
        parts.push(made);
      }
      if (!findings.length && !text(message)) parts.push(element("p", "No check failed and none needs a person."));
      if (more) parts.push(element("p", number.format(more) + " more in the full report", "quiet"));
    }
    const full = element("p");
    if (safe(row[at.link])) {
      const link = element("a", "The full report of this page");
      link.href = row[at.link];
      full.append(link);
    } else {
      const quote = (words) => "'" + words.replaceAll("'", "'\\''") + "'";
      const command = `auditor report ${quote(dialog.dataset.run)} ${quote(row[at.uri])} --format html --output report.html`;
      full.append("The full report: ", element("code", command));
    }
    parts.push(full);
    document.getElementById("page-title").textContent = row[at.title];
    document.getElementById("page-body").replaceChildren(...parts);
    dialog.showModal();
    dialog.scrollTop = 0;
    document.getElementById("page-title").focus();
  };

  const show = () => {
    const end = Math.min(start + PAGE, chosen.length);
    body.replaceChildren(...chosen.slice(start, end).map(line));
    status.textContent = chosen.length
      ? `Rows ${number.format(start + 1)} to ${number.format(end)} of ${number.format(chosen.length)}` +
        (chosen.length < rows.length ? `, filtered from ${number.format(rows.length)}` : "")
      : "No page fits";
    pager.hidden = chosen.length <= PAGE;
    pager.querySelector("[name=back]").disabled = start === 0;
    pager.querySelector("[name=on]").disabled = end === chosen.length;
  };

  const order = (one, other) => {
    const index = at[sort.name];
    const [a, b] = [one[index], other[index]];
    let result = typeof a === "number" ? a - b : a === b ? 0 : !a ? 1 : !b ? -1 : compare(a, b);
    if (sort.name === "worst" && !result) result = one[at.failed] - other[at.failed];
    return sort.down ? -result : result;
  };

  const CHECKS = {
    "": () => true,
    review: (row) => row[at.review] > 0,
    none: (row) => row[at.failed] === 0 && !row[at.skipped],
    skipped: (row) => Boolean(row[at.skipped]),
  };

  const choose = () => {
    const asked = new FormData(form);
    const wanted = asked.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    const [origin, paid, notice, worst] = ["origin", "paid", "notice", "worst"].map((name) => asked.get(name));
    const check = CHECKS[worst] || ((row) => row[at.worst] >= Number(worst));
    if (wanted.length && !words) {
      const searched = ["title", "uri", "agencies", "sponsor", "networks"].map((name) => at[name]);
      words = new Map(rows.map((row) => [row, searched.map((index) => row[index]).join(" ").toLowerCase()]));
    }
    chosen = rows.filter(
      (row) =>
        (!origin || row[at.origin] === origin) &&
        (!paid || row[at.paid] === paid) &&
        (!notice || (notice === "+" ? row[at.links] > 0 : row[at.notice] === notice)) &&
        check(row) &&
        wanted.every((word) => words.get(row).includes(word)),
    );
    chosen.sort(order);
    start = 0;
    show();
  };

  for (const name of ["origin", "paid", "notice"]) {
    const select = form.elements[name];
    const values = new Set(rows.map((row) => row[at[name]]).filter(Boolean));
    for (const value of [...values].sort(compare)) {
      const option = element("option", value);
      option.value = value;
      select.append(option);
    }
  }
  for (const head of table.tHead.rows[0].cells) {
    const button = element("button", head.textContent, "sort");
    button.type = "button";
    button.addEventListener("click", () => {
      const name = head.dataset.sort;
      sort = { name, down: sort.name === name ? !sort.down : typeof rows[0]?.[at[name]] === "number" };
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      choose();
    });
    head.replaceChildren(button);
  }
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  pager.addEventListener("click", (event) => {
    if (!event.target.name) return;
    start += event.target.name === "on" ? PAGE : -PAGE;
    show();
    document.getElementById("pages-title").scrollIntoView();
  });
  document.getElementById("page-close").addEventListener("click", () => dialog.close());
  form.hidden = false;
  show();
})();
