"use strict";
// Page texts reach the document as text nodes only; nothing here writes markup.
(() => {
  const BATCH = 100;
  const RUN_SHOWN = 4; // removed blocks in a row that are shown before the rest is folded away
  const SEARCH_PAUSE_MS = 120;
  const data = JSON.parse(document.getElementById("data").textContent);
  const rules = data.rules.map(([kind, family, judge, rule, keep]) => ({ kind, family, judge, rule, keep }));
  const pages = data.pages;
  const byId = (id) => document.getElementById(id);
  const list = byId("list"), more = byId("more"), reader = byId("reader"), found = byId("found");
  const search = byId("search"), host = byId("host"), status = byId("status"), sort = byId("sort");
  const chosen = new Set();
  // `guided`: nobody has chosen a page yet, so the first of the list is open wherever list and page fit side by side.
  let shown = [], drawn = 0, open = -1, view = "page", guided = !matchMedia("(max-width: 50rem)").matches;

  pages.forEach((page, at) => {
    page.at = at;
    page.kinds = new Set(page.body.filter(Array.isArray).map((cut) => rules[cut[0]].kind));
  });

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function prose(tag, className, text) {
    const element = make(tag, className, text);
    element.dir = "auto";
    return element;
  }

  // A page's text with what was searched for marked.
  function words(tag, className, text) {
    const element = prose(tag, className, "");
    const wanted = search.value.trim().toLowerCase();
    const lower = text.toLowerCase();
    // a letter whose small form is longer would shift all places behind it
    const places = wanted && lower.length === text.length;
    let at = 0;
    for (let place = places ? lower.indexOf(wanted) : -1; place >= 0; place = lower.indexOf(wanted, at)) {
      element.append(text.slice(at, place), make("mark", "", text.slice(place, place + wanted.length)));
      at = place + wanted.length;
    }
    element.append(text.slice(at));
    return element;
  }

  const number = (value) => value.toLocaleString("en");
  const titleOf = (page) => page.title || page.name || "(no title)";

  function haystack(page) {
    page.words ??= [page.title, page.name, page.link ?? "", page.host,
      ...page.body.map((piece) => (Array.isArray(piece) ? piece[2] : piece)),
      ...page.facts.map(([, value]) => value)].join("\n").toLowerCase();
    return page.words;
  }

  // Characters that went from a page; of the kinds that are chosen, if any are.
  function gone(page) {
    if (!chosen.size) return page.removed;
    const cuts = page.body.filter((piece) => Array.isArray(piece) && chosen.has(rules[piece[0]].kind));
    return cuts.reduce((sum, piece) => sum + piece[2].length, 0);
  }

  const share = (page) => gone(page) / Math.max(1, page.kept + page.removed);
  const percent = (part) => `${Math.round(100 * part)}%`;

  // ---- filters

  const orders = {
    confidence: (a, b) => a.confidence - b.confidence || a.at - b.at,
    removed: (a, b) => gone(b) - gone(a) || a.at - b.at,
    share: (a, b) => share(b) - share(a) || a.at - b.at,
    kept: (a, b) => a.kept - b.kept || a.at - b.at,
    name: (a, b) => (titleOf(a) < titleOf(b) ? -1 : titleOf(a) > titleOf(b) ? 1 : a.at - b.at),
  };

  function apply() {
    const words = search.value.trim().toLowerCase();
    shown = pages.filter((page) =>
      (!host.value || page.host === host.value)
      && (!status.value || page.status === status.value)
      && (!chosen.size || [...chosen].some((kind) => page.kinds.has(kind)))
      && (!words || haystack(page).includes(words)));
    shown.sort(orders[sort.value]);
    found.textContent = `${number(shown.length)} of ${number(pages.length)} pages`;
    list.replaceChildren();
    drawn = 0;
    draw();
    if (guided) shown.length ? show(shown[0].at, false) : close();
  }

  function draw() {
    const upto = Math.min(shown.length, drawn + BATCH);
    const fragment = document.createDocumentFragment();
    for (; drawn < upto; drawn += 1) fragment.append(item(shown[drawn], drawn === 0));
    list.append(fragment);
    more.hidden = drawn >= shown.length;
    more.textContent = `Show more (${number(shown.length - drawn)} left)`;
  }

  function item(page, first) {
    const row = make("li");
    const link = make("a");
    link.href = `#page-${page.at}`;
    link.dataset.at = page.at;
    link.tabIndex = first || page.at === open ? 0 : -1;
    if (page.at === open) link.setAttribute("aria-current", "true");
    link.append(prose("span", "title", titleOf(page)));
    const line = make("span", "line");
    const where = prose("span", "", page.host);
    const outcome = make("span");
    outcome.append(make("span", `dot tone-${page.tone}`), page.status);
    const sure = make("span", "", page.confidence.toFixed(2));
    sure.title = "confidence";
    const went = make("span", "", `−${percent(share(page))}`);
    went.title = `${number(gone(page))} characters removed`;
    const [, error = ""] = page.facts.find(([name]) => name === "failed") ?? [];
    const reason = prose("span", "", error.split(": ")[1] ?? "");
    reason.title = error;
    line.append(where, outcome, ...(page.status === "failed" ? [reason] : [sure, went]));
    link.append(line);
    row.append(link);
    return row;
  }

  function fill(select, values) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const [value, count] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
      const option = make("option", "", `${value} (${number(count)})`);
      option.value = value;
      select.append(option);
    }
  }

  function chips() {
    const counts = new Map();
    for (const page of pages) for (const kind of page.kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (const [kind, count] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
      const chip = make("button");
      chip.type = "button";
      chip.setAttribute("aria-pressed", "false");
      chip.title = `pages with ${kind} removed`;
      const family = rules.find((rule) => rule.kind === kind).family;
      chip.append(make("span", `dot fill-${family}`), `${kind} ${number(count)}`);
      chip.addEventListener("click", () => {
        chosen.has(kind) ? chosen.delete(kind) : chosen.add(kind);
        chip.setAttribute("aria-pressed", String(chosen.has(kind)));
        apply();
        if (open >= 0 && !guided) show(open, false);
      });
      byId("kinds").append(chip);
    }
  }

  // ---- one page

  function show(at, focus = true) {
    const page = pages[at];
    if (!page) return close();
    open = at;
    document.body.classList.add("reading");
    reader.hidden = false;
    reader.replaceChildren(bar(page), prose("h3", "", titleOf(page)), origin(page), facts(page));
    for (const note of page.notes) reader.append(prose("p", "note", note));
    const columns = make("div", "columns");
    columns.dataset.view = view;
    columns.append(kept(page), whole(page));
    reader.append(columns);
    for (const link of list.querySelectorAll("a")) {
      const current = Number(link.dataset.at) === at;
      current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      if (current) rove(link, false);
    }
    if (focus) {
      reader.focus({ preventScroll: true });
      if (reader.getBoundingClientRect().top < 0 || matchMedia("(max-width: 50rem)").matches) reader.scrollIntoView();
    }
    return undefined;
  }

  function close() {
    const was = open;
    open = -1;
    guided = false;
    reader.hidden = true;
    reader.replaceChildren();
    document.body.classList.remove("reading");
    const link = list.querySelector(`a[data-at="${was}"]`);
    list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (link) link.focus();
  }

  function bar(page) {
    const row = make("div", "bar");
    const back = make("button", "", "Back");
    back.id = "back";
    back.type = "button";
    back.addEventListener("click", leave);
    const views = make("div", "views");
    for (const [name, label] of [["page", "With removals"], ["kept", "Kept text"]]) {
      const button = make("button", "", label);
      button.type = "button";
      button.setAttribute("aria-pressed", String(view === name));
      button.addEventListener("click", () => {
        view = name;
        reader.querySelector(".columns").dataset.view = name;
        for (const other of views.children) other.setAttribute("aria-pressed", String(other === button));
      });
      views.append(button);
    }
    row.append(back, views);
    return row;
  }

  function origin(page) {
    const line = make("div", "note");
    line.dir = "auto";
    const link = make("a", "", page.link ?? "");
    link.href = page.link ?? "";
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    const leads = page.link && ["http:", "https:"].includes(link.protocol);
    line.append(leads ? link : page.link ?? page.name);
    return line;
  }

  function facts(page) {
    const table = make("dl", "facts");
    const rows = [["outcome", page.status]];
    if (page.status !== "failed") {
      rows.push(["confidence", page.confidence.toFixed(2)]);
      rows.push(["characters", `${number(page.kept)} kept, ${number(page.removed)} removed`]);
    }
    for (const [name, value] of [...rows, ...page.facts]) table.append(make("dt", "", name), prose("dd", "", value));
    if (page.twin) table.append(make("dt", "", "near duplicate of"), twin(page.twin));
    return table;
  }

  function twin([id, alike, at]) {
    const cell = make("dd");
    const link = prose("a", "", at < 0 ? id : titleOf(pages[at]));
    if (at >= 0) link.href = `#page-${at}`;
    cell.append(link, ` (${alike} alike)`);
    return cell;
  }

  function paragraphs(text) {
    return text.split(/\n{2,}/).filter((part) => part.trim())
      .map((part) => words("p", "", part.replace(/^\n+|\n+$/g, "")));
  }

  function column(className, label) {
    const box = make("section", `column ${className}`);
    box.setAttribute("aria-label", label);
    const text = make("div", "text");
    box.append(make("h4", "", label), text);
    return [box, text];
  }

  function kept(page) {
    const [box, text] = column("kept", "Kept text");
    const whole = page.body.filter((piece) => !Array.isArray(piece)).join("");
    text.append(...paragraphs(whole));
    if (!text.childElementCount) text.append(make("p", "note", "Nothing was kept."));
    return box;
  }

  function whole(page) {
    const [box, text] = column("page", "Page with removals");
    let run = [];
    const flush = () => {
      if (run.length) text.append(...folded(run));
      run = [];
    };
    for (const piece of page.body) {
      if (Array.isArray(piece)) {
        run.push(piece);
      } else {
        flush();
        text.append(...paragraphs(piece));
      }
    }
    flush();
    if (!text.childElementCount) text.append(make("p", "note", "The page held no text."));
    return box;
  }

  function folded(run) {
    const asked = run.filter((piece) => !chosen.size || chosen.has(rules[piece[0]].kind));
    const rest = run.length - asked.length;
    const cuts = asked.slice(0, asked.length > RUN_SHOWN + 1 ? RUN_SHOWN : asked.length).map(cut);
    const left = asked.slice(cuts.length);
    if (left.length) {
      const button = make("button", "run", `${number(left.length)} more removed here`);
      button.type = "button";
      button.addEventListener("click", () => {
        const rest = left.map(cut);
        button.replaceWith(...rest);
        rest[0].focus();
      });
      cuts.push(button);
    }
    if (rest) cuts.push(make("p", "note run", `${number(rest)} removed of other kinds`));
    return cuts;
  }

  function cut([at, score, text]) {
    const rule = rules[at];
    const block = make("div", `cut tint-${rule.family}`);
    block.tabIndex = 0;
    const label = rule.kind === "other" ? `other · ${rule.judge}` : rule.kind;
    block.append(make("span", "label", label), words("s", "", text));
    const why = make("span", "why");
    why.append(`Removed as ${rule.kind} by ${rule.judge}, rule ${rule.rule}, score ${score.toFixed(2)}. To keep it:`);
    why.append(prose("code", "", `clean.keep: [${JSON.stringify(rule.keep ?? phrase(text))}]`));
    block.append(why);
    return block;
  }

  function phrase(text) {
    const folded = text.replaceAll("*", " ").split(/\s+/).filter(Boolean).join(" ");
    return folded.length <= 120 ? folded : `${folded.slice(0, 120).replace(/\s\S*$/u, "")} *`;
  }

  // ---- keyboard and addresses

  function rove(link, focus = true) {
    for (const other of list.querySelectorAll('a[tabindex="0"]')) other.tabIndex = -1;
    link.tabIndex = 0;
    if (focus) link.focus();
  }

  function step(by) {
    const place = shown.findIndex((page) => page.at === open);
    const next = shown[place + by];
    if (!next) return;
    while (drawn <= place + by) draw();
    location.hash = `page-${next.at}`;
  }

  function leave() {
    history.pushState(null, "", "#pages");
    close();
  }

  function route() {
    const match = /^#page-(\d+)$/.exec(location.hash);
    if (match) {
      guided = false;
      show(Number(match[1]));
    } else if (open >= 0 && !guided && ["", "#pages"].includes(location.hash)) close();
  }

  list.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = link.parentElement;
    const to = {
      ArrowDown: () => { if (!row.nextElementSibling && !more.hidden) draw(); return row.nextElementSibling; },
      ArrowUp: () => row.previousElementSibling,
      Home: () => list.firstElementChild,
      End: () => list.lastElementChild,
    }[event.key]?.();
    if (!to) return;
    event.preventDefault();
    rove(to.firstElementChild);
  });

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && open >= 0) leave();
    else if (typing) return;
    else if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "n" && open >= 0) step(1);
    else if (event.key === "p" && open >= 0) step(-1);
  });

  let pause;
  search.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      apply();
      if (open >= 0 && !guided) show(open, false);
    }, SEARCH_PAUSE_MS);
  });
  for (const select of [host, status, sort]) select.addEventListener("change", apply);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => {
    const at = drawn;
    draw();
    rove(list.children[at].firstElementChild);
  });
  addEventListener("hashchange", route);
  addEventListener("popstate", route);

  fill(host, pages.map((page) => page.host));
  fill(status, pages.map((page) => page.status));
  chips();
  byId("filters").hidden = false;
  guided &&= !/^#page-/.test(location.hash);
  apply();
  if (!guided) route();
})();
